"""A program that speaks to the interface; each answer is held against the description of it."""

import io
import json
from functools import cache
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from coalition.api.views.reference import ARGUMENT, description
from coalition.tokens import service as tokens
from coalition.tokens.models import Scope
from tests.conftest import Someone
from tests.library.conftest import TEXT

EVERYTHING = (Scope.READ, Scope.DEPOSIT, Scope.PUBLISH)
METADATA: dict[str, Any] = {
    "title": "Reading rooms and the network",
    "abstract": "Why reading rooms matter.",
    "kind": "report",
    "authors": [{"name": "Ada Berg", "orcid": "0000-0002-1825-0097"}],
    "issued": "2012-11",
    "languages": ["en"],
    "licence": "CC-BY-4.0",
}


def closed(schema: Any) -> Any:
    """Return a schema in which objects have what is described and nothing else."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {name: closed(part) for name, part in schema.items()}
    return parts | {"additionalProperties": False} if "properties" in parts else parts


def differences(values: object, schema: dict[str, Any], whole: dict[str, Any]) -> list[str]:
    """Return where values differ from a schema of a description."""
    full = closed({**schema, "components": whole["components"]})
    validator = Draft202012Validator(full, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(values)]


@cache
def whole_description() -> dict[str, Any]:
    """Return the description, made once: it is the same for the applications of all tests."""
    return description()


@cache
def said_of(path: str, method: str, status: int) -> tuple[dict[str, Any], str, Any]:
    """Return what is said of an answer: itself, its media type ("" without a body), a validator."""
    whole = whole_description()
    said = whole["paths"][path][method.lower()]["responses"][str(status)]
    if "$ref" in said:
        said = whole["components"]["responses"][said["$ref"].rpartition("/")[2]]
    if "content" not in said:
        return said, "", None
    ((media_type, content),) = said["content"].items()
    full = closed({**content["schema"], "components": whole["components"]})
    return said, media_type, Draft202012Validator(full, format_checker=FormatChecker())


class Program:
    """Somebody's program, with a token of theirs or none."""

    def __init__(self, app: Flask, who: Someone | None = None, *scopes: Scope) -> None:
        self._app, self._client = app, app.test_client()
        self.headers: dict[str, str] = {}
        if who is not None:
            _token, secret = tokens.make("Script", scopes or EVERYTHING, 30, by=who.viewer)
            self.headers["Authorization"] = f"Bearer {secret}"

    def ask(self, method: str, path: str, status: int = 200, **more: Any) -> TestResponse:
        """Return an answer of this status after holding it against its description."""
        headers = self.headers | more.pop("headers", {})
        answer = self._client.open(path, method=method, headers=headers, **more)
        assert answer.status_code == status, answer.get_data(as_text=True)
        answer.get_data()
        answer.close()
        self._hold(method, path, answer)
        return answer

    def read(self, path: str, status: int = 200, **more: Any) -> Any:
        """Return the JSON at a path."""
        return self.ask("GET", path, status, **more).get_json()

    def deposit(
        self, status: int = 201, *, text: str = TEXT, name: str = "rooms.txt", **changes: Any
    ) -> TestResponse:
        """Deposit a small text file with its description, changed so; "key" is of the request."""
        key = changes.pop("key", "")
        data = {
            "metadata": json.dumps(METADATA | changes),
            "file": (io.BytesIO(text.encode()), name),
        }
        headers = {"Idempotency-Key": key} if key else {}
        return self.ask("POST", "/api/v1/documents", status, data=data, headers=headers)

    def change(self, number: int, status: int = 200, seen: str = "*", **changes: Any) -> Any:
        """Send a merge patch of a document."""
        return self.ask(
            "PATCH",
            f"/api/v1/documents/{number}",
            status,
            data=json.dumps(changes),
            headers={"If-Match": seen, "Content-Type": "application/merge-patch+json"},
        ).get_json()

    def _hold(self, method: str, path: str, answer: TestResponse) -> None:
        adapter = self._app.url_map.bind("localhost")
        rule, _values = adapter.match(path.partition("?")[0], method, return_rule=True)
        place = ARGUMENT.sub(r"{\1}", rule.rule)
        said, media_type, validator = said_of(place, method, answer.status_code)
        assert set(said.get("headers", ())) <= {*answer.headers.keys()}
        if not media_type:
            assert answer.data == b""
        elif media_type != "*/*":
            assert answer.mimetype == media_type
            assert [error.message for error in validator.iter_errors(answer.get_json())] == []


def only_fault(problem: dict[str, Any]) -> tuple[str, str]:
    """Return where the one thing is that is wrong, and the sentence about it."""
    (fault,) = problem["errors"]
    return fault.get("pointer") or fault["parameter"], fault["detail"]
