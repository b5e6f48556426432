"""Who may know of a session, change it, and act in it."""

from coalition.programme.models import Role, Session, State
from coalition.web.viewer import Viewer

MODERATING = frozenset({Role.MODERATOR, Role.REMOTE_MODERATOR})


def may_edit_meetings(viewer: Viewer) -> bool:
    """Tell whether the viewer makes meetings, changes them and imports a programme."""
    return viewer.is_coordinator


def may_propose(viewer: Viewer) -> bool:
    """Tell whether the viewer may add a session: representatives propose, coordinators decide."""
    return viewer.is_coordinator or bool(viewer.organisation_ids)


def may_know(viewer: Viewer, session: Session) -> bool:
    """Tell whether the viewer may know of the session; its organisers must be loaded."""
    return session.state is not State.PROPOSED or may_edit(viewer, session)


def may_edit(viewer: Viewer, session: Session) -> bool:
    """Tell whether the viewer may change the session; its organisers must be loaded."""
    return viewer.is_coordinator or organises(viewer, session)


def may_accept(viewer: Viewer) -> bool:
    """Tell whether the viewer decides about proposed sessions."""
    return viewer.is_coordinator


def may_decline(viewer: Viewer, session: Session) -> bool:
    """Tell whether the viewer may decline the session, which waits for a decision."""
    is_waiting = session.state is State.PROPOSED and not session.cancelled_reason
    return is_waiting and may_accept(viewer)


def may_cancel(viewer: Viewer, session: Session) -> bool:
    """Tell whether the viewer may cancel the session; its organisers must be loaded."""
    is_held = session.state not in {State.PROPOSED, State.CANCELLED}
    return is_held and may_edit(viewer, session)


def may_reinstate(viewer: Viewer, session: Session) -> bool:
    """Tell whether the viewer may hold a cancelled session after all."""
    return session.state is State.CANCELLED and may_edit(viewer, session)


def organises(viewer: Viewer, session: Session) -> bool:
    """Tell whether the viewer represents one of the organisations that hold the session."""
    holding = {organiser.organisation_id for organiser in session.organisers}
    return bool(viewer.organisation_ids & holding)


def may_moderate(viewer: Viewer, session: Session) -> bool:
    """Tell whether the viewer moderates the session, in the room or remotely; or coordinates."""
    return viewer.is_coordinator or _has_role(viewer, session, MODERATING)


def may_report(viewer: Viewer, session: Session) -> bool:
    """Tell whether the viewer writes the session's report: organisers, its people but speakers."""
    return may_edit(viewer, session) or _has_role(viewer, session, MODERATING | {Role.RAPPORTEUR})


def _has_role(viewer: Viewer, session: Session, roles: frozenset[Role]) -> bool:
    """Tell whether the viewer signed in by the address of a person in one of these roles."""
    address = viewer.email.casefold()
    return bool(address) and any(
        person.email == address and person.role in roles for person in session.people
    )
