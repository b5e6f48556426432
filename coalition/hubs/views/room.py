"""What the pages of hubs share: the blueprint, a hub's agenda, and links that no longer work."""

from datetime import datetime, time

from flask import Blueprint, Response, make_response, render_template

from coalition.errors import CoalitionError, TooMany
from coalition.hubs import agenda, codes, labels
from coalition.hubs.models import Hub
from coalition.programme.models import Meeting
from coalition.web.clocks import zone_words

blueprint = Blueprint("hubs", __name__)

blueprint.add_app_template_filter(labels.hub_state_badge, "hub_state_badge")
blueprint.add_app_template_filter(agenda.followed, "followed_sessions")
blueprint.add_app_template_filter(codes.qr_code, "qr_code")


def spent(message: str, meeting: Meeting | None = None) -> tuple[str, int]:
    """Return the page of a link that no longer works, which says how to get a new one."""
    return render_template("hubs/link_spent.html", message=message, meeting=meeting), 404


def refused(page: str, problem: CoalitionError) -> Response:
    """Return the page of a form that was refused; after too many tries it says when to come again."""
    answer = make_response(page, problem.status)
    if isinstance(problem, TooMany):
        answer.headers["Retry-After"] = str(problem.wait_seconds)
    return answer


@blueprint.app_template_filter("hub_clock")
def hub_clock(hub: Hub, meeting: Meeting) -> str:
    """Return which clocks a hub goes by during the meeting, such as Nairobi, UTC+3.

    Where they change meanwhile both offsets are said.
    """
    first, last = (
        datetime.combine(day, time(12), meeting.zone)
        for day in (meeting.begins_on, meeting.ends_on)
    )
    return zone_words(hub.zone, first, last)
