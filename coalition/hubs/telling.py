"""The work of telling hosts what became of their sessions, in their own time: not of other rooms."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, and_, cast, exists, or_, select
from sqlalchemy.orm import joinedload

from coalition import tasks
from coalition.database import db, now, transaction
from coalition.hubs import history, letters, policy, post
from coalition.hubs.models import FollowedSession, Hub, State
from coalition.programme.changes import Change, change_of, is_over
from coalition.programme.labels import address_lines
from coalition.programme.models import Act, Session, SessionEvent
from coalition.programme.models import State as SessionState
from coalition.web.clocks import times_shown

KIND = "hubs"
TOLD = (Act.SCHEDULED, Act.MOVED, Act.CANCELLED, Act.REINSTATED)


def note_due() -> None:
    """Note the hubs whose sessions changed since their hosts were told; called by the clock."""
    noted = exists().where(tasks.Work.kind == KIND, tasks.Work.subject == cast(Hub.id, String))
    due = (
        select(Hub.id)
        .join(FollowedSession, FollowedSession.hub_id == Hub.id)
        .join(Session, Session.id == FollowedSession.session_id)
        .join(SessionEvent, _is_news())
        .where(Hub.state == State.ACCEPTED, ~noted)
        .distinct()
        .order_by(Hub.id)
    )
    hub_ids = db.session.scalars(due).all()
    if hub_ids:
        with transaction():
            for hub_id in hub_ids:
                tasks.submit(KIND, str(hub_id))


def tell(subjects: Sequence[str]) -> None:
    """Tell the hosts of these hubs, in one letter each, what changed since the last one."""
    for subject in subjects:
        with transaction():
            hub = db.session.get(Hub, int(subject))
            if hub is not None and hub.state is State.ACCEPTED:
                _tell(history.held(hub.id))


def _tell(hub: Hub) -> None:
    told = []
    with force_locale(hub.language):
        for followed, session, events in _changed(hub.id):
            followed.told_event_id = events[-1].id
            change = change_of(events, session.state)
            if change is not None and not is_over(session, events, now()):
                told += told_session(hub, session, change)
    if told and not policy.is_over(hub.meeting, now()):
        post.write_host(hub, lambda hub, address: letters.changes_letter(hub, told, address))


def told_session(hub: Hub, session: Session, change: Change) -> list[str]:
    """Return a session and what changed, on the hub's clocks, as a paragraph; none for a room alone."""
    lines = list(_lines(hub, session, change))
    return ["\n".join((" ".join(session.title.split()), *lines))] if lines else []


def _lines(hub: Hub, session: Session, change: Change) -> Iterator[str]:
    if change.is_cancelled:
        yield _("Cancelled: %(why)s", why=session.cancelled_reason)
    if change.is_reinstated:
        yield _("The session is held after all.")
    if change.is_reinstated or change.time:
        yield _time(hub, session)
    yield from address_lines(change.addresses)


def _time(hub: Hub, session: Session) -> str:
    if session.starts_at is None or session.ends_at is None:
        return _("Its time is not announced yet.")
    shown = times_shown(session.starts_at, session.ends_at, hub.zone)
    return _(
        "Now %(begins)s – %(ends)s (%(zone)s)",
        begins=shown.begins,
        ends=shown.ends,
        zone=shown.zone,
    )


def _changed(hub_id: int) -> Iterator[tuple[FollowedSession, Session, list[SessionEvent]]]:
    """Give what a hub follows that changed, each with its new acts, first things first.

    All of it is read at once, so that no act is taken for told that came in between.
    """
    found = (
        select(FollowedSession, Session, SessionEvent)
        .join(Session, Session.id == FollowedSession.session_id)
        .join(SessionEvent, _is_news())
        .where(FollowedSession.hub_id == hub_id)
        .order_by(Session.starts_at, Session.id, SessionEvent.id)
        .options(joinedload(Session.meeting))
    )
    rows = db.session.execute(found).all()
    for (followed, session), changed in groupby(rows, key=lambda row: (row[0], row[1])):
        yield followed, session, [row[2] for row in changed]


def _is_news() -> ColumnElement[bool]:
    """Return the condition for acts the host does not know of; other words are told to nobody.

    What changes while a session is cancelled waits until it is held after all.
    """
    return and_(
        SessionEvent.session_id == FollowedSession.session_id,
        SessionEvent.id > FollowedSession.told_event_id,
        or_(
            SessionEvent.act.in_(TOLD),
            and_(SessionEvent.act == Act.EDITED, Session.state != SessionState.CANCELLED),
        ),
    )
