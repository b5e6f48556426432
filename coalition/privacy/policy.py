"""Who may have a copy of what is known of a person, and who may have it erased."""

from coalition.web.viewer import Viewer


def may_see(viewer: Viewer, person_id: int) -> bool:
    """Tell whether the viewer may know what is kept of a person: themselves, and coordinators."""
    return viewer.is_signed_in and (viewer.person_id == person_id or viewer.is_coordinator)


def may_answer_requests(viewer: Viewer) -> bool:
    """Tell whether the viewer copies and erases for people who asked for it."""
    return viewer.is_coordinator
