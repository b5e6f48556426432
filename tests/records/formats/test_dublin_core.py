"""Dublin Core: the fifteen elements, and all terms as RDF."""

from dataclasses import replace

import pytest
from lxml import etree
from lxml.etree import QName

from coalition.library.models import Document
from coalition.records.formats import dublin_core
from coalition.records.formats.elements import LANGUAGE
from coalition.records.queries import get_record
from coalition.records.record import Record
from coalition.web.viewer import ANONYMOUS
from tests.records.formats.schemas import dublin_core_faults

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
TERMS = "{http://purl.org/dc/terms/}"


@pytest.fixture
def record(document: Document) -> Record:
    """The record of the document of which everything can be said."""
    return get_record(document.id, viewer=ANONYMOUS)


def simple(record: Record) -> list[tuple[str, str | None]]:
    """Return the elements of oai_dc in their order, with their texts."""
    return [(QName(part).localname, part.text) for part in dublin_core.element(record)]


def test_the_fifteen_elements_say_everything_once(record: Record) -> None:
    named = replace(record, doi="10.5555/c1", ark="ark:12345/c1")
    assert dublin_core_faults(dublin_core.element(named)) == []
    assert simple(named) == [
        ("title", "Reading rooms & the <network>"),
        ("creator", "López, Ana María García"),
        ("creator", "Okafor, Chinua"),
        ("creator", "Working group of librarians"),
        ("subject", "Public access"),
        ("description", "Why reading rooms matter."),
        ("publisher", record.publisher.name),
        ("date", "2012-11-06"),
        ("type", "Report"),
        ("type", "http://purl.org/coar/resource_type/c_93fc"),
        ("format", "text/plain"),
        ("identifier", record.address),
        ("identifier", "https://doi.org/10.5555/c1"),
        ("identifier", "ark:12345/c1"),
        ("language", "en"),
        ("language", "fr"),
        ("relation", record.occasions[0].address),
        ("relation", record.meetings[0].address),
        ("rights", "info:eu-repo/semantics/openAccess"),
        ("rights", "Creative Commons Attribution 4.0"),
        ("rights", "https://creativecommons.org/licenses/by/4.0/"),
    ]


def test_what_is_not_known_is_left_out(record: Record) -> None:
    bare = replace(
        record,
        kind="",
        abstract="",
        issued="",
        languages=(),
        licence=None,
        creators=(),
        topics=(),
        occasions=(),
        editions=(replace(record.newest, file=None),),
        is_open=False,
    )
    assert dublin_core_faults(dublin_core.element(bare)) == []
    assert simple(bare) == [
        ("title", record.title),
        ("publisher", record.publisher.name),
        ("date", record.published_at.date().isoformat()),
        ("type", "http://purl.org/coar/resource_type/c_18cf"),
        ("identifier", record.address),
        ("rights", "info:eu-repo/semantics/restrictedAccess"),
    ]


def test_terms_say_what_is_what_by_address(record: Record) -> None:
    root = etree.fromstring(dublin_core.as_xml(record))
    (thing,) = root
    assert thing.get(f"{RDF}about") == record.address
    assert [
        (QName(part).localname, part.get(f"{RDF}resource"))
        for part in thing
        if part.get(f"{RDF}resource")
    ] == [
        ("type", "http://purl.org/dc/dcmitype/Text"),
        ("type", "http://purl.org/coar/resource_type/c_93fc"),
        ("accessRights", "http://purl.org/coar/access_right/c_abf2"),
        ("license", "https://creativecommons.org/licenses/by/4.0/"),
        ("hasVersion", record.editions[0].address),
        ("hasVersion", record.editions[1].address),
        ("relation", record.occasions[0].address),
        ("isPartOf", record.meetings[0].address),
    ]
    title = thing.find(f"{TERMS}title")
    assert title is not None
    assert (title.text, title.get(LANGUAGE)) == (record.title, "en")
    agents = [
        (agent.get(f"{RDF}about"), agent.findtext("{http://xmlns.com/foaf/0.1/}name"))
        for agent in thing.iter(f"{TERMS}Agent")
    ]
    assert agents == [
        ("https://orcid.org/0000-0002-1825-0097", "Ana María García López"),
        (None, "Chinua Okafor"),
        (None, "Working group of librarians"),
        ("https://ror.org/01a2b3c84", record.publisher.name),
    ]
