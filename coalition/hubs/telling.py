"""The work of telling hosts which of their sessions were moved or cancelled, in their own time."""

from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, select

from coalition import tasks
from coalition.database import db, now, transaction
from coalition.hubs import history, letters, policy, post
from coalition.hubs.models import FollowedSession, Hub, State
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
    changed = db.session.execute(_changed(hub.id)).all()
    for followed, _session, newest in changed:
        followed.told_event_id = newest
    if not changed or policy.is_over(hub.meeting, now()):
        return
    with force_locale(hub.language):
        told = [told_session(hub, session) for _followed, session, _newest in changed]
    post.write_host(hub, lambda hub, address: letters.changes_letter(hub, told, address))


def told_session(hub: Hub, session: Session) -> str:
    """Return a session and when it is on the hub's clocks, as lines of a letter."""
    if session.state is SessionState.CANCELLED:
        when = _("Cancelled: %(why)s", why=session.cancelled_reason)
    elif session.starts_at is None or session.ends_at is None:
        when = _("Its time is not announced yet.")
    else:
        shown = times_shown(session.starts_at, session.ends_at, hub.zone)
        when = _(
            "Now %(begins)s – %(ends)s (%(zone)s)",
            begins=shown.begins,
            ends=shown.ends,
            zone=shown.zone,
        )
    return f"{' '.join(session.title.split())}\n{when}"


def _changed(hub_id: int) -> Select[FollowedSession, Session, int]:
    """Select what a hub follows that changed, each with the number of its newest change."""
    newest = (
        select(func.max(SessionEvent.id))
        .where(SessionEvent.session_id == FollowedSession.session_id, SessionEvent.act.in_(TOLD))
        .scalar_subquery()
    )
    found = select(FollowedSession, Session, newest).join(
        Session, Session.id == FollowedSession.session_id
    )
    return found.where(
        FollowedSession.hub_id == hub_id, newest > FollowedSession.told_event_id
    ).order_by(Session.starts_at, Session.id)


def _is_news() -> ColumnElement[bool]:
    return and_(
        SessionEvent.session_id == FollowedSession.session_id,
        SessionEvent.id > FollowedSession.told_event_id,
        SessionEvent.act.in_(TOLD),
    )
