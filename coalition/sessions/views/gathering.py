"""The page of a session."""

from flask import render_template
from flask.typing import ResponseReturnValue

from coalition.programme import queries as programme
from coalition.sessions.views.room import blueprint
from coalition.web.viewing import current_viewer


@blueprint.get("/<int:session_id>")
def detail(session_id: int) -> ResponseReturnValue:
    """Show everything of a session."""
    session = programme.get_session(session_id, viewer=current_viewer())
    return render_template("sessions/detail.html", session=session)
