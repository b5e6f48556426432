"""Who may know of an organisation, decide about it and speak for it."""

from coalition.members.models import Organisation, State
from coalition.web.viewer import Viewer

OPEN = frozenset({State.WAITING, State.ASKED})  # a coordinator may decide
CORRECTABLE = frozenset({State.WAITING, State.ASKED, State.DECLINED})


def represents(viewer: Viewer, organisation_id: int) -> bool:
    """Tell whether the viewer speaks for the organisation now, approved or not."""
    return organisation_id in viewer.organisation_ids | viewer.application_ids


def may_know(viewer: Viewer, organisation_id: int, state: State) -> bool:
    """Tell whether the viewer may know of the organisation: members are public, others are not."""
    return state is State.APPROVED or may_read_application(viewer, organisation_id)


def known(viewer: Viewer, organisation: Organisation | None) -> Organisation | None:
    """Return an organisation where the viewer may know of it: to be linked, and told the number of.

    Of another its name alone is shown, where it held a session or published a document.
    """
    is_known = organisation and may_know(viewer, organisation.id, organisation.state)
    return organisation if is_known else None


def may_read_application(viewer: Viewer, organisation_id: int) -> bool:
    """Tell whether the application and its conversation are open to the viewer."""
    return viewer.is_coordinator or represents(viewer, organisation_id)


def may_decide(viewer: Viewer) -> bool:
    """Tell whether the viewer asks, approves, declines, suspends and reinstates."""
    return viewer.is_coordinator


def may_speak_for(viewer: Viewer, organisation_id: int) -> bool:
    """Tell whether the viewer answers and corrects for the applicant."""
    return represents(viewer, organisation_id)


def may_edit(viewer: Viewer, organisation_id: int) -> bool:
    """Tell whether the viewer may change a member's details and its representatives."""
    return viewer.is_coordinator or organisation_id in viewer.organisation_ids


def may_leave(viewer: Viewer, organisation_id: int) -> bool:
    """Tell whether there is a place to leave."""
    return represents(viewer, organisation_id)


def may_edit_groups(viewer: Viewer) -> bool:
    """Tell whether the viewer may change the list of stakeholder groups."""
    return viewer.is_coordinator
