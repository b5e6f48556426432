"""The description as a page shows it: operations by group and shapes, each with what is in it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coalition.api.describing.curl import command_of
from coalition.api.describing.words import GROUPS, REFUSALS

WITHIN = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a shape, or a parameter: its type in words of JSON, and shapes it leads to."""

    name: str
    kind: str
    shape: str
    about: str
    needed: bool
    values: tuple[str, ...] = ()
    place: str = ""  # of a parameter: path, query or header


@dataclass(frozen=True, slots=True)
class Reply:
    """A status with what it means and the shape that comes with it; an example as JSON text."""

    status: str
    about: str
    shape: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """An operation as its section shows it."""

    name: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    is_open: bool
    parameters: tuple[Field, ...]
    media_type: str
    body: tuple[Field, ...]
    replies: tuple[Reply, ...]
    refusals: tuple[Reply, ...]
    command: str


@dataclass(frozen=True, slots=True)
class Group:
    """Operations about one thing."""

    key: str
    label: str
    operations: tuple[Described, ...]


def groups_of(description: Mapping[str, Any]) -> tuple[Group, ...]:
    """Return the operations of a description by their groups, in the order of these."""
    found: dict[str, list[Described]] = {key: [] for key in GROUPS}
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            for tag in operation["tags"]:
                found[tag].append(_operation(method.upper(), path, operation))
    return tuple(Group(key, GROUPS[key], tuple(them)) for key, them in found.items() if them)


def shapes_of(description: Mapping[str, Any]) -> Mapping[str, tuple[Field, ...]]:
    """Return the fields of every shape, by name in alphabetical order."""
    schemas = description["components"]["schemas"]
    return {name: tuple(_fields(schemas[name])) for name in sorted(schemas)}


def _operation(method: str, path: str, operation: dict[str, Any]) -> Described:
    contents = operation.get("requestBody", {}).get("content", {})
    media_type = next(iter(contents), "")
    body = tuple(_parts(contents[media_type]["schema"])) if media_type else ()
    security = operation["security"]
    return Described(
        name=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        about=operation.get("description", ""),
        scope="".join(security[0].get("token", ())),
        is_open={} in security,
        parameters=tuple(map(_parameter, operation.get("parameters", ()))),
        media_type=media_type,
        body=body,
        replies=tuple(_replies(operation["responses"])),
        refusals=tuple(_refusals(operation["responses"])),
        command=command_of(method, path, operation),
    )


def _parts(schema: dict[str, Any]) -> Iterator[Field]:
    if "$ref" in schema:
        name = _name(schema)
        yield Field("", name, name, "", needed=True)
        return
    yield from _fields(schema)


def _parameter(parameter: dict[str, Any]) -> Field:
    schema = parameter["schema"]
    return Field(
        name=parameter["name"],
        kind=_kind(schema),
        shape="",
        about=parameter.get("description", ""),
        needed=parameter.get("required", False),
        values=_values(schema),
        place=parameter["in"],
    )


def _fields(schema: dict[str, Any]) -> Iterator[Field]:
    needed = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        yield Field(
            name,
            _kind(part),
            _shape(part),
            part.get("description", ""),
            name in needed,
            _values(part),
        )


def _replies(responses: dict[str, Any]) -> Iterator[Reply]:
    for status, response in responses.items():
        if int(status) >= 400:
            continue
        shape, example = "", ""
        for content in response.get("content", {}).values():
            shape = _shape(content["schema"])
            example = json.dumps(content["example"], indent=2) if "example" in content else ""
        yield Reply(status, response["description"], shape, example)


def _refusals(responses: dict[str, Any]) -> Iterator[Reply]:
    for status, response in sorted(responses.items()):
        if int(status) >= 400:
            yield Reply(status, response.get("description") or REFUSALS[int(status)])


def _kind(schema: dict[str, Any]) -> str:
    """Return the type of a value in the words of JSON Schema, such as "string or null"."""
    if "anyOf" in schema:
        return " | ".join(_kind(part) for part in schema["anyOf"])
    if "$ref" in schema:
        return _name(schema)
    if "const" in schema:
        return json.dumps(schema["const"])
    kinds = schema.get("type", "any")
    kind = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if kind == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    if schema.get("contentMediaType"):
        return "file"
    return {"date-time": "date-time", "date": "date", "uri": "uri"}.get(
        schema.get("format", ""), kind
    )


def _shape(schema: dict[str, Any]) -> str:
    """Return the name of the shape a value leads to, or ""."""
    found = re.search(rf"{re.escape(WITHIN)}(\w+)", json.dumps(schema))
    return found[1] if found else ""


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).removeprefix(WITHIN)


def _values(schema: dict[str, Any]) -> tuple[str, ...]:
    """Return the values a text can have, where these are few enough to be told."""
    parts = [schema, *schema.get("anyOf", ()), schema.get("items", {})]
    for part in parts:
        if "enum" in part:
            return tuple(str(value) for value in part["enum"])
    return ()
