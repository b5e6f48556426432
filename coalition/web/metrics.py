"""Figures for those who watch the site, as Prometheus reads them.

Labels come from closed lists (routes, methods, kinds of work), so that nobody can make new ones by
asking for addresses. What rooms above know is asked of them when the figures are read.
"""

import hmac
from collections.abc import Callable, Iterator
from typing import Any

import structlog
import waitress
from flask import Flask, Response, abort, current_app, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, make_wsgi_app
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from coalition.database import db, now
from coalition.tasks import State, Work, current_queue
from coalition.version import VERSION
from coalition.web.passage import PASSED
from coalition.web.site import settings

log = structlog.get_logger(__name__)
METRICS = "coalition.metrics"  # of an application: its Metrics
GAUGES = "coalition.gauges"  # of an application: functions of rooms above by the name of a figure
NO_ROUTE = "none"
LOCAL = "127.0.0.1"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds


class Metrics:
    """What one process counted since it began, and what the database tells now."""

    def __init__(self, app: Flask) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "coalition_requests",
            "Answers given.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "coalition_request_seconds",
            "Time until an answer was ready.",
            ("method", "route"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._searching = Histogram(
            "coalition_search_seconds",
            "Time the index took for a page of results.",
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.registry.register(Now(app))

    def note_request(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count an answer by the name of its route."""
        name = route or NO_ROUTE
        self._requests.labels(method, name, str(status)).inc()
        self._seconds.labels(method, name).observe(seconds)

    def note_search(self, seconds: float) -> None:
        """Count a search."""
        self._searching.observe(seconds)


class Now(Collector):
    """What is true at the moment somebody looks."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def collect(self) -> Iterator[Metric]:
        """Give the figures; one that cannot be told is left out, and the others are given."""
        yield InfoMetricFamily("coalition", "What serves.", value={"version": VERSION})
        with self._app.app_context():
            try:
                yield from _work_figures()
            except Exception:  # a database that is away is itself what the figures must survive
                log.exception("figure_not_told", figure="coalition_work")
            gauges: dict[str, Callable[[], float]] = self._app.extensions[GAUGES]
            for name, ask in sorted(gauges.items()):
                try:
                    value = ask()
                except Exception:  # as above
                    log.exception("figure_not_told", figure=name)
                    continue
                yield GaugeMetricFamily(name, (ask.__doc__ or name).strip(), value=value)


def install_metrics(app: Flask) -> None:
    """Count requests, and answer /metrics to those who have METRICS_TOKEN."""
    metrics = Metrics(app)
    app.extensions[METRICS] = metrics
    app.extensions.setdefault(GAUGES, {})
    app.extensions[PASSED] = metrics.note_request
    app.add_url_rule("/metrics", "metrics", show_metrics, methods=["GET"])


def current_metrics() -> Metrics:
    """Return what the running application counted."""
    found: Metrics = current_app.extensions[METRICS]
    return found


def show_metrics() -> Response:
    """Show the figures; without METRICS_TOKEN, or with another one, there is no such page."""
    token = settings().metrics_token
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        abort(404)
    figures = generate_latest(current_metrics().registry)
    return Response(figures, content_type=CONTENT_TYPE_LATEST)


def make_metrics_server(app: Flask, port: int) -> Any:
    """Return a server that gives the figures on a port of this machine alone.

    Raises OSError when the port is taken.
    """
    figures = make_wsgi_app(app.extensions[METRICS].registry)
    return waitress.create_server(figures, map={}, host=LOCAL, port=port, threads=1, ident="")


def _work_figures() -> Iterator[Metric]:
    """Give how much work of each kind waits and was given up, and how long the oldest has waited."""
    rows = db.session.execute(
        select(Work.kind, Work.state, func.count(Work.id), func.min(Work.created_at)).group_by(
            Work.kind, Work.state
        )
    ).all()
    waiting = GaugeMetricFamily("coalition_work_waiting", "Work that waits.", labels=("kind",))
    failed = GaugeMetricFamily("coalition_work_failed", "Work given up.", labels=("kind",))
    oldest = GaugeMetricFamily(
        "coalition_work_oldest_seconds", "How long the oldest has waited.", labels=("kind",)
    )
    found = {(kind, state): (count, since) for kind, state, count, since in rows}
    for kind in sorted(current_queue().kinds):
        count, since = found.get((kind, State.WAITING), (0, None))
        waiting.add_metric((kind,), count)
        oldest.add_metric((kind,), (now() - since).total_seconds() if since else 0)
        failed.add_metric((kind,), found.get((kind, State.FAILED), (0, None))[0])
    yield from (waiting, oldest, failed)
