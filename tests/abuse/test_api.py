"""The interface for programs keeps what its OpenAPI document says, whatever it is asked by whom."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.abuse.conftest import served_copy
from tests.running import Running, Visitor

pytestmark = pytest.mark.hard
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BEARERS = ("nobody", "read", "deposit", "publish", "everything")
EXAMPLES = 15  # of each operation for each bearer
MAKE_TOKENS = """
import json
from coalition.accounts.models import Appointment
from coalition.database import db
from coalition.members.queries import viewer_of
from coalition.tokens import service
from coalition.tokens.models import Scope
leading = viewer_of(db.session.scalars(db.select(Appointment.person_id)).first())
granted = {scope.value: (scope,) for scope in Scope} | {"everything": tuple(Scope)}
print(json.dumps({name: service.make(name, given, 30, by=leading)[1] for name, given in granted.items()}))
"""


@pytest.fixture(scope="module")
def asked(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demonstration that answers programs however often they ask."""
    folder = tmp_path_factory.mktemp("asked") / "instance"
    with served_copy(loaded, folder, API_REQUESTS="0") as site:
        yield site


@pytest.fixture(scope="module")
def tokens(asked: Running) -> dict[str, str]:
    """A token of a coordinator for each scope, and one for everything."""
    made: dict[str, str] = json.loads(asked.python(MAKE_TOKENS).strip().splitlines()[-1])
    return made


@pytest.mark.parametrize("bearer", BEARERS)
def test_every_answer_is_one_that_the_document_tells_of(
    asked: Running, tokens: dict[str, str], bearer: str
) -> None:
    described = json.loads(Visitor(asked.url).get("/api/openapi.json").text)
    schema = schemathesis.openapi.from_dict(described)
    headers = {} if bearer == "nobody" else {"Authorization": f"Bearer {tokens[bearer]}"}
    names = []
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        names.append(operation.label)
        _try(operation.as_strategy(), asked.url, headers)
    assert len(names) == sum(len(methods) for methods in described["paths"].values())


def _try(cases: st.SearchStrategy[Any], url: str, headers: dict[str, str]) -> None:
    """Send what an operation may be sent, and hold each answer against the document."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def send(case: schemathesis.Case[Any]) -> None:
        if case.headers:
            case.headers.pop("Authorization", None)  # one that was made up
        case.call_and_validate(base_url=url, headers=headers, checks=CHECKS, timeout=30)

    send()
