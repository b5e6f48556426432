"""What tests of the API share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from coalition.web.roles import ROLES
from tests.api.trial import Trial, on_trial


@pytest.fixture
def trial(app: Flask) -> Iterator[Trial]:
    """Operations on trial, added to the application of the test."""
    before = dict(ROLES)
    yield on_trial(app)
    for endpoint in ROLES.keys() - before.keys():
        del ROLES[endpoint]
