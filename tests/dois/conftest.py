"""An agency that the site's settings name, and a document to be named."""

from collections.abc import Iterator

import pytest
from flask import Flask

from coalition.config import Datacite as Account
from coalition.library.models import Document
from coalition.web.site import change_settings
from tests.conftest import Someone
from tests.dois.double import Datacite, datacite_listening
from tests.records.making import full_document


@pytest.fixture
def agency(app: Flask) -> Iterator[Datacite]:
    """An agency at which the site has an account."""
    with datacite_listening() as found:
        account = Account(found.url, found.prefix, found.user, found.password)
        change_settings(datacite=account)
        yield found


@pytest.fixture
def document(representative: Someone, coordinator: Someone) -> Document:
    """A public document of which everything can be said."""
    return full_document(representative, coordinator)
