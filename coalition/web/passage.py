"""The passage of a request: its number, the headers no answer goes without, one line in the log.

It lies around everything else, so that also what breaks below, and how, is noted once. Lines name
the route and never a query; an address with a secret in it is written without the secret.
"""

import re
import secrets
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, has_request_context, request
from flask.ctx import RequestContext
from werkzeug.datastructures import Headers

from coalition.config import Settings
from coalition.web.addresses import has_secret
from coalition.web.headers import NUMBER, headers_of_all

log = structlog.get_logger(__name__)
HERE = "coalition.request_id"  # of a request: its number
PERSON = "coalition.person_id"  # of a request: who is signed in
ASKED = "coalition.asked"  # of a request: what it is to Flask
PASSED = "coalition.passed"  # of an application: told (method, route, status, seconds) of each
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
LIKE_SECRET = re.compile(r"[^/\s]{20,}")  # a part of an address that may be one
LONGEST_PATH = 200
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
Failure = tuple[type[BaseException], BaseException, TracebackType | None]


class Site(Flask):
    """The application; what breaks in it is noted by route and number, not by address."""

    def request_context(self, environ: dict[str, Any]) -> RequestContext:
        """Return the context of a request, which its passage can look at when it is over."""
        context = super().request_context(environ)
        environ[ASKED] = context.request
        return context

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """Return how long browsers may keep a file unasked: of ours long, of others' not at all.

        A document that is withdrawn must not stay in caches on the way, which are told "public".
        """
        return super().get_send_file_max_age(filename) if request.endpoint == "static" else None

    def log_exception(self, exc_info: Failure | tuple[None, None, None]) -> None:
        """Note an exception that nothing caught, once."""
        log.error("request_broke", route=_route(request), exc_info=exc_info)


class Passage:
    """What lies around the application."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._inner: Callable[..., Iterable[bytes]] = app.wsgi_app
        self._app = app
        self._trusts = settings.trusted_proxies > 0
        self._headers = headers_of_all(
            over_https=settings.over_https, with_subdomains=settings.hsts_subdomains
        )

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request by WSGI."""
        given = environ.get("HTTP_X_REQUEST_ID", "")
        number = given if self._trusts and WELL_FORMED.fullmatch(given) else new_number()
        environ[HERE] = number
        structlog.contextvars.clear_contextvars()  # of the request this thread answered before
        structlog.contextvars.bind_contextvars(request_id=number)
        began = time.perf_counter()
        status, length = "500", ""

        def begin(given: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            nonlocal status, length
            names = {name.lower() for name, _ in headers}
            headers.append((NUMBER, number))
            headers.extend((k, v) for k, v in self._headers.items() if k.lower() not in names)
            status, length = given, Headers(headers).get("Content-Length", "")
            return start_response(given, headers, *failure)

        try:
            return self._inner(environ, begin)
        finally:
            self._note(environ, status, length, time.perf_counter() - began)
            structlog.contextvars.clear_contextvars()

    def _note(self, environ: dict[str, Any], status: str, length: str, seconds: float) -> None:
        """Write the line of a request; what was streamed has no length yet."""
        asked = environ.pop(ASKED, None)  # a circle of the two would stay in memory for long
        method = environ.get("REQUEST_METHOD", "")
        method = method if method in METHODS else "other"
        code = int(status.partition(" ")[0])
        log.info(
            "request",
            method=method,
            route=_route(asked),
            path=shown_path(asked),
            status=code,
            ms=round(seconds * 1000, 1),
            bytes=int(length) if length.isdigit() else None,
            person=environ.get(PERSON),
            address=environ.get("REMOTE_ADDR", ""),
        )
        told: Callable[..., None] | None = self._app.extensions.get(PASSED)
        if told is not None:
            told(method, asked.endpoint if asked is not None else None, code, seconds)


def install_passage(app: Flask, settings: Settings) -> None:
    """Lay the passage around the application; install it after what lies inside of it."""
    app.wsgi_app = Passage(app, settings)  # type: ignore[method-assign]

    @app.context_processor
    def reference() -> dict[str, str]:
        return {"reference": request_number()}


def new_number() -> str:
    """Return a number for a request, as 32 letters and digits."""
    return secrets.token_hex(16)


def request_number() -> str:
    """Return the number of the present request; nothing outside of one."""
    return str(request.environ.get(HERE, "")) if has_request_context() else ""


def shown_path(asked: Any) -> str | None:
    """Return the path of a request as it may be written down; None where the route says it all."""
    if asked is None:
        return None
    if asked.url_rule is not None and has_secret(asked.url_rule):
        return None
    if asked.url_rule is None:  # mistyped perhaps, with a secret in it all the same
        return without_secrets(asked.path)[:LONGEST_PATH]
    return str(asked.path)[:LONGEST_PATH]


def without_secrets(path: str) -> str:
    """Return a path with every part that is long enough to be a secret left out."""
    return LIKE_SECRET.sub("…", path)


def _route(asked: Any) -> str | None:
    """Return the rule that a request fits, such as /library/<int:document_id>; None without one."""
    return str(asked.url_rule.rule) if asked is not None and asked.url_rule is not None else None
