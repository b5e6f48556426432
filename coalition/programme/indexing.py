"""What search is to find of the programme: the sessions that are no mere proposals."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from coalition.database import db
from coalition.members.models import Organisation
from coalition.programme.entries import ROOM, entry_of, id_of, key_of, label_of
from coalition.programme.models import (
    Act,
    Meeting,
    Organiser,
    Participant,
    Session,
    SessionDocument,
    SessionEvent,
    State,
    Theme,
)
from coalition.search.entries import Entry, Named
from coalition.search.sources import Standing
from coalition.search.upkeep import INDEX
from coalition.tasks import submit


def index_soon(session_id: int) -> None:
    """Note, inside a transaction, that search must show this session, and what it names, anew."""
    submit(INDEX, key_of(session_id))


def index_meeting_soon(meeting_id: int) -> None:
    """Note the same of all sessions of a meeting."""
    for session_id in db.session.scalars(
        select(Session.id).where(Session.meeting_id == meeting_id)
    ):
        index_soon(session_id)


def index_tie_soon(session_id: int, document_id: int) -> None:
    """Note that a document was tied to a session, or is no longer."""
    index_soon(session_id)
    submit(INDEX, f"document:{document_id}")


class Sessions:
    """The sessions that are in the programme, as search.sources asks for them."""

    follows = frozenset({ROOM, "organisation"})

    def things_of(self, subject: str) -> set[str]:
        """Return the sessions an organisation holds, or the session itself."""
        room, _, number = subject.partition(":")
        if room == ROOM:
            return {key_of(id_of(subject))}
        held = select(Organiser.session_id).where(Organiser.organisation_id == int(number))
        return {key_of(session_id) for session_id in db.session.scalars(held)}

    def standings(self, things: Collection[str] | None = None) -> Mapping[str, Standing]:
        """Return how those in the programme stand; four queries, whatever their number."""
        within = _within(things)
        organisers = _grouped(
            select(
                Organiser.session_id,
                Organiser.name,
                Organisation.name,
                Organisation.english_name,
                Organisation.acronym,
            )
            .join(Session, Session.id == Organiser.session_id)
            .outerjoin(Organisation, Organisation.id == Organiser.organisation_id)
            .where(*within)
            .order_by(Organiser.session_id, Organiser.position)
        )
        people = _grouped(
            select(Participant.session_id, Participant.name, Participant.affiliation)
            .join(Session, Session.id == Participant.session_id)
            .where(*within)
            .order_by(Participant.session_id, Participant.position)
        )
        found = (
            select(
                *(Session.id, Session.revision, Session.number, Session.title, Session.starts_at),
                *(Theme.name, Meeting.name, Meeting.place, Meeting.country, Meeting.timezone),
            )
            .join(Meeting, Meeting.id == Session.meeting_id)
            .outerjoin(Theme, Theme.id == Session.theme_id)
            .where(*within)
            .order_by(Session.id)
        )
        return {
            key_of(row[0]): Standing(
                (key_of(row[0]),), 0, repr((tuple(row), organisers[row[0]], people[row[0]]))
            )
            for row in db.session.execute(found)
        }

    def possible_keys(self, things: Collection[str]) -> set[str]:
        """Return the keys of these sessions: each has one."""
        return set(things)

    def entries(self, things: Collection[str]) -> list[Entry]:
        """Return the entries of those of the sessions that are in the programme; four queries."""
        sessions = db.session.scalars(
            select(Session)
            .where(*_within(things))
            .options(
                joinedload(Session.meeting),
                joinedload(Session.theme),
                selectinload(Session.organisers).joinedload(Organiser.organisation),
                selectinload(Session.people),
            )
            .order_by(Session.id)
            .execution_options(populate_existing=True)
        ).all()
        since = _known_since([session.id for session in sessions])
        return [
            entry_of(session, since.get(session.id, session.created_at)) for session in sessions
        ]


class TiedSessions:
    """The sessions that documents belong to, as the library's source asks for them."""

    follows = frozenset({ROOM})

    def documents_of(self, subject: str) -> set[int]:
        """Return the numbers of the documents tied to a session, given its key."""
        tied = select(SessionDocument.document_id).where(
            SessionDocument.session_id == id_of(subject)
        )
        return set(db.session.scalars(tied))

    def named(self, document_ids: Collection[int] | None = None) -> Mapping[int, list[Named]]:
        """Return the sessions of each document, of all documents for None; one query.

        Those merely proposed are left out: whoever reads a document may not know of them.
        """
        found = (
            select(SessionDocument.document_id, Session.id, Session.number, Session.title)
            .join(Session, Session.id == SessionDocument.session_id)
            .where(Session.state != State.PROPOSED)
            .order_by(SessionDocument.document_id, Session.starts_at, Session.id)
        )
        if document_ids is not None:
            found = found.where(SessionDocument.document_id.in_(sorted(document_ids)))
        sessions: dict[int, list[Named]] = defaultdict(list)
        for document_id, session_id, number, title in db.session.execute(found):
            sessions[document_id].append(Named(str(session_id), label_of(number, title)))
        return sessions


def _within(things: Collection[str] | None) -> Sequence[ColumnElement[bool]]:
    """Return the conditions for what is in the programme among these things, or of all of it."""
    is_known = Session.state != State.PROPOSED
    if things is None:
        return (is_known,)
    return (is_known, Session.id.in_(sorted(map(id_of, things))))


def _grouped(found: Select[*tuple[Any, ...]]) -> Mapping[int, list[tuple[Any, ...]]]:
    """Return the rows of each session, whose number is their first column."""
    rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for session_id, *values in db.session.execute(found):
        rows[session_id].append(tuple(values))
    return rows


def _known_since(session_ids: Sequence[int]) -> Mapping[int, datetime]:
    """Return when each session came into the programme."""
    came = (
        select(SessionEvent.session_id, func.max(SessionEvent.at))
        .where(
            SessionEvent.session_id.in_(session_ids),
            SessionEvent.act.in_((Act.ADDED, Act.ACCEPTED)),
        )
        .group_by(SessionEvent.session_id)
    )
    return {row[0]: row[1] for row in db.session.execute(came)}
