"""The page for coordinators about files and backups: what is damaged, and when all was last compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.database import now
from coalition.preservation import queries, service
from coalition.preservation.letters import in_short
from coalition.preservation.models import Round
from coalition.web.viewing import current_viewer

blueprint = Blueprint("preservation", __name__, url_prefix="/preservation")
blueprint.add_app_template_filter(in_short, "damage_in_short")

OVERDUE = timedelta(days=8)  # since the newest backup, where one a day or a week is usual
LEAST_DRAWN = 3  # rounds; fewer say as much in the table alone
BAR, HEIGHT = 10, 40  # width of a bar with its gap, and height, in units of the drawing


@dataclass(frozen=True, slots=True)
class Bar:
    """A round in the chart: where its bar stands, how high it is, and whether files were damaged."""

    round: Round
    x: int
    height: float
    is_damaged: bool


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Show how the files and the backups are."""
    standing = queries.standing(viewer=current_viewer())
    newest = standing.backups[0] if standing.backups else None
    return render_template(
        "preservation/index.html",
        standing=standing,
        is_overdue=newest is not None and now() - newest.made_at > OVERDUE,
        bars=_bars(standing.rounds),
        chart=(BAR * max(len(standing.rounds), 1), HEIGHT),
    )


@blueprint.post("/check")
def compare() -> ResponseReturnValue:
    """Have all files compared with what was deposited, beginning now."""
    service.compare_all(by=current_viewer())
    flash(_("All files are being checked now, in the background."), "success")
    return redirect(url_for("preservation.index"), code=303)


def _bars(rounds: Sequence[Round]) -> list[Bar]:
    """Return a bar a round, the oldest first, as high as it compared bytes."""
    if len(rounds) < LEAST_DRAWN:
        return []
    most = max((one.byte_count for one in rounds), default=0) or 1
    return [
        Bar(one, place * BAR, max(HEIGHT * one.byte_count / most, 1.0), bool(one.damaged_count))
        for place, one in enumerate(reversed(rounds))
    ]
