"""The view for the screen in the room: what is put now and what comes next, in large letters."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from coalition.questions import queries
from coalition.questions.views.room import blueprint, drawn, look, only_if_new, session_of
from coalition.web.site import address_of

THEMES = {"dark", "light"}


@blueprint.get("/display")
def display(session_id: int) -> ResponseReturnValue:
    """Show the questions that are forwarded, and nothing to press."""
    theme = request.args.get("theme", "")
    version = look(session_id).version
    return render_template(
        "questions/display.html",
        session=session_of(session_id),
        theme=theme if theme in THEMES else "",
        version=version,
        address=address_of("questions.index", session_id=session_id).partition("://")[2],
        live=_live(session_id, version),
    )


@blueprint.get("/display/updates")
def display_updates(session_id: int) -> ResponseReturnValue:
    """Answer with what the screen shows now, or 204 where it is still true."""
    version = look(session_id).version
    return only_if_new(version, lambda: _live(session_id, version))


def _live(session_id: int, version: str) -> str:
    def draw() -> str:
        return render_template(
            "questions/_display.html",
            version=version,
            queue=queries.queue_of(session_id),
        )

    return drawn("display", session_id, version, draw)
