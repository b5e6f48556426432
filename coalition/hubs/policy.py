"""Who may know of a hub, see whom to write to there, register one and decide about it."""

from datetime import datetime

from coalition.hubs.models import Hub, State
from coalition.programme.models import Meeting, Role, Session
from coalition.programme.models import State as SessionState
from coalition.web.viewer import Viewer

DECIDABLE = frozenset({State.WAITING, State.DECLINED})  # a coordinator may accept
DECLINABLE = frozenset({State.WAITING, State.ACCEPTED})
FOLLOWABLE = frozenset({SessionState.ACCEPTED, SessionState.SCHEDULED, SessionState.MOVED})


def may_know(viewer: Viewer, hub: Hub) -> bool:
    """Tell whether the viewer may know of the hub: accepted ones are public."""
    return hub.state is State.ACCEPTED or may_decide(viewer)


def may_decide(viewer: Viewer) -> bool:
    """Tell whether the viewer accepts and declines hubs and reads their history."""
    return viewer.is_coordinator


def may_see_contacts(viewer: Viewer, hub: Hub) -> bool:
    """Tell whether the names and addresses of the hub's coordinators are open to the viewer.

    They are to coordinators and to whoever signed in by the address of a remote moderator of a
    session the hub follows; these sessions must be loaded with their people.
    """
    if viewer.is_coordinator:
        return True
    return hub.state is State.ACCEPTED and any(
        _moderates_remotely(viewer, followed.session) for followed in hub.follows
    )


def may_register(viewer: Viewer, meeting: Meeting, at: datetime) -> bool:
    """Tell whether a hub may be registered now: by anybody until the meeting is over there.

    Coordinators may later too, so that the hubs of a past meeting can be written down.
    """
    return viewer.is_coordinator or not is_over(meeting, at)


def is_over(meeting: Meeting, at: datetime) -> bool:
    """Tell whether the last day of the meeting is over, by its own clocks."""
    return at.astimezone(meeting.zone).date() > meeting.ends_on


def _moderates_remotely(viewer: Viewer, session: Session) -> bool:
    address = viewer.email.casefold()
    return bool(address) and any(
        person.role is Role.REMOTE_MODERATOR and person.email == address
        for person in session.people
    )
