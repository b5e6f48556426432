"""What the pages of a session share: the blueprint, labels, and a session to change."""

from flask import Blueprint
from flask_babel import gettext as _

from coalition.errors import NotAllowed
from coalition.programme import policy, queries
from coalition.programme.labels import role_label
from coalition.programme.models import Session
from coalition.sessions import labels
from coalition.web.viewing import current_viewer

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions")

blueprint.add_app_template_filter(labels.use_label, "use_label")
blueprint.add_app_template_filter(labels.use_heading, "use_heading")
blueprint.add_app_template_filter(labels.likely_use, "likely_use")
blueprint.add_app_template_filter(role_label, "session_role")


def session_to_change(session_id: int) -> Session:
    """Return a session the viewer may change. Raises NotFound and NotAllowed."""
    session = queries.get_session(session_id, viewer=current_viewer())
    if not policy.may_edit(current_viewer(), session):
        raise NotAllowed(_("Only those who hold a session and the coordinators change it."))
    return session
