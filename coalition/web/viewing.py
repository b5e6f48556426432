"""Who is looking: the viewer of this request, looked up once."""

from flask import g, has_request_context

from coalition.web.hooks import hooks
from coalition.web.viewer import ANONYMOUS, Viewer


def current_viewer() -> Viewer:
    """Return who is looking, with the rights they have now; nobody outside of a request."""
    if not has_request_context():
        return ANONYMOUS
    if "viewer" not in g:
        g.viewer = hooks().find_viewer()
    viewer: Viewer = g.viewer
    return viewer


def forget_viewer() -> None:
    """Look the viewer up again when next asked, after signing in or out."""
    g.pop("viewer", None)
