"""Puts the meetings of the demonstration into an installation, through the programme's own door."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from coalition.database import db, locked, now, transaction
from coalition.demonstration.meetings import DemoMeeting, DemoSession, meetings
from coalition.members import queries as members
from coalition.programme import service as programme
from coalition.programme.description import OrganiserFields, SessionFields
from coalition.programme.models import Meeting, Session, SessionEvent
from coalition.search.upkeep import INDEX
from coalition.tasks import submit
from coalition.web.viewer import Viewer

COMING = "next"  # the meeting that is always ahead
REHEARSAL = "rehearsal"  # its session that is always today
NEAR = timedelta(days=7)  # so much nearer than it was, it is moved
PLANNED_BEFORE = timedelta(days=60)  # before the meeting begins


@dataclass(frozen=True, slots=True)
class Convened:
    """The numbers of the meetings and of their sessions, by their keys."""

    meetings: Mapping[str, int]
    sessions: Mapping[str, int]


def convene(
    owners: Mapping[str, int], persons: Mapping[str, int], document_ids: Mapping[str, int]
) -> Convened:
    """Add all meetings. Takes the numbers of organisations, persons and documents by their names."""
    coordinator = members.viewer_of(persons["coordinator@example.org"])
    proposer = members.viewer_of(persons["representative@example.org"])
    meeting_ids, session_ids = {}, {}
    for given in meetings():
        meeting = programme.create_meeting(given.fields, by=coordinator)
        meeting_ids[given.key] = meeting.id
        for one in given.sessions:
            by = proposer if one.is_proposed else coordinator
            session_ids[one.key] = _add(meeting.id, one, owners, document_ids, by)
        _date(given, meeting.id)
    return Convened(meeting_ids, session_ids)


def keep_ahead() -> None:
    """Move the invented meeting, when it has come near, to a month from now; its rehearsal to today."""
    given = next(meeting for meeting in meetings() if meeting.key == COMING)
    row = db.session.scalars(select(Meeting).where(Meeting.name == given.fields.name)).one_or_none()
    if row is None:
        return
    by = given.fields.begins_on - row.begins_on
    if by < NEAR:
        by = timedelta()
    rehearsal = next(one.planned for one in given.sessions if one.key == REHEARSAL)
    with transaction():
        row = locked(Meeting, row.id)
        row.begins_on, row.ends_on = row.begins_on + by, row.ends_on + by
        for session in db.session.scalars(select(Session).where(Session.meeting_id == row.id)):
            if session.title == rehearsal.title:
                session.starts_at, session.ends_at = rehearsal.starts_at, rehearsal.ends_at
            elif session.starts_at and session.ends_at:
                session.starts_at, session.ends_at = session.starts_at + by, session.ends_at + by
            session.changed_at = now()
            submit(INDEX, f"session:{session.id}")


def _add(
    meeting_id: int,
    given: DemoSession,
    owners: Mapping[str, int],
    document_ids: Mapping[str, int],
    by: Viewer,
) -> int:
    """Add a session as it was planned, then do to it what became of it; return its number."""
    session = programme.create_session(
        meeting_id, _held_by(given.planned, given, owners), by=by, despite_clashes=True
    )
    for slug, use in given.documents.items():
        if slug in document_ids:
            programme.tie_document(session.id, document_ids[slug], use, by=by)
    if given.moved:
        moved = _held_by(given.moved, given, owners)
        programme.update_session(session.id, moved, by=by, despite_clashes=True)
    if given.cancelled_reason:
        programme.cancel_session(session.id, given.cancelled_reason, by=by)
    return session.id


def _held_by(fields: SessionFields, given: DemoSession, owners: Mapping[str, int]) -> SessionFields:
    members_first = tuple(OrganiserFields(owners[acronym]) for acronym in given.organisers)
    return replace(
        fields,
        organisers=(*members_first, *(OrganiserFields(name=name) for name in given.others)),
    )


def _date(given: DemoMeeting, meeting_id: int) -> None:
    """Let what was done to a meeting's sessions have been done some weeks before it begins."""
    zone = ZoneInfo(given.fields.timezone)
    began = datetime.combine(given.fields.begins_on, time(), zone)
    at = min(began - PLANNED_BEFORE, now() - timedelta(days=2))
    own = select(Session.id).where(Session.meeting_id == meeting_id)
    with transaction():
        for change in (
            update(Meeting).where(Meeting.id == meeting_id).values(created_at=at),
            update(Session).where(Session.id.in_(own)).values(created_at=at, changed_at=at),
            update(SessionEvent).where(SessionEvent.session_id.in_(own)).values(at=at),
        ):
            db.session.execute(change)
