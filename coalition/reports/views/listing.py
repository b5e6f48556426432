"""Which reports of a meeting are due, overdue and published: for coordinators."""

from flask import render_template
from flask.typing import ResponseReturnValue

from coalition.programme import queries as programme
from coalition.reports import queries
from coalition.reports.policy import Phase
from coalition.reports.views.room import blueprint
from coalition.web.viewing import current_viewer

ORDER = (
    *(Phase.OVERDUE, Phase.DUE, Phase.IN_REVIEW, Phase.PUBLISHED, Phase.NOT_YET, Phase.NOT_OWED),
)


@blueprint.get("/meetings/<int:meeting_id>/reports")
def index(meeting_id: int) -> ResponseReturnValue:
    """Show where the reports of a meeting stand, the most urgent first."""
    meeting = programme.get_meeting(meeting_id)
    standings = queries.standings_of(meeting_id, viewer=current_viewer())
    groups = [(phase, [one for one in standings if one.phase is phase]) for phase in ORDER]
    return render_template(
        "reports/index.html",
        meeting=meeting,
        groups=[(phase, found) for phase, found in groups if found],
        reminders=queries.reminders_of([one.session.id for one in standings]),
    )
