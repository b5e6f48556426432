"""What the tests of alerts share."""

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def _index(app: Flask) -> None:
    """An index that is ready, with nothing in it yet."""
    app.extensions["coalition.index"].rebuild([])
