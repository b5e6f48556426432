"""Typed links between a document's addresses, as the library "signposting" reads them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import requests
import signposting
from flask import Flask

from coalition.discovery import signposting as writing
from coalition.library.models import Audience, Document
from coalition.records.formats.catalogue import FORMATS
from coalition.records.queries import get_record
from coalition.records.record import Creator, Record
from coalition.web.site import change_settings
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.discovery.conftest import published
from tests.library.conftest import FIELDS
from tests.web.serving import served

Found = tuple[str, str, str]  # relation, target, media type


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address at which the application is served, which is its own too."""
    with served(app) as server:
        address = f"http://127.0.0.1:{server.port}"
        change_settings(site_url=address)
        yield address


@pytest.fixture
def record(document: Document) -> Record:
    """The record of the document."""
    return get_record(document.id, viewer=ANONYMOUS)


def read(found: signposting.Signposting, anchor: str = "") -> set[Found]:
    """Return what the library read; of a set of links those that start from an address."""
    return {
        (str(one.rel), str(one.target), str(one.type or ""))
        for one in found.signposts
        if not anchor or str(one.context) == anchor
    }


def expected(site: str, document_id: int) -> set[Found]:
    """Return the links of the page of the document of which everything is said."""
    page = f"{site}/library/{document_id}"
    return {
        ("cite-as", page, ""),
        ("item", f"{page}/versions/2/file", "text/plain"),
        ("type", "https://schema.org/AboutPage", ""),
        ("type", "https://schema.org/Report", ""),
        ("license", "https://creativecommons.org/licenses/by/4.0/", ""),
        ("author", "https://orcid.org/0000-0002-1825-0097", ""),
        *(("describedby", f"{page}/record.{one.ending}", one.media_type) for one in FORMATS),
    }


def test_both_levels_say_the_same_of_a_document(document: Document, site: str) -> None:
    page = f"{site}/library/{document.id}"
    first = signposting.find_signposting_http(page)
    sets = {
        ("linkset", f"{page}/linkset.json", "application/linkset+json"),
        ("linkset", f"{page}/linkset.txt", "application/linkset"),
    }
    assert read(first) == expected(site, document.id) | sets
    for _relation, address, media_type in sets:
        second = signposting.find_signposting_linkset(address, media_type)
        assert read(second, page) == expected(site, document.id)
        item = f"{page}/versions/2/file"
        assert read(second, item) == {
            ("collection", page, "text/html"),
            ("license", "https://creativecommons.org/licenses/by/4.0/", ""),
        }
        described = {str(one.context) for one in second.signposts} - {page, item}
        assert described == {f"{page}/record.{one.ending}" for one in FORMATS}


def test_every_link_leads_where_it_says(document: Document, site: str) -> None:
    page = f"{site}/library/{document.id}"
    for relation, target, media_type in read(signposting.find_signposting_http(page)):
        if not target.startswith(site):
            continue
        answer = requests.get(target, timeout=10)
        assert answer.status_code == 200, target
        if relation == "cite-as":
            continue
        assert answer.headers["Content-Type"].partition(";")[0] == media_type
        back = {"item": "collection", "describedby": "describes"}.get(relation)
        if back:
            leading = read(signposting.find_signposting_http(target))
            assert (back, page, "text/html") in leading, target


def test_the_head_alone_has_the_same_links(document: Document, anonymous: Someone) -> None:
    whole = anonymous.client.get(f"/library/{document.id}")
    alone = anonymous.client.head(f"/library/{document.id}")
    assert alone.headers["Link"] == whole.headers["Link"]
    assert alone.data == b""


def test_pages_that_are_no_document_have_no_links(anonymous: Someone) -> None:
    for path in ("/", "/library/", "/members/", "/library/999"):
        assert "Link" not in anonymous.client.get(path).headers


def test_a_document_is_cited_by_its_doi(record: Record) -> None:
    links = writing.links_of(replace(record, doi="10.5555/c1"))
    assert [link.target for link in links if link.relation == "cite-as"] == [
        "https://doi.org/10.5555/c1"
    ]


def test_a_header_is_never_too_long_and_keeps_what_counts_most(record: Record) -> None:
    many = [Creator(f"Author {n}", orcid=f"0000-0002-1825-{n:04}") for n in range(500)]
    links = writing.links_of(replace(record, creators=tuple(many)))
    value = writing.header(links)
    assert len(value) <= writing.MOST_BYTES
    kept = signposting.find_signposting_http_link([value])
    assert {str(one.type) for one in kept.linksets} == set(writing.LINK_SETS.values())
    assert kept.citeAs is not None
    assert len(kept.items) == 1
    assert len(kept.describedBy) == len(FORMATS)
    assert len(kept.authors) < len(many)


def test_an_organisation_that_wrote_it_is_named_by_its_ror(record: Record) -> None:
    alone = replace(record, creators=())
    authors = [link.target for link in writing.links_of(alone) if link.relation == "author"]
    assert authors == ["https://ror.org/01a2b3c84"]
    named = replace(record, creators=(Creator(record.publisher.name, is_organisation=True),))
    again = [link.target for link in writing.links_of(named) if link.relation == "author"]
    assert again == authors


def test_members_are_told_of_what_is_for_them(representative: Someone, anonymous: Someone) -> None:
    inner = published(representative, fields=replace(FIELDS, audience=Audience.MEMBERS))
    path = f"/library/{inner.id}/linkset.json"
    assert anonymous.client.get(path).status_code == 404
    told = representative.client.get(path)
    assert told.json
    assert told.json["linkset"][0]["anchor"] == f"http://127.0.0.1:8000/library/{inner.id}"
    assert told.headers["Cache-Control"] == "no-store"
