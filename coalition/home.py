"""The front page and the health check: the only pages that mix rooms."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show what the coalition is, what is new and what waits for the viewer."""
    return render_template("home/index.html")
