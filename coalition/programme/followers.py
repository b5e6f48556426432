"""The writes of those who follow sessions: one's own programme, and letters to an address alone."""

from flask_babel import gettext as _
from sqlalchemy import delete, func, or_, select

from coalition.accounts import service as accounts
from coalition.accounts.models import Person
from coalition.database import db, locked, now, transaction
from coalition.errors import NotAllowed, NotFound
from coalition.mail import service as mail
from coalition.programme import following, letters, listening, queries
from coalition.programme.models import Follower, Session, SessionEvent
from coalition.web.site import address_of
from coalition.web.viewer import Viewer

CONFIRM = "follow-session"
MOST_IN_AN_HOUR = 20  # letters asked for from one network address
MOST_TO_AN_ADDRESS = 10  # a schedule has many sessions one may care for


def choose(session_id: int, *, by: Viewer) -> Follower:
    """Put a session into one's own programme and hear of its changes; once more changes nothing.

    Raises NotAllowed for those who are not signed in, NotFound for what they may not know of.
    """
    if by.person_id is None:
        raise NotAllowed(_("Sign in to keep a programme of your own."))
    queries.get_session(session_id, viewer=by)
    with transaction():
        person = locked(Person, by.person_id)  # the same button may be pressed twice at once
        follower = queries.find_follower(session_id, viewer=by)
        if follower is None:
            follower = Follower(
                session_id=session_id,
                person_id=person.id,
                language=person.language,
                confirmed_at=now(),
                told_event_id=_last_event_id(session_id),
            )
            db.session.add(follower)
    return follower


def unchoose(session_id: int, *, by: Viewer) -> None:
    """Take a session out of one's own programme; once more changes nothing. Raises NotAllowed."""
    if by.person_id is None:
        raise NotAllowed(_("Sign in to keep a programme of your own."))
    with transaction():
        db.session.execute(
            delete(Follower).where(
                Follower.session_id == session_id, Follower.person_id == by.person_id
            )
        )


def follow_by_mail(session_id: int, email: str, language: str, *, by: Viewer, address: str) -> None:
    """Send an address the link that lets letters about a session's changes begin.

    Counted per e-mail address and per network address. Raises NotFound, Invalid for "email",
    and TooMany.
    """
    queries.get_session(session_id, viewer=by)
    email = accounts.address_to_keep(email)
    accounts.throttle_address("follow-session", address, MOST_IN_AN_HOUR, 60)
    accounts.throttle_account("follow-session", email, MOST_TO_AN_ADDRESS, 60)
    with transaction():
        locked(Session, session_id)  # the same form may be sent twice at once
        follower = _of_address(session_id, email)
        if follower is None:
            follower = Follower(
                session_id=session_id, email=email, told_event_id=_last_event_id(session_id)
            )
            db.session.add(follower)
        if follower.confirmed_at is None:
            follower.since_at = now()  # so long it waits for the link to be opened
        follower.language = language
        db.session.flush()
        accounts.drop_links(CONFIRM, subject_id=follower.id)
        hours = listening.CONFIRM_DAYS * 24
        token = accounts.make_link(CONFIRM, email, subject_id=follower.id, hours=hours)
        page = address_of("programme.confirm_following", token=token)
        mail.write(email, letters.confirm_letter(language, page))


def find_unconfirmed(token: str) -> Follower:
    """Return what a mailed link confirms, with its session. Raises NotFound for spent links."""
    linked = accounts.find_linked(CONFIRM, token, Follower, lambda follower: follower.email)
    follower = listening.find_follower_by_id(linked.id) if linked else None
    if follower is None:
        raise NotFound(
            _("This link was used already or has expired. Ask for the letters once more.")
        )
    return follower


def confirm(token: str) -> int:
    """Let the letters begin, the first about what changed since they were asked for.

    Returns the session's number. Raises NotFound.
    """
    with transaction():
        follower = locked(Follower, find_unconfirmed(token).id)
        accounts.use_link(CONFIRM, token)
        if follower.stopped_at is not None:  # what happened meanwhile was not asked for
            follower.told_event_id = _last_event_id(follower.session_id)
        follower.confirmed_at, follower.stopped_at = now(), None
        following.tell_soon(follower.session_id)
        return follower.session_id


def stop_by_letter(token: str) -> None:
    """Stop the letters about the session of a letter; once more changes nothing. Raises NotFound."""
    with transaction():
        for follower in _of_letter(token):
            follower.stopped_at = follower.stopped_at or now()


def resume_by_letter(token: str) -> None:
    """Let the letters go on, about what changes from now on. Raises NotFound."""
    with transaction():
        for follower in _of_letter(token):
            if follower.stopped_at is not None:
                follower.stopped_at = None
                follower.told_event_id = _last_event_id(follower.session_id)


def _of_letter(token: str) -> list[Follower]:
    """Return whom a letter went to, held: an address may follow by an account and without one."""
    reader = listening.get_follower_by_letter(token)
    email = reader.email
    if reader.person_id is not None:
        email = db.session.get_one(Person, reader.person_id).email
    theirs = or_(
        Follower.email == email,
        Follower.person_id.in_(select(Person.id).where(Person.email == email)),
    )
    found = select(Follower).where(Follower.session_id == reader.session_id, theirs)
    return list(db.session.scalars(found.order_by(Follower.id).with_for_update()))


def _of_address(session_id: int, email: str) -> Follower | None:
    theirs = select(Follower).where(Follower.session_id == session_id, Follower.email == email)
    return db.session.scalars(theirs.where(Follower.person_id.is_(None))).one_or_none()


def _last_event_id(session_id: int) -> int:
    last = select(func.max(SessionEvent.id)).where(SessionEvent.session_id == session_id)
    return db.session.scalar(last) or 0
