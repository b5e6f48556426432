"""What the pages of session reports share: the blueprint, and words for where a report stands."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from coalition.reports.blocks import blocks_of
from coalition.reports.policy import Phase

blueprint = Blueprint("reports", __name__)

PHASES = {
    Phase.NOT_OWED: _l("Not asked for"),
    Phase.NOT_YET: _l("After the session"),
    Phase.DUE: _l("Due"),
    Phase.OVERDUE: _l("Overdue"),
    Phase.IN_REVIEW: _l("In review"),
    Phase.PUBLISHED: _l("Published"),
}


@blueprint.app_template_filter("report_phase")
def phase_label(phase: Phase) -> str:
    """Return where a report stands, in the reader's language."""
    return str(PHASES[phase])


blueprint.add_app_template_filter(blocks_of, "report_blocks")
