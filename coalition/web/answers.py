"""What every answer carries: safe headers, and refusals as pages that say what to do."""

from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, g, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from coalition.errors import CoalitionError, TooMany
from coalition.web.assets import is_asset
from coalition.web.bodies import why_too_large
from coalition.web.site import settings
from coalition.web.viewer import ANONYMOUS
from coalition.web.viewing import current_viewer

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
PAGES = {400, 403, 404, 405, 409, 413, 422, 429, 500, 503, 507}
TOO_LARGE = 413
SERVER_ERROR = 500
YEAR_SECONDS = 31_536_000


def install_answers(app: Flask) -> None:
    """Set the headers of every answer and turn every refusal into a page."""
    app.after_request(_add_headers)
    app.register_error_handler(CoalitionError, _refuse)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(CSRFError, _answer_stale_form)


def refusal(status: int, message: str = "") -> tuple[str, int]:
    """Return the page of an error status, with the sentence that fits the case."""
    if status >= SERVER_ERROR:
        g.viewer = ANONYMOUS  # the page must stand even when the database is what failed
    shown = status if status in PAGES else 500 if status >= SERVER_ERROR else 400
    return render_template(f"errors/{shown}.html", message=message), status


def _refuse(problem: CoalitionError) -> Response:
    page, status = refusal(problem.status, problem.message)
    answer = Response(page, status=status)
    if isinstance(problem, TooMany):
        answer.headers["Retry-After"] = str(problem.wait_seconds)
    return answer


def _answer_http_error(problem: HTTPException) -> Response | HTTPException:
    if problem.code is None or problem.code < 400:
        return problem
    page, status = refusal(problem.code, why_too_large() if problem.code == TOO_LARGE else "")
    answer = Response(page, status=status)
    for name, value in problem.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _answer_stale_form(_problem: CSRFError) -> tuple[str, int]:
    return refusal(
        400,
        _(
            "This form was open too long or came from elsewhere. Go back, reload the page and send it again."
        ),
    )


def _add_headers(answer: Response) -> Response:
    headers = answer.headers
    if isinstance(request.routing_exception, RequestRedirect):  # a slash more, a slash less
        to = urlsplit(request.routing_exception.new_url)
        headers["Location"] = urlunsplit(("", "", "/" + to.path.lstrip("/"), to.query, ""))
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if settings().over_https:
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR_SECONDS}")
    if is_asset(answer):
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return answer
    answer.vary.update(("Cookie", "Accept-Language"))
    if current_viewer().is_signed_in:
        headers["Cache-Control"] = "no-store"
    else:
        headers.setdefault("Cache-Control", "no-cache, private")
    return answer
