"""Pages of usage: of the whole coalition and of one of its members."""

from flask import render_template
from flask.typing import ResponseReturnValue

from coalition.database import now
from coalition.members import queries as members
from coalition.usage import queries
from coalition.usage.periods import choices
from coalition.usage.reporting import METRICS
from coalition.usage.views.room import blueprint, period_asked
from coalition.web.viewing import current_viewer


@blueprint.get("/usage")
def index() -> ResponseReturnValue:
    """Show how often the documents of the coalition are viewed and downloaded."""
    viewer, period = current_viewer(), period_asked()
    return render_template(
        "usage/index.html",
        period=period,
        periods=choices(queries.first_day(), now().date()),
        usage=queries.whole_usage(period),
        documents=queries.most_used(period, viewer=viewer),
        kinds=queries.by_kind(period, viewer=viewer),
        organisations=queries.by_organisation(period, viewer=viewer),
        metrics=METRICS,
    )


@blueprint.get("/members/<int:organisation_id>/usage")
def organisation(organisation_id: int) -> ResponseReturnValue:
    """Show how often the documents of a member are viewed and downloaded."""
    viewer, period = current_viewer(), period_asked()
    found = members.get_organisation(organisation_id, viewer=viewer)
    return render_template(
        "usage/organisation.html",
        organisation=found,
        period=period,
        periods=choices(queries.first_day(), now().date()),
        usage=queries.organisation_usage(organisation_id, period, viewer=viewer),
        documents=queries.most_used(period, viewer=viewer, organisation_id=organisation_id),
        metrics=METRICS,
    )
