"""The programme on paper, as PDF."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from coalition.printing.keeping import kept_pdf
from coalition.programme import queries
from coalition.programme.listing import moves_of
from coalition.programme.printed import programme_paper
from coalition.programme.views.room import blueprint
from coalition.web.languages import locale_tag
from coalition.web.site import settings
from coalition.web.viewer import ANONYMOUS

FOLDER = "printed"  # of the instance


@blueprint.get("/<int:meeting_id>/schedule.pdf")
def schedule_pdf(meeting_id: int) -> ResponseReturnValue:
    """Give the programme for paper: what everyone may see, in the reader's language."""
    meeting = queries.get_meeting(meeting_id)
    sessions = queries.sessions_of(meeting_id, viewer=ANONYMOUS)
    moves = moves_of(meeting_id)
    paper = programme_paper(meeting, sessions, moves)
    name = f"programme-{meeting_id}-{locale_tag()}"
    made, mark = kept_pdf(settings().instance / FOLDER, name, paper)
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = (
        "private, no-cache"  # asked about each time, sent when changed
    )
    answer.vary.add("Accept-Language")
    answer.vary.add("Cookie")
    answer.set_etag(mark)
    return answer.make_conditional(request)
