"""How answers may be kept, and refusals as pages that say what to do."""

from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, g, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from coalition.errors import CoalitionError, TooMany
from coalition.web.addresses import has_secret
from coalition.web.assets import is_asset
from coalition.web.bodies import why_too_large
from coalition.web.headers import NO_ADDRESS
from coalition.web.hooks import hooks
from coalition.web.passage import PERSON
from coalition.web.programs import for_programs
from coalition.web.viewer import ANONYMOUS
from coalition.web.viewing import current_viewer

PAGES = {400, 403, 404, 405, 409, 413, 422, 429, 500, 503, 507}
TOO_LARGE = 413
SERVER_ERROR = 500
PASSED_ON = frozenset({"Allow", "Retry-After", "WWW-Authenticate"})


def install_answers(app: Flask) -> None:
    """Say of every answer who may keep it, and turn every refusal into a page, or what a program reads."""
    app.after_request(_say_who_may_keep)
    app.register_error_handler(CoalitionError, _refuse)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(CSRFError, _answer_stale_form)


def refusal(status: int, message: str = "", problem: Exception | None = None) -> Response:
    """Return the page of an error status, with the sentence that fits the case.

    Programs are answered by what the API has put in its place, which is given the problem too.
    """
    if status >= SERVER_ERROR:
        g.viewer = ANONYMOUS  # the page must stand even when the database is what failed
    if for_programs():
        return hooks().refuse_program(status, message, problem)
    shown = status if status in PAGES else 500 if status >= SERVER_ERROR else 400
    page = render_template(f"errors/{shown}.html", message=message)
    return Response(page, status=status)


def _refuse(problem: CoalitionError) -> Response:
    answer = refusal(problem.status, problem.message, problem)
    if isinstance(problem, TooMany):
        answer.headers["Retry-After"] = str(problem.wait_seconds)
    return answer


def _answer_http_error(problem: HTTPException) -> Response | HTTPException:
    if problem.code is None or problem.code < 400:
        return problem
    said = why_too_large() if problem.code == TOO_LARGE else ""
    answer = refusal(problem.code, said, problem)
    for name, value in problem.get_headers():
        if name in PASSED_ON:
            answer.headers[name] = value
    return answer


def _answer_stale_form(_problem: CSRFError) -> Response:
    return refusal(
        400,
        _(
            "This form was open too long or came from elsewhere. Go back, reload the page and send it again."
        ),
    )


def _say_who_may_keep(answer: Response) -> Response:
    headers = answer.headers
    if isinstance(request.routing_exception, RequestRedirect):  # a slash more, a slash less
        to = urlsplit(request.routing_exception.new_url)
        headers["Location"] = urlunsplit(("", "", "/" + to.path.lstrip("/"), to.query, ""))
    if is_asset(answer):
        return answer
    if request.url_rule is not None and has_secret(request.url_rule):
        headers["Cache-Control"] = "no-store"
        headers["Referrer-Policy"] = NO_ADDRESS
    answer.vary.update(("Authorization" if for_programs() else "Cookie", "Accept-Language"))
    viewer = current_viewer()
    request.environ[PERSON] = viewer.person_id
    if viewer.is_signed_in:
        headers["Cache-Control"] = "no-store"
    else:
        headers.setdefault("Cache-Control", "no-cache, private")
    return answer
