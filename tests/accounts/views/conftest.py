"""What tests of the pages of accounts share."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.factors.making import give, give_name


@pytest.fixture
def require(app: Flask) -> Callable[[str], None]:
    """A way to require a second factor of coordinators, everyone or nobody."""
    return lambda whom: give(app, require_second_factor=whom)


@pytest.fixture
def named(app: Flask) -> Flask:
    """A site with a name, which passkeys can be tied to."""
    give_name(app)
    return app
