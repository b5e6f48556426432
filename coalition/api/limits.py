"""How often programs may ask: by token, and by network address where there is none.

Counted in memory, since a site that is only read must not write for each request: a full disk can
still be read, and SQLite has one writer. So each process counts for itself, and a restart forgets.
The headers are those of draft-ietf-httpapi-ratelimit-headers-06, the form clients know.
"""

import threading
import time
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request
from flask_babel import ngettext

from coalition.accounts.service import network_of
from coalition.api.bearer import present_bearer
from coalition.api.problems import Problem
from coalition.errors import TooMany
from coalition.web.programs import for_programs
from coalition.web.site import settings

MINUTES = 10
WITH_TOKEN = 10  # times as often as without
MOST_KEYS = 20_000  # counted at once; the oldest are forgotten first
COUNTS = "coalition.api_counts"


@dataclass(frozen=True, slots=True)
class Standing:
    """How often one may ask, how often still, and in how many seconds anew."""

    limit: int
    remaining: int
    reset_seconds: int
    is_over: bool = False

    def headers(self) -> dict[str, str]:
        """Return the headers that say so."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_seconds),
        }


class Counts:
    """Requests counted in windows of MINUTES that begin with the first one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: dict[str, tuple[float, int]] = {}  # when each began, and how many there were

    def count(self, key: str, limit: int) -> Standing:
        """Count one request and return how it stands."""
        moment = time.monotonic()
        with self._lock:
            began, number = self._windows.get(key, (moment, 0))
            if moment - began >= MINUTES * 60:
                began, number = moment, 0
                self._windows.pop(key, None)  # to the end of those that are forgotten in turn
            self._windows[key] = (began, number + 1)
            if len(self._windows) > MOST_KEYS:
                del self._windows[next(iter(self._windows))]
        reset = max(1, round(began + MINUTES * 60 - moment))
        return Standing(limit, max(0, limit - number - 1), reset, is_over=number >= limit)


def install_limits_of_programs(app: Flask) -> None:
    """Count each request under /api/ before it is looked at; install it before the gate."""
    app.extensions[COUNTS] = Counts()

    @app.before_request
    def count() -> None:
        if not for_programs():
            return
        limit, network = settings().api_requests, network_of(request.remote_addr or "")
        try:
            bearer = present_bearer()
        except (Problem, TooMany):
            _count(f"address:{network}", limit)
            raise
        if bearer is not None:
            _count(f"token:{bearer.token_id}", limit * WITH_TOKEN)
        else:
            _count(f"address:{network}", limit)

    @app.after_request
    def tell(answer: Response) -> Response:
        standing: Standing | None = g.get("standing")
        if standing is not None:
            answer.headers.update(standing.headers())
        return answer


def _count(key: str, limit: int) -> None:
    """Count a request; a limit of 0 is none. Raises TooMany when that is over the limit."""
    if not limit:
        return
    counts: Counts = current_app.extensions[COUNTS]
    g.standing = standing = counts.count(key, limit)
    if standing.is_over:
        minutes = -(-standing.reset_seconds // 60)
        raise TooMany(
            ngettext(
                "That was tried too often. Wait %(num)d minute and try again.",
                "That was tried too often. Wait %(num)d minutes and try again.",
                minutes,
            ),
            wait_seconds=standing.reset_seconds,
        )
