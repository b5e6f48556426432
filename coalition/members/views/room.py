"""What the pages of members share: the blueprint, and names in the reader's language."""

from datetime import datetime

from flask import Blueprint, render_template
from flask_babel import format_timedelta

from coalition.database import now
from coalition.members import labels, places, policy
from coalition.members.identifiers import ror_address
from coalition.members.models import Organisation
from coalition.web.languages import locale_tag
from coalition.web.viewing import current_viewer

blueprint = Blueprint("members", __name__, url_prefix="/members")


@blueprint.app_template_filter("country_name")
def country_name(code: str) -> str:
    """Return a country's name in the reader's language."""
    return places.country_name(code, locale_tag())


@blueprint.app_template_filter("age")
def age(moment: datetime) -> str:
    """Return how long ago a moment was, in words, such as 3 days ago."""
    return format_timedelta(moment - now(), add_direction=True, granularity="minute")


@blueprint.app_template_filter("known")
def known(organisation: Organisation | None) -> Organisation | None:
    """Return an organisation whose page the reader may see, to be linked; None for others."""
    return policy.known(current_viewer(), organisation)


def region_label(region: str) -> str:
    """Return a region's name in the reader's language, "" for none."""
    label = places.REGIONS.get(region)
    return str(label) if label else ""


def spent(message: str, *, is_invitation: bool = False) -> tuple[str, int]:
    """Return the page of a link that no longer works, which says how to get a new one."""
    page = render_template("members/link_spent.html", message=message, is_invitation=is_invitation)
    return page, 404


blueprint.add_app_template_filter(labels.state_badge, "state_badge")
blueprint.add_app_template_filter(labels.group_label, "group_label")
blueprint.add_app_template_filter(ror_address, "ror_address")
