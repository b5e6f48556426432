"""The interface for programs keeps what its OpenAPI file says, whatever it is asked."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from coalition.search.taking.parameters import OPENAPI
from tests.running import Running

pytestmark = pytest.mark.hard
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
schema = schemathesis.openapi.from_path(OPENAPI)


@schema.parametrize()
@settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_file_tells_of(
    case: schemathesis.Case[Any], demonstration: Running
) -> None:
    case.call_and_validate(base_url=demonstration.url, checks=CHECKS, timeout=30)
