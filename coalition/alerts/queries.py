"""Every read of saved searches: one's own, that of a letter, those whose time has come."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, and_, cast, exists, func, select

from coalition import tasks
from coalition.accounts import service as accounts
from coalition.accounts.models import Person
from coalition.alerts import policy
from coalition.alerts.models import AlertLetter, SavedSearch, ToldFind
from coalition.database import db
from coalition.errors import NotFound
from coalition.members import queries as members
from coalition.web.viewer import Viewer

CONFIRM_DAYS = 7  # in which an address must be confirmed


def own_searches(*, viewer: Viewer) -> Sequence[tuple[SavedSearch, datetime | None]]:
    """Return the viewer's saved searches, each with when its last letter was written, by name."""
    last = (
        select(func.max(AlertLetter.written_at))
        .where(AlertLetter.search_id == SavedSearch.id)
        .scalar_subquery()
    )
    mine = select(SavedSearch, last).where(SavedSearch.person_id == viewer.person_id)
    rows = db.session.execute(mine.order_by(func.lower(SavedSearch.name), SavedSearch.id))
    return [(search, written_at) for search, written_at in rows]


def get_own_search(search_id: int, *, viewer: Viewer) -> SavedSearch:
    """Return one of the viewer's saved searches. Raises NotFound for those of others."""
    search = db.session.get(SavedSearch, search_id)
    if search is None or not policy.may_know_of(viewer, search):
        raise NotFound(_("There is no such saved search."))
    return search


def get_search_by_letter(token: str) -> SavedSearch:
    """Return the search that the letter with this link is about. Raises NotFound."""
    told = select(AlertLetter.search_id).where(
        AlertLetter.token_digest == accounts.digest_of(token)
    )
    search = db.session.scalar(select(SavedSearch).where(SavedSearch.id.in_(told)))
    if search is None:
        raise NotFound(_("This search is deleted, and no more letters come."))
    return search


def find_same(
    arguments: dict[str, list[str]], *, person_id: int | None, email: str, confirmed: bool
) -> SavedSearch | None:
    """Return the search that asks for the same and tells the same person or address, or None."""
    theirs = select(SavedSearch).where(
        SavedSearch.person_id == person_id if email == "" else SavedSearch.email == email,
        SavedSearch.confirmed_at.is_not(None) if confirmed else SavedSearch.confirmed_at.is_(None),
    )
    # Compared here, since PostgreSQL has no equality for JSON; nobody has many.
    found = db.session.scalars(theirs.order_by(SavedSearch.id))
    return next((search for search in found if search.arguments == arguments), None)


def saved_count(*, person_id: int | None, email: str) -> int:
    """Return how many confirmed searches tell this person, or this address alone."""
    theirs = SavedSearch.person_id == person_id if email == "" else SavedSearch.email == email
    count = select(func.count(SavedSearch.id)).where(theirs, SavedSearch.confirmed_at.is_not(None))
    return db.session.scalar(count) or 0


def due_searches(kind: str, at: datetime) -> Sequence[int]:
    """Return the searches whose time has come and that no work of this kind is about yet.

    Work that was given up is for coordinators to try again, not for the next minute.
    """
    noted = exists().where(
        tasks.Work.kind == kind, tasks.Work.subject == cast(SavedSearch.id, String)
    )
    due = select(SavedSearch.id).where(
        SavedSearch.next_look_at <= at,
        SavedSearch.confirmed_at.is_not(None),
        SavedSearch.paused_at.is_(None),
        ~noted,
    )
    return db.session.scalars(due.order_by(SavedSearch.next_look_at, SavedSearch.id)).all()


def is_unconfirmed(before: datetime) -> ColumnElement[bool]:
    """Return the condition for searches saved before then that were never confirmed."""
    return and_(SavedSearch.confirmed_at.is_(None), SavedSearch.saved_at < before)


def is_stopped(before: datetime) -> ColumnElement[bool]:
    """Return the condition for searches of addresses whose letters were stopped before then."""
    return and_(SavedSearch.person_id.is_(None), SavedSearch.paused_at < before)


def told_keys(search_id: int) -> frozenset[str]:
    """Return the keys of everything that letters about a search told of."""
    told = select(ToldFind.key).where(ToldFind.search_id == search_id)
    return frozenset(db.session.scalars(told))


def audiences_of(search: SavedSearch) -> frozenset[str]:
    """Return what whoever is told of a search may see now."""
    return members.viewer_of(search.person_id).audiences


def reader_of(search: SavedSearch) -> tuple[str, str]:
    """Return the address that letters about a search go to, and the name to greet, "" for none."""
    if search.person_id is None:
        return search.email, ""
    person = db.session.get_one(Person, search.person_id)
    return person.email, person.name
