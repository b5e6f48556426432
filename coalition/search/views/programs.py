"""Search for programs: the same parameters as the page, results and refusals as JSON."""

import json
from http import HTTPStatus
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from coalition.search.queries import NotReady
from coalition.search.taking.answers import results_as_values
from coalition.search.taking.parameters import Complaint, complaints_about
from coalition.search.views.room import RETRY_SECONDS, asked, blueprint, results_for

EVERYWHERE = {"Access-Control-Allow-Origin": "*"}  # browsers send no cookies with it


@blueprint.get("/api/v1/search")
def api() -> Response:
    """Give one page of results."""
    complaints = complaints_about(dict(request.args.lists()))
    if complaints:
        return _problem(
            HTTPStatus.BAD_REQUEST, " ".join(one.detail for one in complaints), complaints
        )
    wanted, reasons = asked(), request.args.get("reasons") == "1"
    try:
        results = results_for(wanted, reasons=reasons)
    except NotReady:
        return _not_ready()
    values = results_as_values(results, wanted, reasons=reasons)
    return _json(values, "application/json", HTTPStatus.OK)


def _not_ready() -> Response:
    detail = _(
        "The search index is being built. Ask again in %(count)d seconds.", count=RETRY_SECONDS
    )
    answer = _problem(HTTPStatus.SERVICE_UNAVAILABLE, detail)
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _problem(status: HTTPStatus, detail: str, complaints: tuple[Complaint, ...] = ()) -> Response:
    """Return a refusal as RFC 9457 has it, with every parameter that cannot be used."""
    values = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "errors": [
            {"parameter": one.parameter, "detail": one.detail, "allowed": list(one.allowed)}
            for one in complaints
        ],
    }
    return _json(values, "application/problem+json", status)


def _json(values: dict[str, Any], mimetype: str, status: HTTPStatus) -> Response:
    body = json.dumps(values, ensure_ascii=False)
    return Response(body, status=status, content_type=mimetype, headers=EVERYWHERE)
