"""The queue of a test's application."""

import pytest
from flask import Flask

from coalition.tasks import Queue, current_queue


@pytest.fixture
def queue(app: Flask) -> Queue:
    """The queue of the application."""
    return current_queue()
