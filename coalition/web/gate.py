"""The gate: every route is refused until the role table says who may pass."""

import structlog
from flask import Flask, abort, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coalition.errors import NotAllowed
from coalition.web.programs import for_programs
from coalition.web.roles import COORDINATOR, MEMBER, ROLES
from coalition.web.site import path_of
from coalition.web.viewing import current_viewer

log = structlog.get_logger(__name__)


def install_gate(app: Flask) -> None:
    """Ask the table of roles before every view.

    Anonymous readers are sent to the sign-in page, people who lack the second factor that their
    role needs to where one is set up; others without the role get 403; a route without a row gets
    403 for everyone. Programs are led nowhere: without a token they get 401.
    """

    @app.before_request
    def ask() -> Response | None:
        if request.endpoint is None:
            return None  # no such page: the answer is 404, which tells nothing
        allowed = ROLES.get(request.endpoint)
        if allowed is None:
            log.error("route_without_role", endpoint=request.endpoint)
            abort(403)
        if "anyone" in allowed:
            return None
        viewer = current_viewer()
        if viewer.roles & allowed:
            return None
        is_read = request.method in {"GET", "HEAD"}
        if viewer.lacks_factor and allowed & (MEMBER | COORDINATOR):
            if is_read and not for_programs():
                return redirect(path_of("accounts.factors", needed="yes"), code=303)
            raise NotAllowed(_("Set up a second factor first: your role needs one here."))
        if not viewer.is_signed_in and for_programs():
            return abort(401)
        if not viewer.is_signed_in and is_read:
            back = request.full_path.rstrip("?")
            return redirect(path_of("accounts.sign_in", next=back), code=303)
        return abort(403)
