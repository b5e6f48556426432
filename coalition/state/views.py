"""The page that tells coordinators how the site is."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from coalition.state import labels, measures, queries
from coalition.state.measures import Level
from coalition.version import VERSION

blueprint = Blueprint("state", __name__)


@blueprint.get("/state")
def index() -> ResponseReturnValue:
    """Show coordinators how everything is that the site stands on, and what to do about it."""
    found = queries.how_it_is()
    return render_template(
        "state/index.html",
        measures=sorted(found, key=lambda one: (one.level == Level.WELL, one.level != Level.WRONG)),
        in_need=[one for one in found if one.level != Level.WELL],
        names=labels.NAMES,
        cause=labels.cause,
        advice=labels.advice,
        environment=measures.environment(),
        version=VERSION,
    )
