"""Search for programs: real answers held against the description of them that is given out."""

import json
from dataclasses import replace
from typing import Any, get_args

import pytest
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker

from coalition.search.asking import Asked
from coalition.search.engine.generation import FACETS
from coalition.search.engine.records import REGIONS
from coalition.search.finding.facets import Facet
from coalition.search.index import Index
from coalition.search.parser import Understood
from coalition.search.results import Correction, Elsewhere, Folded, Form, Reason, Results, Why
from coalition.search.running import KEEPER
from coalition.search.taking.answers import results_as_values
from coalition.search.taking.parameters import ONCE, OPENAPI, PARAMETERS
from tests.conftest import Someone
from tests.search.finds import BARE, HIT, ORGANISATION
from tests.search.shelf import make_entry
from tests.tokens.making import with_token

DESCRIPTION = json.loads(OPENAPI.read_text("utf-8"))
SEARCH = DESCRIPTION["paths"]["/api/v1/search"]["get"]
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def index(app: Flask) -> Index:
    """The application's index with two public entries and one of the members."""
    index: Index = app.extensions[KEEPER].index
    index.texts = lambda wanted: dict.fromkeys(wanted, "The budget of the hubs.")
    index.rebuild(
        [
            make_entry(1, "Plan", "The budget of the hubs.", issued="2012"),
            make_entry(2, "Minutes", "Nothing", abstract="On the budget.", kind="minutes"),
            make_entry(3, "Closed", "the budget xyzzy", audience="members"),
        ]
    )
    return index


def closed(schema: Any) -> Any:
    """Return a schema in which objects have what is described and nothing else."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {name: closed(part) for name, part in schema.items()}
    return parts | {"additionalProperties": False} if "properties" in parts else parts


def differences(values: object, schema: dict[str, Any]) -> list[str]:
    """Return where values differ from a schema of the description."""
    whole = closed({**schema, "components": DESCRIPTION["components"]})
    validator = Draft202012Validator(whole, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(values)]


def ask(someone: Someone, address: str, status: int = 200) -> dict[str, Any]:
    """Return an answer after holding it against the description of its status."""
    answer = someone.client.get(address)
    described = SEARCH["responses"][str(status)]
    ((mimetype, content),) = described["content"].items()
    assert (answer.status_code, answer.mimetype) == (status, mimetype)
    assert set(described["headers"]) <= set(answer.headers.keys())
    values: dict[str, Any] = answer.get_json()
    assert differences(values, content["schema"]) == []
    return values


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "?q=budget",
        "?q=budget&reasons=1",
        "?q=rubbish",
        "?q=budget&kind=minutes&year=2012&what=document&sort=title&per_page=10",
        "?q=budget+year:soon",
        "?page=3",
        "?q=%00%ff",
    ],
)
def test_answers_are_as_described(index: Index, anonymous: Someone, arguments: str) -> None:
    ask(anonymous, f"/api/v1/search{arguments}")


def test_everything_that_can_be_in_an_answer_is_described(app: Flask) -> None:
    reason = Reason("budget", "body", "stem", 3, 1.5)
    hit = replace(
        HIT,
        why=Why((reason,), 1.25, 1.0, 1.875),
        folded=(Folded("document:9", "/library/9", "Plan", None),),
        older_versions=(1, 2),
    )
    results = Results(
        total=4,
        took_ms=1.0,
        hits=(hit, BARE, ORGANISATION),
        facets=tuple(Facet(name, ()) for name in FACETS),
        understood=Understood("budgte", ("year:soon",)),
        folded_count=1,
        did_you_mean=Correction("budget", 7),
        any_word=Correction("budgte OR plan", 2),
        elsewhere=(Elsewhere("fr", "budget", 3),),
    )
    values = results_as_values(results, Asked("budgte", sort="best"), reasons=True)
    schema = DESCRIPTION["components"]["schemas"]["Results"]
    assert differences(values, schema) == []
    assert values["hits"][0]["why"] == {
        "score": 1.875,
        "closeness": 1.25,
        "recency": 1.0,
        "reasons": [{"word": "budget", "field": "body", "form": "stem", "count": 3, "points": 1.5}],
    }
    assert values["hits"][0]["folded"] == [
        {"id": "document:9", "url": f"{SITE}/library/9", "title": "Plan", "issued": None}
    ]
    assert (values["total"], values["row_count"], values["ignored"]) == (4, 3, ["year:soon"])
    assert values["did_you_mean"] == {
        "text": "budget",
        "total": 7,
        "url": f"{SITE}/api/v1/search?q=budget",
    }
    assert values["elsewhere"] == [
        {"language": "fr", "text": "budget", "total": 3, "url": f"{SITE}/api/v1/search?q=budget"}
    ]


def test_a_hit_says_where_it_is_and_where_it_opens(index: Index, anonymous: Someone) -> None:
    (hit,) = ask(anonymous, "/api/v1/search?q=hubs")["hits"]
    opens_at = f"{SITE}/library/1?q=hubs&page=1#page-1"
    assert (hit["id"], hit["url"], hit["opens_at"]) == (
        "document:1",
        f"{SITE}/library/1",
        opens_at,
    )
    assert hit["extracts"] == [
        {
            "page": 1,
            "opens_at": opens_at,
            "fragments": [
                {"text": "The budget of the ", "marked": False},
                {"text": "hubs", "marked": True},
                {"text": ".", "marked": False},
            ],
        }
    ]


def test_reasons_are_given_when_asked_for(index: Index, anonymous: Someone) -> None:
    (with_them,) = ask(anonymous, "/api/v1/search?q=hubs&reasons=1")["hits"]
    (without,) = ask(anonymous, "/api/v1/search?q=hubs&reasons=0")["hits"]
    assert set(with_them) - set(without) == {"why"}


def test_links_turn_the_pages_and_lead_to_the_other_forms(index: Index, anonymous: Someone) -> None:
    index.write([make_entry(n, f"{n:03}", "word") for n in range(100, 130)])
    found = ask(anonymous, "/api/v1/search?q=word&kind=report&per_page=10&page=2")
    assert (found["page"], found["pages"], found["per_page"], len(found["hits"])) == (2, 3, 10, 10)
    given = "kind=report&q=word"
    assert {name: url.removeprefix(SITE) for name, url in found["links"].items()} == {
        "self": f"/api/v1/search?{given}&per_page=10&page=2",
        "next": f"/api/v1/search?{given}&per_page=10&page=3",
        "prev": f"/api/v1/search?{given}&per_page=10",
        "html": f"/search?{given}",
        "atom": f"/search.atom?{given}",
        "json_feed": f"/search.json?{given}",
        "csv": f"/search.csv?{given}",
        "bibtex": f"/search.bib?{given}",
        "ris": f"/search.ris?{given}",
        "csl_json": f"/search.csl.json?{given}",
    }


def test_members_find_what_the_public_does_not(
    index: Index, anonymous: Someone, outsider: Someone, representative: Someone
) -> None:
    address = "/api/v1/search?q=xyzzy"
    programs = (anonymous, with_token(outsider), with_token(representative))
    assert [ask(who, address)["total"] for who in programs] == [0, 0, 1]
    assert programs[-1].client.get(address).headers["Cache-Control"] == "no-store"
    assert ask(representative, address)["total"] == 0  # with a browser that is signed in


def test_what_cannot_be_used_is_named_with_what_is_allowed(
    index: Index, anonymous: Someone
) -> None:
    problem = ask(anonymous, "/api/v1/search?page=abc&sort=random", 400)
    assert problem == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "“abc” cannot be used as “page”. “random” cannot be used as “sort”.",
        "errors": [
            {
                "parameter": "page",
                "detail": "“abc” cannot be used as “page”.",
                "allowed": ["a whole number from 1 to 500"],
            },
            {
                "parameter": "sort",
                "detail": "“random” cannot be used as “sort”.",
                "allowed": ["best", "newest", "added", "title"],
            },
        ],
    }


def test_a_missing_index_says_when_to_ask_again(app: Flask, anonymous: Someone) -> None:
    problem = ask(anonymous, "/api/v1/search?q=budget", 503)
    assert problem["detail"] == "The search index is being built. Ask again in 20 seconds."
    assert anonymous.client.get("/api/v1/search").headers["Retry-After"] == "20"


def test_any_site_may_ask_and_is_answered_as_the_public_is(
    index: Index, anonymous: Someone
) -> None:
    for address in ("/api/v1/search", "/api/v1/search?page=x", "/api/v1/openapi.json"):
        with anonymous.client.get(address) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "Access-Control-Allow-Credentials" not in answer.headers


def test_the_description_names_the_parameters_that_are_taken() -> None:
    described = {parameter["name"]: parameter["schema"] for parameter in SEARCH["parameters"]}
    assert set(described) == set(PARAMETERS)
    assert {name for name, schema in described.items() if schema["type"] != "array"} == set(ONCE)


def test_the_description_names_the_reasons_there_are() -> None:
    described = DESCRIPTION["components"]["schemas"]["Reason"]["properties"]
    assert described["field"]["enum"] == list(REGIONS)
    assert described["form"]["enum"] == list(get_args(Form))


def test_the_examples_of_the_description_are_as_described() -> None:
    for schema in DESCRIPTION["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for response in SEARCH["responses"].values():
        for content in response["content"].values():
            assert differences(content["example"], content["schema"]) == []
