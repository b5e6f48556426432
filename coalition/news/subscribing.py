"""Who is told of news by letter: asked for, confirmed, changed, stopped."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from coalition.accounts import service as accounts
from coalition.accounts.models import Person
from coalition.database import db, locked, now, transaction
from coalition.errors import NotAllowed, NotFound
from coalition.mail import service as mail
from coalition.news import letters, queries
from coalition.news.models import Rhythm, Subscriber
from coalition.web.site import address_of
from coalition.web.viewer import Viewer

CONFIRM = "confirm-news"


def subscribe(rhythm: Rhythm, language: str, *, by: Viewer) -> Subscriber:
    """Tell a person of news by letter, from now on; once more changes how often. Raises NotAllowed."""
    if by.person_id is None:
        raise NotAllowed(_("Sign in first, or give an e-mail address."))
    with transaction():
        locked(Person, by.person_id)  # the same button may be pressed twice at once
        subscriber = queries.find_subscriber(viewer=by)
        if subscriber is None:
            subscriber = Subscriber(person_id=by.person_id, confirmed_at=now())
            db.session.add(subscriber)
        _renew(subscriber, rhythm, language)
    return subscriber


def subscribe_address(email: str, rhythm: Rhythm, language: str, *, address: str) -> None:
    """Send a link to an address; no news goes there until it is confirmed.

    One that is confirmed already gets the link too, so that nobody learns of it. Counted per e-mail
    address (5 in an hour) and per network address (20). Raises Invalid for "email", and TooMany.
    """
    email = accounts.address_to_keep(email)
    accounts.throttle_address("news", address, 20, 60)
    accounts.throttle_account("news", email, 5, 60)
    with transaction():
        subscriber = _of_address(email) or _new(email, rhythm, language)
        subscriber.asked_at = now()
        db.session.flush()
        accounts.drop_links(CONFIRM, subject_id=subscriber.id)
        hours = queries.CONFIRM_DAYS * 24
        token = accounts.make_link(CONFIRM, email, subject_id=subscriber.id, hours=hours)
        page = address_of("news.confirm", token=token)
        mail.write(email, letters.confirm_letter(language, page))


def find_unconfirmed(token: str) -> Subscriber:
    """Return whose address a mailed link confirms. Raises NotFound for links used or expired."""
    subscriber = accounts.find_linked(CONFIRM, token, Subscriber, lambda one: one.email)
    if subscriber is None:
        raise NotFound(
            _("This link was used already or has expired. Ask for the letters once more.")
        )
    return subscriber


def confirm(token: str, rhythm: Rhythm) -> Subscriber:
    """Let the letters to an address begin, since it is confirmed. Raises NotFound."""
    with transaction():
        subscriber = locked(Subscriber, find_unconfirmed(token).id)
        accounts.use_link(CONFIRM, token)
        subscriber.confirmed_at = subscriber.confirmed_at or now()
        _renew(subscriber, rhythm, subscriber.language)
    return subscriber


def unsubscribe(*, by: Viewer) -> None:
    """Tell a person of no more news by letter; nothing happens where they are not told."""
    with transaction():
        subscriber = queries.find_subscriber(viewer=by)
        if subscriber is not None:
            _stop(subscriber)


def stop_by_letter(token: str) -> None:
    """Stop the letters to whoever got this one; once more changes nothing."""
    with transaction():
        try:
            subscriber = queries.get_subscriber_by_letter(token)
        except NotFound:
            return
        _stop(subscriber)


def _stop(subscriber: Subscriber) -> None:
    """Let no more letters go where this subscriber's go, however they were asked for."""
    address, _name = queries.reader_of(subscriber)
    for one in queries.subscribers_of(address):
        db.session.delete(one)


def _of_address(email: str) -> Subscriber | None:
    theirs = select(Subscriber).where(Subscriber.email == email, Subscriber.person_id.is_(None))
    return db.session.scalars(theirs.with_for_update()).one_or_none()


def _new(email: str, rhythm: Rhythm, language: str) -> Subscriber:
    """Return a new subscriber, or the one that the same form, sent twice at once, made just now."""
    subscriber = Subscriber(email=email)
    _renew(subscriber, rhythm, language)
    try:
        with db.session.begin_nested():
            db.session.add(subscriber)
    except IntegrityError:
        made = _of_address(email)
        if made is None:  # and gone again
            raise
        return made
    return subscriber


def _renew(subscriber: Subscriber, rhythm: Rhythm, language: str) -> None:
    subscriber.rhythm, subscriber.language = rhythm, language
    subscriber.next_letter_at = min(subscriber.next_letter_at or now(), now() + rhythm.period)
