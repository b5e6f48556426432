"""Reading from the pages of other sites: CORS for GET and HEAD, from anywhere, without cookies."""

from flask import Flask, Response, current_app, g, request

from coalition.web.programs import for_programs

READING = ("GET", "HEAD", "OPTIONS")
SENT = ("Accept", "Accept-Language", "Authorization", "If-None-Match")
EXPOSED = (
    "ETag",
    "Link",
    "Location",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "WWW-Authenticate",
    "X-Request-ID",
    "X-Total-Count",
)
HOUR_SECONDS = 3_600


def install_sharing(app: Flask) -> None:
    """Answer what browsers ask beforehand, and let other sites read; install it before the gate."""

    @app.before_request
    def tell_methods() -> Response | None:
        if request.method != "OPTIONS" or not for_programs() or request.endpoint is None:
            return None
        g.bearer = None  # whoever asks what may be asked need not say who they are
        answer = current_app.make_default_options_response()
        answer.status_code = 204
        if "Access-Control-Request-Method" in request.headers:
            answer.headers["Access-Control-Allow-Methods"] = ", ".join(READING)
            answer.headers["Access-Control-Allow-Headers"] = ", ".join(SENT)
            answer.headers["Access-Control-Max-Age"] = str(HOUR_SECONDS)
        return answer

    @app.after_request
    def share(answer: Response) -> Response:
        if for_programs() and request.method in READING:
            # "*" keeps browsers from sending cookies along; a token is what the page itself holds.
            answer.headers["Access-Control-Allow-Origin"] = "*"
            answer.headers["Access-Control-Expose-Headers"] = ", ".join(EXPOSED)
            answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer
