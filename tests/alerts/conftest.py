"""What the tests of alerts share."""

import pytest
from flask import Flask

from coalition.search.running import KEEPER


@pytest.fixture(autouse=True)
def _index(app: Flask) -> None:
    """An index that is ready, with nothing in it yet."""
    app.extensions[KEEPER].index.rebuild([])
