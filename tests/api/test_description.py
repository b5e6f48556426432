"""The description of the interface: what is served is described, and what is described is served."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from coalition.api.describing.searching import with_search
from coalition.api.operations import OPERATION
from coalition.api.views.reference import ARGUMENT, description
from coalition.search.taking.parameters import OPENAPI
from coalition.tokens.models import Scope
from coalition.web.programs import PREFIX
from coalition.web.roles import ANYONE, ROLES
from tests.api.speaking import differences
from tests.conftest import Someone

UNTOLD = {"/api/v1/openapi.json"}  # the older address of the description itself


@pytest.fixture
def whole(app: Flask) -> dict[str, Any]:
    """The description this application gives."""
    return description()


def operations(whole: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return method, path and description of every operation."""
    return [
        (method.upper(), path, operation)
        for path, methods in whole["paths"].items()
        for method, operation in methods.items()
    ]


def test_what_is_served_is_described_and_the_other_way_round(
    app: Flask, whole: dict[str, Any]
) -> None:
    served = {
        (method, ARGUMENT.sub(r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(method, path) for method, path, _operation in operations(whole)}
    assert told == {one for one in served if one[1] not in UNTOLD}


def test_scopes_and_openness_are_those_that_hold(app: Flask, whole: dict[str, Any]) -> None:
    told = {operation["operationId"]: operation for _m, _p, operation in operations(whole)}
    for endpoint, view in app.view_functions.items():
        declared = getattr(view, OPERATION, None)
        name = endpoint.removeprefix("api.")
        if declared is None or name not in told:
            continue
        security = told[name]["security"]
        scopes = [] if declared.scope is None else [declared.scope.value]
        assert security[0] == {"token": scopes}
        assert ({} in security) == (ROLES[endpoint] == ANYONE)
    told_of = {scope for _m, _p, one in operations(whole) for scope in one["security"][0]["token"]}
    assert told_of == {scope.value for scope in Scope}


def test_names_are_given_once_and_references_lead_somewhere(whole: dict[str, Any]) -> None:
    names = [operation["operationId"] for _method, _path, operation in operations(whole)]
    assert len(names) == len(set(names))
    for place in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(whole))):
        found = whole
        for part in place.split("/"):
            found = found[part]
        assert found


def test_shapes_are_schemas_and_examples_are_as_described(whole: dict[str, Any]) -> None:
    held = 0
    for schema in whole["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
        for example in schema.get("examples", ()):
            assert differences(example, schema, whole) == []
    answers = [
        answer
        for _method, _path, operation in operations(whole)
        for answer in [*operation["responses"].values(), operation.get("requestBody", {})]
    ]
    for answer in [*answers, *whole["components"]["responses"].values()]:
        for content in answer.get("content", {}).values():
            if "example" in content:
                assert differences(content["example"], content["schema"], whole) == []
                held += 1
    assert held >= 39


def test_every_word_is_said(whole: dict[str, Any]) -> None:
    for method, path, operation in operations(whole):
        assert operation["summary"], path
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (method, path, parameter["name"])
        in_path = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))


def test_it_is_the_same_at_both_addresses_and_names_the_site(
    app: Flask, anonymous: Someone, whole: dict[str, Any]
) -> None:
    found = [anonymous.client.get(path) for path in ("/api/openapi.json", "/api/v1/openapi.json")]
    assert [answer.get_json() for answer in found] == [whole, whole]
    assert (whole["openapi"], whole["servers"]) == ("3.1.0", [{"url": "http://127.0.0.1:8000"}])
    seen = found[0].headers["ETag"]
    again = anonymous.client.get("/api/openapi.json", headers={"If-None-Match": seen})
    assert again.status_code == 304


def test_search_is_taken_in_as_it_describes_itself(whole: dict[str, Any]) -> None:
    theirs = json.loads(OPENAPI.read_text("utf-8"))
    told = whole["paths"]["/api/v1/search"]["get"]
    assert told["parameters"] == theirs["paths"]["/api/v1/search"]["get"]["parameters"]
    schemas = whole["components"]["schemas"]
    assert schemas["SearchProblem"] == theirs["components"]["schemas"]["Problem"]
    assert schemas["Results"] == theirs["components"]["schemas"]["Results"]


def test_two_shapes_of_one_name_are_noticed() -> None:
    theirs: dict[str, Any] = {
        "paths": {},
        "components": {"schemas": {"Problem": {}, "Document": {}}},
    }
    ours: dict[str, Any] = {"paths": {}, "components": {"schemas": {"Problem": {}, "Document": {}}}}
    with pytest.raises(ValueError, match="Document"):
        with_search(ours, json.dumps(theirs))
