"""Every read of meetings and sessions, each limited to what its viewer may know of."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from coalition.database import db, now
from coalition.errors import NotFound
from coalition.library.models import Document, Version
from coalition.library.policy import may_know_of
from coalition.programme import policy, schedule
from coalition.programme.models import (
    Act,
    Follower,
    Meeting,
    Organiser,
    Session,
    SessionDocument,
    SessionEvent,
    State,
)
from coalition.web.viewer import Viewer

PUBLIC_ACTS = (*(Act.ADDED, Act.ACCEPTED, Act.SCHEDULED, Act.MOVED, Act.CANCELLED, Act.REINSTATED),)


def meetings() -> list[Meeting]:
    """Return all meetings, the latest first, with themes and rooms; meetings are public."""
    return list(db.session.scalars(_meetings().order_by(Meeting.begins_on.desc(), Meeting.id)))


def get_meeting(meeting_id: int) -> Meeting:
    """Return a meeting with its themes and rooms. Raises NotFound."""
    meeting = db.session.scalars(_meetings().where(Meeting.id == meeting_id)).one_or_none()
    if meeting is None:
        raise NotFound(_("There is no meeting at this address."))
    return meeting


def find_current_meeting(at: datetime | None = None) -> Meeting | None:
    """Return the meeting that is on or comes next; else the one that was last; None without any."""
    today = (at or now()).date() - timedelta(days=1)  # somewhere the day before is not over yet
    coming = _meetings().where(Meeting.ends_on >= today).order_by(Meeting.begins_on, Meeting.id)
    past = _meetings().order_by(Meeting.ends_on.desc(), Meeting.id.desc())
    found = db.session.scalars(coming.limit(1)).one_or_none()
    return found or db.session.scalars(past.limit(1)).one_or_none()


def get_session(session_id: int, *, viewer: Viewer) -> Session:
    """Return a session with everything its page shows but documents and history. Raises NotFound."""
    session = db.session.scalars(
        select(Session)
        .where(Session.id == session_id)
        .options(*_in_full())
        .execution_options(populate_existing=True)
    ).one_or_none()
    if session is None or not policy.may_know(viewer, session):
        raise NotFound(_("There is no session at this address, or it is not open to you."))
    return session


def sessions_of(meeting_id: int, *, viewer: Viewer) -> list[Session]:
    """Return the sessions of a meeting this viewer may know of, in order of time, then number."""
    found = select(Session).where(Session.meeting_id == meeting_id, known_to(viewer))
    return list(
        db.session.scalars(
            found.options(*_in_full()).order_by(
                Session.starts_at.is_(None), Session.starts_at, Session.number, Session.id
            )
        )
    )


def sessions_by_id(session_ids: Collection[int], *, viewer: Viewer) -> list[Session]:
    """Return those of the sessions this viewer may know of, in order of time."""
    found = select(Session).where(Session.id.in_(session_ids), known_to(viewer))
    ordered = found.order_by(Session.starts_at.is_(None), Session.starts_at, Session.id)
    return list(db.session.scalars(ordered.options(*_in_full())))


def history_of(session: Session, *, viewer: Viewer) -> list[SessionEvent]:
    """Return what was done to a session, first things first, with who did it.

    Its organisers must be loaded. Those who do not edit it see what concerns everybody: when it
    came into the programme, its times and rooms, and whether it is held.
    """
    found = select(SessionEvent).where(SessionEvent.session_id == session.id)
    if not policy.may_edit(viewer, session):
        found = found.where(SessionEvent.act.in_(PUBLIC_ACTS))
    ordered = found.options(joinedload(SessionEvent.by)).order_by(SessionEvent.id)
    return list(db.session.scalars(ordered))


def documents_of(session_id: int, *, viewer: Viewer) -> list[SessionDocument]:
    """Return the documents tied to a session that this viewer may know of, in the order of ties.

    Each with its authors, subjects, organisation, versions and their files.
    """
    ties = db.session.scalars(
        select(SessionDocument)
        .where(SessionDocument.session_id == session_id)
        .options(
            joinedload(SessionDocument.document).options(
                joinedload(Document.organisation),
                selectinload(Document.authors),
                selectinload(Document.subjects),
                selectinload(Document.versions).joinedload(Version.file),
                selectinload(Document.cover),
            )
        )
        .order_by(SessionDocument.id)
    )
    return [tie for tie in ties if may_know_of(viewer, tie.document)]


def sessions_of_documents(
    document_ids: Collection[int], *, viewer: Viewer
) -> Mapping[int, Sequence[Session]]:
    """Return the sessions each document is tied to, with their meetings, as far as one may know."""
    ties = db.session.execute(
        select(SessionDocument.document_id, Session)
        .join(Session, Session.id == SessionDocument.session_id)
        .where(SessionDocument.document_id.in_(document_ids), known_to(viewer))
        .options(joinedload(Session.meeting))
        .order_by(Session.starts_at, Session.id)
    )
    found: dict[int, list[Session]] = {}
    for document_id, session in ties:
        found.setdefault(document_id, []).append(session)
    return found


def chosen_ids(*, viewer: Viewer) -> frozenset[int]:
    """Return the numbers of the sessions in the viewer's own programme."""
    if viewer.person_id is None:
        return frozenset()
    own = select(Follower.session_id).where(Follower.person_id == viewer.person_id)
    return frozenset(db.session.scalars(own))


def find_follower(session_id: int, *, viewer: Viewer) -> Follower | None:
    """Return what the viewer chose with this session, None without or signed out."""
    if viewer.person_id is None:
        return None
    own = select(Follower).where(
        Follower.session_id == session_id, Follower.person_id == viewer.person_id
    )
    return db.session.scalars(own).one_or_none()


def days_of(meeting: Meeting) -> list[date]:
    """Return the days of a meeting, in order."""
    count = (meeting.ends_on - meeting.begins_on).days + 1
    return [meeting.begins_on + timedelta(days=n) for n in range(count)]


def known_to(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition for sessions this viewer may know of, as policy.may_know has it."""
    if viewer.is_coordinator:
        return Session.id.is_not(None)
    held = select(Organiser.session_id).where(
        Organiser.organisation_id.in_(viewer.organisation_ids)
    )
    return or_(Session.state != State.PROPOSED, Session.id.in_(held))


def proposed_count(*, viewer: Viewer) -> int:
    """Return how many proposed sessions wait for a coordinator; none for anybody else."""
    if not policy.may_accept(viewer):
        return 0
    return db.session.scalar(select(func.count(Session.id)).where(is_waiting())) or 0


def proposed_sessions(*, viewer: Viewer) -> list[Session]:
    """Return the proposed sessions that wait for a decision, the longest waiting first."""
    found = select(Session).where(is_waiting(), known_to(viewer)).options(*_in_full())
    return list(db.session.scalars(found.order_by(Session.changed_at, Session.id)))


def own_proposals(*, viewer: Viewer) -> list[Session]:
    """Return the proposals, declined ones too, of organisations the viewer represents."""
    held = select(Organiser.session_id).where(
        Organiser.organisation_id.in_(viewer.organisation_ids)
    )
    found = select(Session).where(Session.state == State.PROPOSED, Session.id.in_(held))
    return list(db.session.scalars(found.options(*_in_full()).order_by(Session.id)))


def is_waiting() -> ColumnElement[bool]:
    """Return the condition for proposals no coordinator has decided about."""
    return and_(Session.state == State.PROPOSED, Session.cancelled_reason == "")


def outside_count(meeting: Meeting, *, viewer: Viewer) -> int:
    """Return how many sessions begin before the meeting's first day or end after its last."""
    first, last = schedule.bounds(meeting)  # as schedule.is_outside has it
    outside = or_(Session.starts_at < first, Session.ends_at > last)
    found = select(func.count(Session.id)).where(Session.meeting_id == meeting.id, outside)
    return db.session.scalar(found.where(known_to(viewer))) or 0


def part_uses(meeting_id: int) -> Mapping[str, Mapping[int, int]]:
    """Return how many sessions are in each theme and each room that is in use."""
    found: dict[str, dict[int, int]] = {}
    for part, column in (("themes", Session.theme_id), ("rooms", Session.room_id)):
        uses = select(column, func.count(Session.id)).where(
            Session.meeting_id == meeting_id, column.is_not(None)
        )
        rows = db.session.execute(uses.group_by(column))
        found[part] = {row[0]: row[1] for row in rows if row[0] is not None}
    return found


def _meetings() -> Select[Meeting]:
    return select(Meeting).options(selectinload(Meeting.themes), selectinload(Meeting.rooms))


def _in_full() -> tuple[ORMOption, ...]:
    return (
        joinedload(Session.meeting).options(
            selectinload(Meeting.themes), selectinload(Meeting.rooms)
        ),
        joinedload(Session.theme),
        joinedload(Session.room),
        selectinload(Session.organisers).joinedload(Organiser.organisation),
        selectinload(Session.people),
    )
