"""The whole interface as OpenAPI 3.1, from its operations and shapes: https://spec.openapis.org/oas/v3.1.1."""

import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from coalition.api.describing import words
from coalition.api.describing.examples import EXAMPLES
from coalition.api.describing.operations import Answer, Body, Operation, Parameter
from coalition.api.shapes.problems import Problem
from coalition.api.shapes.words import said as _l

VERSION = "1.0.0"
REFERENCE = "#/components/schemas/{name}"
JSON = "application/json"
PROBLEM = "application/problem+json"
ABOUT = _l(
    "Read the coalition's members, documents, meetings and sessions, search them, and deposit and "
    "publish documents. Reading what is public needs no token. Addresses in answers are absolute, "
    "moments are in ISO 8601. New fields may be added to answers; none is taken away in version 1."
)
BEARER = _l("A personal token, made on the page “Personal tokens” of your account and shown once.")

Schemas = Mapping[Any, dict[str, Any]]


def openapi(operations: Sequence[Operation], *, name: str, site_url: str) -> dict[str, Any]:
    """Return the description of these operations, for the site of this name and address."""
    schemas, components = _schemas(operations)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(
            operation, schemas
        )
    for shape, example in EXAMPLES.items():
        if shape.__name__ in components:
            components[shape.__name__]["examples"] = [msgspec.to_builtins(example)]
    return {
        "openapi": "3.1.0",
        "info": {"title": name, "version": VERSION, "description": ABOUT},
        "servers": [{"url": site_url}],
        "tags": [{"name": key, "description": said} for key, said in words.GROUPS.items()],
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {_refused(code): _refusal(code) for code in words.REFUSALS},
            "headers": {name: _header(said) for name, said in words.HEADERS.items()},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": _bearer()}
            },
        },
    }


def _bearer() -> str:
    return " ".join([BEARER, *(f"{scope}: {said}" for scope, said in words.SCOPES.items())])


def _schemas(operations: Iterable[Operation]) -> tuple[Schemas, dict[str, Any]]:
    kinds: list[Any] = [Problem, *EXAMPLES]
    for operation in operations:
        what = operation.described
        kinds += [answer.shape for answer in what.answers.values() if answer.shape]
        kinds += [parameter.kind for parameter in _parameters(operation)]
        if what.body:
            kinds += [what.body.shape] if what.body.shape else []
            kinds += [part for part in what.body.parts.values() if part is not bytes]
    once = list({repr(kind): kind for kind in kinds}.values())
    found, components = msgspec.json.schema_components(once, ref_template=REFERENCE)
    return {repr(kind): schema for kind, schema in zip(once, found, strict=True)}, components


def _operation(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    what = operation.described
    described: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [what.group],
        "summary": what.summary,
        "description": what.about,
        "security": [{"token": [operation.scope] if operation.scope else []}],
        "responses": _responses(operation, schemas),
    }
    if operation.is_open:
        described["security"].append({})
    parameters = [*_places(operation), *_queries(operation, schemas), *_headers(operation)]
    if parameters:
        described["parameters"] = parameters
    if what.body:
        described["requestBody"] = _body(what.body, schemas)
    return described


def _places(operation: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": words.ARGUMENTS[name],
            "schema": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
            "example": words.PLACES[name],
        }
        for name in operation.arguments
    ]


def _parameters(operation: Operation) -> tuple[Parameter, ...]:
    what = operation.described
    return (*what.parameters, *(words.PAGING if what.is_paged else ()))


def _queries(operation: Operation, schemas: Schemas) -> list[dict[str, Any]]:
    return [
        {
            "name": parameter.name,
            "in": "query",
            "description": parameter.about,
            "schema": schemas[repr(parameter.kind)],
        }
        | ({"example": _typed(parameter.example)} if parameter.example else {})
        for parameter in _parameters(operation)
    ]


def _typed(example: str) -> str | int:
    return int(example) if re.fullmatch(r"[0-9]+", example) else example


def _headers(operation: Operation) -> list[dict[str, Any]]:
    what = operation.described
    given: list[tuple[str, str, bool]] = []
    if operation.method == "GET" and any(
        answer.shape or answer.is_free for answer in what.answers.values()
    ):
        given.append(("If-None-Match", words.IF_NONE_MATCH, False))
    if what.takes_match:
        given.append(("If-Match", words.IF_MATCH, True))
    if what.takes_key:
        given.append(("Idempotency-Key", words.IDEMPOTENCY_KEY, False))
    return [
        {
            "name": name,
            "in": "header",
            "required": needed,
            "description": said,
            "schema": {"type": "string"},
        }
        for name, said, needed in given
    ]


def _body(body: Body, schemas: Schemas) -> dict[str, Any]:
    content: dict[str, Any]
    if body.shape:
        content = {"schema": schemas[repr(body.shape)]}
    else:
        parts = {name: _part(part, schemas) for name, part in body.parts.items()}
        content = {
            "schema": {"type": "object", "properties": parts, "required": [*parts]},
            "encoding": {
                name: {"contentType": JSON}
                for name, part in body.parts.items()
                if part not in {str, bytes}
            },
        }
    if body.example is not None:
        content["example"] = msgspec.to_builtins(body.example)
    return {"required": True, "content": {body.media_type: content}}


def _part(part: Any, schemas: Schemas) -> dict[str, Any]:
    if part is bytes:
        return {"type": "string", "contentMediaType": "application/octet-stream"}
    return schemas[repr(part)]


def _responses(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    what = operation.described
    found = {
        str(code): _answer(answer, operation, schemas) for code, answer in what.answers.items()
    }
    if any(header["name"] == "If-None-Match" for header in _headers(operation)):
        found["304"] = {"description": words.NOT_MODIFIED, "headers": _named("ETag")}
    refusals = {*words.EVERYWHERE, *what.refusals, *((404,) if operation.arguments else ())}
    for code in sorted(refusals):
        found[str(code)] = {"$ref": f"#/components/responses/{_refused(code)}"}
    return found


def _answer(answer: Answer, operation: Operation, schemas: Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {"description": answer.about}
    headers = ["ETag"] if answer.shape or answer.is_free else []
    headers += ["Location"] if answer.has_location else []
    headers += ["Link", "X-Total-Count"] if operation.described.is_paged else []
    if headers:
        described["headers"] = _named(*headers)
    if answer.is_file:
        described["content"] = {"*/*": {"schema": {}}}
    elif answer.is_free:
        described["content"] = {JSON: {"schema": {"type": "object"}}}
    elif answer.shape:
        content: dict[str, Any] = {"schema": schemas[repr(answer.shape)]}
        if answer.shape in EXAMPLES:
            content["example"] = msgspec.to_builtins(EXAMPLES[answer.shape])
        described["content"] = {JSON: content}
    return described


def _refused(code: int) -> str:
    return HTTPStatus(code).phrase.title().replace(" ", "").replace("-", "")


def _refusal(code: int) -> dict[str, Any]:
    phrase = HTTPStatus(code).phrase
    example = {"type": "about:blank", "title": phrase, "status": code}
    described: dict[str, Any] = {
        "description": words.REFUSALS[code],
        "content": {
            PROBLEM: {
                "schema": {"$ref": REFERENCE.format(name=Problem.__name__)},
                "example": example | {"detail": words.REFUSALS[code]},
            }
        },
    }
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        described["headers"] = _named("Retry-After")
    if code == HTTPStatus.UNAUTHORIZED:
        described["headers"] = _named("WWW-Authenticate")
    return described


def _named(*headers: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in headers}


def _header(said: str) -> dict[str, Any]:
    return {"description": said, "schema": {"type": "string"}}
