"""The documents that tests of discovery look at, and the head of a page taken apart."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from coalition.library import service
from coalition.library.models import Document
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, put
from tests.members.making import own_of
from tests.records.making import full_document


@pytest.fixture
def document(representative: Someone, coordinator: Someone) -> Document:
    """A public document in two versions of which everything can be said."""
    return full_document(representative, coordinator)


def published(
    holder: Someone, text: str | bytes = "Another text.", fields: Any = FIELDS, name: str = "a.txt"
) -> Document:
    """Return a document of the holder's organisation, published and known to search."""
    made = put(holder.viewer, own_of(holder), text, fields, name)
    service.publish(made.id, by=holder.viewer)
    work_through()
    return made


def page_at(client: FlaskClient, path: str) -> html.HtmlElement:
    """Return the page at an address, whatever its status."""
    return html.fromstring(client.get(path).get_data(as_text=True))


def metas(page: html.HtmlElement) -> list[tuple[str, str]]:
    """Return (name or property, content) of what the head says, without what all pages have."""
    usual = {"viewport", "theme-color", None}
    found = (
        (meta.get("name") or meta.get("property"), meta.get("content"))
        for meta in page.iter("meta")
    )
    return [(name, content) for name, content in found if name not in usual]


def links(page: html.HtmlElement, relation: str) -> list[tuple[str, str]]:
    """Return (language, address) of the links of this relation; other formats are left out."""
    return [
        (link.get("hreflang", ""), link.get("href"))
        for link in page.iter("link")
        if link.get("rel") == relation and not link.get("type")
    ]


def data(page: html.HtmlElement) -> list[dict[str, Any]]:
    """Return the blocks of JSON-LD, in order."""
    return [
        json.loads(script.text)
        for script in page.iter("script")
        if script.get("type") == "application/ld+json"
    ]
