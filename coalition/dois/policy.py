"""Who may do what with DOIs."""

from coalition.web.viewer import Viewer


def may_look_after(viewer: Viewer) -> bool:
    """Tell whether the viewer sees how DOIs stand with the agency, and may send them again."""
    return viewer.is_coordinator
