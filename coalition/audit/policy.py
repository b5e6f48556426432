"""Who may read the audit log."""

from coalition.web.viewer import Viewer


def may_read(viewer: Viewer) -> bool:
    """Tell whether the viewer may read and export all of the log."""
    return viewer.is_coordinator
