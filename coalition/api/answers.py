"""Answers of the API: JSON with its ETag, and every refusal as a problem (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Response, request
from flask_babel import gettext as _

from coalition.api.conditions import etag_of, is_known
from coalition.api.problems import Problem, faults_of
from coalition.errors import Invalid

JSON = "application/json"
PROBLEM = "application/problem+json"
BEARER = 'Bearer realm="api"'
KNOWN = {one.value for one in HTTPStatus}


def answer(
    value: object,
    status: int = 200,
    *,
    etag: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a value as JSON with its strong ETag; 304 without a body where the reader has it.

    etag: of the thing itself, where the answer says more than the thing, such as a receipt.
    """
    body = msgspec.json.encode(value)
    mark = etag or etag_of(body)
    given = dict(headers or {}) | {"ETag": f'"{mark}"'}
    if status == HTTPStatus.OK and is_known(mark):
        return Response(status=304, headers=given)
    return Response(body, status=status, headers=given, content_type=JSON)


def nothing(headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer to an act after which there is nothing to say."""
    return Response(status=204, headers=dict(headers or {}))


def refuse(status: int, message: str, problem: Exception | None) -> Response:
    """Return the problem document of a refusal, with all that is wrong part by part."""
    known = status if status in KNOWN else 500
    values: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(known).phrase,
        "status": known,
        "detail": _detail(known, message, problem),
    }
    errors = [fault.values() for fault in faults_of(problem)]
    if errors:
        values["errors"] = errors
    headers = problem.headers if isinstance(problem, Problem) else {}
    refused = Response(
        msgspec.json.encode(values), status=known, headers=headers, content_type=PROBLEM
    )
    if known == HTTPStatus.UNAUTHORIZED:
        refused.headers.setdefault("WWW-Authenticate", BEARER)
    refused.headers["Cache-Control"] = "no-store"
    return refused


def _detail(status: int, message: str, problem: Exception | None) -> str:
    """Return what the matter is: said for this very case, or what is usually said."""
    if isinstance(problem, Problem):
        return str(problem.description)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return _(
            "More was sent than the %(count)d bytes this address takes. Nothing of it was kept.",
            count=request.max_content_length or 0,
        )
    if not message and isinstance(problem, Invalid):
        return " ".join(str(said) for said in problem.fields.values())
    return message or _usual(status)


def _usual(status: int) -> str:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _("Something broke on our side. What was saved before is safe. Try again later.")
    said = {
        401: _("This needs a personal token: send it as Authorization: Bearer."),
        403: _("You may not do this."),
        404: _("There is nothing at this address, or nothing that you may know of."),
        405: _("This address does not take this method; Allow names those it takes."),
    }
    return said.get(status) or _("The request cannot be understood.")
