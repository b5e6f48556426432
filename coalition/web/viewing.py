"""Who is looking: the viewer of this request, looked up once."""

from collections.abc import Callable

from flask import current_app, g, has_request_context

from coalition.web.viewer import ANONYMOUS, Viewer

FIND_VIEWER = "coalition.find_viewer"


def current_viewer() -> Viewer:
    """Return who is looking, with the rights they have now; nobody outside of a request."""
    if not has_request_context():
        return ANONYMOUS
    if "viewer" not in g:
        find: Callable[[], Viewer] = current_app.extensions[FIND_VIEWER]
        g.viewer = find()
    viewer: Viewer = g.viewer
    return viewer


def forget_viewer() -> None:
    """Look the viewer up again when next asked, after signing in or out."""
    g.pop("viewer", None)
