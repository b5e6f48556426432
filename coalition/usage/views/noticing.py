"""Notes the uses of documents once they are answered; what is noted is counted a few seconds later."""

from flask import Flask, Response, g, request

from coalition.database import now
from coalition.usage.collecting import Collector
from coalition.usage.counting import Action
from coalition.usage.people import LONGEST_BROWSER, is_use
from coalition.usage.service import Use

COLLECTOR = "coalition.usage_collector"  # of an application
SHOWS_TEXT = "shows_text"  # of a request: whether its page shows the text of the document
# Endpoints whose use is counted; each has `document_id` in its address.
COUNTED = {
    "library.detail": Action.VIEW,
    "library.version": Action.VIEW,
    "library.download": Action.DOWNLOAD,
    "api.version_file": Action.DOWNLOAD,
}


def install_usage(app: Flask) -> Collector:
    """Count the uses of documents in this application."""
    collector = Collector(app.app_context)
    app.extensions[COLLECTOR] = collector

    @app.after_request
    def notice(answer: Response) -> Response:
        action = COUNTED.get(request.endpoint or "")
        if action is not None and _is_use(answer):
            collector.note(_use(action))
            if not app.testing:  # tests count when they say so
                collector.start()
        return answer

    return collector


def _is_use(answer: Response) -> bool:
    content_range = answer.headers.get("Content-Range", "")
    given = dict(request.headers.items())  # their names as they are written usually
    return is_use(request.method, answer.status_code, given, content_range)


def _use(action: Action) -> Use:
    return Use(
        request.remote_addr or "",
        request.headers.get("User-Agent", "")[:LONGEST_BROWSER],
        (request.view_args or {})["document_id"],
        action,
        action == Action.DOWNLOAD or bool(g.get(SHOWS_TEXT)),
        now(),
    )
