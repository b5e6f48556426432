"""Every write of saved searches by those who saved them, signed in or by the link of a letter."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from coalition.accounts import service as accounts
from coalition.accounts.models import Person
from coalition.alerts import letters, policy, queries
from coalition.alerts.models import Rhythm, SavedSearch
from coalition.alerts.wish import Wish
from coalition.database import db, locked, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.mail import service as mail
from coalition.web.site import address_of
from coalition.web.viewer import Viewer

CONFIRM = "confirm-search"
MOST_SAVED = 50  # searches of one person or address


def save(wish: Wish, *, by: Viewer) -> SavedSearch:
    """Save a search of a person; one that they have saved already gets the new name and rhythm.

    Raises Invalid when they have MOST_SAVED, TooMany after 60 in an hour.
    """
    if not policy.may_save(by):
        raise NotAllowed(_("Sign in first, or give an e-mail address."))
    accounts.throttle(f"save-search:person:{by.person_id}", 60, 60)
    with transaction():
        locked(Person, by.person_id or 0)  # the same form may be sent twice at once
        search = queries.find_same(wish.arguments, person_id=by.person_id, email="", confirmed=True)
        if search is None:
            _require_room(by.person_id, "")
            search = _new(wish, now(), person_id=by.person_id, confirmed_at=now())
        else:
            _renew(search, wish)
            search.paused_at = None
    return search


def save_for_address(wish: Wish, email: str, *, address: str) -> None:
    """Save a search for an address and send it a link; no letters about it until it is confirmed.

    Counted per e-mail address (5 in an hour) and per network address (20). Raises Invalid for
    "email", and TooMany.
    """
    email = accounts.address_to_keep(email)
    accounts.throttle_address("save-search", address, 20, 60)
    accounts.throttle_account("save-search", email, 5, 60)
    with transaction():
        search = queries.find_same(wish.arguments, person_id=None, email=email, confirmed=False)
        if search is None:
            search = _new(wish, now(), email=email)
            db.session.flush()
        else:
            _renew(search, wish)
            search.saved_at = now()
        accounts.drop_links(CONFIRM, subject_id=search.id)
        hours = queries.CONFIRM_DAYS * 24
        token = accounts.make_link(CONFIRM, email, subject_id=search.id, hours=hours)
        page = address_of("alerts.confirm", token=token)
        mail.write(email, letters.confirm_letter(wish.language, page))


def find_unconfirmed(token: str) -> SavedSearch:
    """Return the search that a mailed link confirms. Raises NotFound for links used or expired."""
    search = accounts.find_linked(CONFIRM, token, SavedSearch, lambda search: search.email)
    if search is None:
        raise NotFound(_("This link was used already or has expired. Save the search once more."))
    return search


def confirm(token: str) -> SavedSearch:
    """Let the letters about a search begin, since its address is confirmed. Raises NotFound."""
    with transaction():
        search = locked(SavedSearch, find_unconfirmed(token).id)
        accounts.use_link(CONFIRM, token)
        same = queries.find_same(
            search.arguments, person_id=None, email=search.email, confirmed=True
        )
        if same is not None:
            same.name, same.rhythm, same.paused_at = search.name, search.rhythm, None
            db.session.delete(search)
            search = same
        else:
            _require_room(None, search.email)
            search.confirmed_at = now()
        _set_next_look(search)
    return search


def pause(search_id: int, *, by: Viewer) -> SavedSearch:
    """Stop the letters about one's own search for a while. Raises NotFound, Conflict."""
    with transaction():
        search = _own(search_id, by)
        if search.paused_at is not None:
            raise Conflict(_("The letters about this search are paused already."))
        search.paused_at = now()
    return search


def resume(search_id: int, *, by: Viewer) -> SavedSearch:
    """Let the letters go on; what was published meanwhile is told of. Raises NotFound, Conflict."""
    with transaction():
        search = _own(search_id, by)
        if search.paused_at is None:
            raise Conflict(_("The letters about this search are not paused."))
        _go_on(search)
    return search


def change_rhythm(search_id: int, rhythm: Rhythm, *, by: Viewer) -> SavedSearch:
    """Change how often one is told. Raises NotFound."""
    with transaction():
        search = _own(search_id, by)
        search.rhythm = rhythm
        _set_next_look(search)
    return search


def forget(search_id: int, *, by: Viewer) -> str:
    """Delete one's own search with all that was told, and return its name. Raises NotFound."""
    with transaction():
        search = _own(search_id, by)
        db.session.delete(search)
        return search.name


def stop_by_letter(token: str) -> SavedSearch:
    """Stop the letters about the search of a letter; once more changes nothing. Raises NotFound."""
    with transaction():
        search = _of_letter(token)
        search.paused_at = search.paused_at or now()
    return search


def resume_by_letter(token: str) -> SavedSearch:
    """Let the letters go on that were stopped. Raises NotFound."""
    with transaction():
        search = _of_letter(token)
        _go_on(search)
    return search


def change_rhythm_by_letter(token: str, rhythm: Rhythm) -> SavedSearch:
    """Change how often the reader of a letter is told. Raises NotFound."""
    with transaction():
        search = _of_letter(token)
        search.rhythm = rhythm
        _set_next_look(search)
    return search


def _new(
    wish: Wish,
    at: datetime,
    *,
    person_id: int | None = None,
    email: str = "",
    confirmed_at: datetime | None = None,
) -> SavedSearch:
    search = SavedSearch(
        person_id=person_id,
        email=email,
        arguments=wish.arguments,
        saved_at=at,
        confirmed_at=confirmed_at,
    )
    _renew(search, wish)
    db.session.add(search)
    return search


def _renew(search: SavedSearch, wish: Wish) -> None:
    search.name, search.rhythm = wish.name, wish.rhythm
    search.language, search.labels = wish.language, wish.labels
    _set_next_look(search)


def _set_next_look(search: SavedSearch) -> None:
    """Set when new finds are looked for: so long after the last time, or the beginning."""
    began = search.looked_at or search.confirmed_at or search.saved_at
    search.next_look_at = began + search.rhythm.period


def _go_on(search: SavedSearch) -> None:
    search.paused_at = None
    _set_next_look(search)


def _require_room(person_id: int | None, email: str) -> None:
    if queries.saved_count(person_id=person_id, email=email) >= MOST_SAVED:
        raise Invalid(
            ngettext(
                "You have saved %(num)d search, the most there may be. Delete one first.",
                "You have saved %(num)d searches, the most there may be. Delete one first.",
                MOST_SAVED,
            )
        )


def _own(search_id: int, by: Viewer) -> SavedSearch:
    return locked(SavedSearch, queries.get_own_search(search_id, viewer=by).id)


def _of_letter(token: str) -> SavedSearch:
    return locked(SavedSearch, queries.get_search_by_letter(token).id)
