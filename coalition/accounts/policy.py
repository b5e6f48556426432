"""What a person may do with accounts."""

from coalition.web.viewer import Viewer


def may_appoint(viewer: Viewer) -> bool:
    """Tell whether the viewer may appoint coordinators."""
    return viewer.is_coordinator


def may_remove(viewer: Viewer | None, coordinator_count: int) -> bool:
    """Tell whether the viewer, or the command line (None), may remove a coordinator: one stays."""
    return (viewer is None or viewer.is_coordinator) and coordinator_count > 1
