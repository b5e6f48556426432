"""What all pages of the programme share: the blueprint, a session to edit, and where its page is."""

from flask import Blueprint, url_for
from flask_babel import gettext as _

from coalition.errors import NotAllowed
from coalition.programme import policy, queries
from coalition.programme.changes import times_of
from coalition.programme.fields import faults_of
from coalition.programme.models import Session
from coalition.web.viewing import current_viewer

blueprint = Blueprint("programme", __name__, url_prefix="/meetings")
blueprint.add_app_template_filter(times_of, "times_of")
blueprint.add_app_template_filter(faults_of, "faults_of")


def session_to_edit(session_id: int) -> Session:
    """Return a session the viewer may change. Raises NotFound and NotAllowed."""
    viewer = current_viewer()
    session = queries.get_session(session_id, viewer=viewer)
    if not policy.may_edit(viewer, session):
        raise NotAllowed(_("Only those who hold a session and the coordinators change it."))
    return session


def page_of(session_id: int) -> str:
    """Return the address of the page that shows everything of a session."""
    return url_for("sessions.detail", session_id=session_id)
