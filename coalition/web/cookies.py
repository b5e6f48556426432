"""Cookies of our own beside the session: set with the answer, and known from then on in the request."""

from datetime import timedelta

from flask import Flask, Response, g, request

from coalition.web.site import settings

DEVICE = "device"  # the token of the browser a person is signed in with
KNOWN = "known"  # who signed in with this browser before, so that strangers do not lock them out
NAVIGATION = "application/xhtml+xml"  # what browsers that tell no mode accept of a page alone


def install_cookies(app: Flask) -> None:
    """Send what was kept or forgotten during a request along with its answer."""

    @app.after_request
    def send(answer: Response) -> Response:
        over_https = settings().over_https
        for name, (value, lifetime) in g.get("cookies", {}).items():
            answer.set_cookie(
                cookie_name(name),
                value,
                max_age=lifetime,
                secure=over_https,
                httponly=True,
                samesite="Lax",
                path="/",
            )
        return answer


def cookie_name(name: str = "") -> str:
    """Return the full name of a cookie; over https the browser itself then keeps it to this host.

    `__Host-` makes it refuse one that is not Secure, has a Domain or another path than `/`.
    """
    plain = f"coalition-{name}" if name else "coalition"
    return f"__Host-{plain}" if settings().over_https else plain


def cookie(name: str) -> str:
    """Return what this browser holds under a name, or will with this answer; empty when nothing."""
    kept: tuple[str, timedelta] | None = g.get("cookies", {}).get(name)
    return kept[0] if kept else request.cookies.get(cookie_name(name), "")


def keep_cookie(name: str, value: str, lifetime: timedelta) -> None:
    """Let the browser hold a value for so long."""
    g.setdefault("cookies", {})[name] = (value, lifetime)


def forget_cookie(name: str) -> None:
    """Let the browser forget what it holds under a name."""
    keep_cookie(name, "", timedelta(0))


def is_navigation() -> bool:
    """Tell whether somebody goes to a page, rather than a script of an open one asking for more."""
    if request.method != "GET":
        return False
    mode = request.headers.get("Sec-Fetch-Mode")
    if mode is not None:
        return mode == "navigate"
    return NAVIGATION in request.headers.get("Accept", "")
