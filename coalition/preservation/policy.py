"""Who looks after the files and the backups."""

from coalition.web.viewer import Viewer


def may_look_after(viewer: Viewer) -> bool:
    """Tell whether the viewer sees how files and backups are, and may have all files compared."""
    return viewer.is_coordinator
