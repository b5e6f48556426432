"""What all pages of usage share: the blueprint and the period that was asked for."""

from flask import Blueprint, request

from coalition.database import now
from coalition.usage import queries
from coalition.usage.periods import Period, period_of
from coalition.usage.views.chart import draw
from coalition.usage.views.words import month_name

blueprint = Blueprint("usage", __name__)
blueprint.add_app_template_filter(draw, "usage_chart")
blueprint.add_app_template_filter(month_name, "usage_month")


def period_asked() -> Period:
    """Return the period that the address names, or the usual one."""
    return period_of(request.args.get("period", ""), queries.first_day(), now().date())
