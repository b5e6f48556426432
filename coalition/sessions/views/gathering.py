"""The page of a session: everything of it in one place."""

from flask import render_template
from flask.typing import ResponseReturnValue

from coalition.hubs.queries import hubs_following
from coalition.programme.queries import chosen_ids
from coalition.questions import queries as questions
from coalition.reports import queries as reports
from coalition.sessions import queries
from coalition.sessions.views.room import blueprint
from coalition.web.site import address_of
from coalition.web.viewing import current_viewer


@blueprint.get("/<int:session_id>")
def detail(session_id: int) -> ResponseReturnValue:
    """Show everything of a session."""
    viewer = current_viewer()
    found = queries.gathered(session_id, viewer=viewer)
    return render_template(
        "sessions/detail.html",
        found=found,
        session=found.session,
        meeting=found.session.meeting,
        is_chosen=session_id in chosen_ids(viewer=viewer),
        hubs=hubs_following(session_id),
        questions=questions.standing_in(found.session, viewer=viewer),
        report=reports.standing_in(found.session, viewer=viewer),
        permanent_address=address_of("sessions.detail", session_id=session_id),
    )
