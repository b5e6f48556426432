"""The document that tests of discovery look at."""

import pytest

from coalition.library.models import Document
from tests.conftest import Someone
from tests.records.making import full_document


@pytest.fixture
def document(representative: Someone, coordinator: Someone) -> Document:
    """A public document in two versions of which everything can be said."""
    return full_document(representative, coordinator)
