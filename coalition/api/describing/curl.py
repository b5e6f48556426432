"""Commands to type: a deposit from beginning to end, and one for each operation."""

import json
import shlex
from dataclasses import dataclass
from typing import Any

import msgspec

from coalition.api.describing.examples import CHANGES, METADATA, SITE
from coalition.api.shapes.words import said as _l

TOKEN = "coal_paste-your-token-here"  # noqa: S105 stands where a token goes
BEARER = '-H "Authorization: Bearer $TOKEN"'
MATCH = '-H "If-Match: $ETAG"'
NEXT = " \\\n  "


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence and the command that does what it says."""

    about: str
    command: str


def deposit_steps() -> tuple[Step, ...]:
    """Return a deposit with curl, from a token to a published document."""
    metadata, changes = _json(METADATA), _json(CHANGES)
    return (
        Step(_l("Tell your shell the token."), f"TOKEN='{TOKEN}'"),
        Step(
            _l("Deposit a file with what is said of it. The answer tells where the draft is."),
            NEXT.join(
                (
                    "DOCUMENT=$(curl -sS -o deposited.json -w '%header{location}'",
                    f"{BEARER} -H 'Idempotency-Key: report-of-2012'",
                    f"-F {shlex.quote(f'metadata={metadata};type=application/json')}",
                    "-F 'file=@report.pdf'",
                    f"{SITE}/api/v1/documents)",
                )
            ),
        ),
        Step(
            _l("Wait until the file was read. This takes seconds as a rule."),
            f'until curl -sS {BEARER} "$DOCUMENT/versions/1" |{NEXT}'
            """grep -E '"state": ?"(readable|unreadable)"'; do sleep 2; done""",
        ),
        Step(
            _l("Read the draft and keep its ETag, which names the state you have seen."),
            f"ETAG=$(curl -sS -o draft.json -w '%header{{etag}}' {BEARER} \"$DOCUMENT\")",
        ),
        Step(
            _l("Say something otherwise. Nothing is changed if somebody else was quicker."),
            NEXT.join(
                (
                    f"curl -sS -X PATCH {BEARER} {MATCH}",
                    "-H 'Content-Type: application/merge-patch+json'",
                    f"-d {shlex.quote(changes)}",
                    '"$DOCUMENT"',
                )
            ),
        ),
        Step(
            _l("Publish it, whatever it is now: that is what the star says."),
            f"curl -sS -X POST {BEARER} -H 'If-Match: *' \"$DOCUMENT/publish\"",
        ),
        Step(_l("Read it as everybody can, without a token."), 'curl -sS "$DOCUMENT"'),
    )


def command_of(method: str, path: str, operation: dict[str, Any]) -> str:
    """Return the command for an operation of a description, with the examples in it."""
    place, queries, headers = path, [], []
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            place = place.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
        elif parameter["in"] == "query" and "example" in parameter:
            queries.append(parameter)
        elif parameter["name"] == "If-Match":
            headers.append(MATCH)
    parts = [f"curl -sS{'' if method == 'GET' else f' -X {method}'}"]
    if {} not in operation["security"]:
        parts.append(BEARER)
    parts += [*headers, *_body(operation)]
    if queries:
        parts += ["-G", *(f"-d {shlex.quote(_pair(query))}" for query in queries)]
    parts.append(SITE + place)
    return NEXT.join(parts)


def _body(operation: dict[str, Any]) -> list[str]:
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        example = content["example"]
        if "encoding" not in content:
            return [
                f"-H 'Content-Type: {media_type}'",
                f"-d {shlex.quote(_json(example))}",
            ]
        return [f"-F {shlex.quote(_part(name, value))}" for name, value in example.items()]
    return []


def _part(name: str, value: Any) -> str:
    if name == "file":
        return f"file=@{value}"
    if isinstance(value, str):
        return f"{name}={value}"
    return f"{name}={_json(value)};type=application/json"


def _pair(query: dict[str, Any]) -> str:
    example = query["example"]
    value = example[0] if isinstance(example, list) else example
    return f"{query['name']}={value}"


def _json(shape: Any) -> str:
    """Return a shape as one would type it, without what is empty."""
    said = msgspec.to_builtins(shape)
    kept = {name: value for name, value in said.items() if value not in (None, [], "")}
    return json.dumps(_without_none(kept), ensure_ascii=False, indent=2)


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_none(one) for name, one in value.items() if one is not None}
    return [_without_none(one) for one in value] if isinstance(value, list) else value
