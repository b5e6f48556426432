"""Dublin Core: the fifteen elements as OAI-PMH asks for them, and all terms as RDF/XML.

https://www.openarchives.org/OAI/openarchivesprotocol.html#dublincore and
https://www.dublincore.org/specifications/dublin-core/dc-rdf/
"""

from collections.abc import Iterator
from datetime import UTC

from lxml.etree import QName, _Element

from coalition.records.formats.elements import LANGUAGE, as_file, child, root
from coalition.records.formats.kinds import type_of
from coalition.records.formats.vocabularies import (
    DCMI_TEXT,
    ORCID,
    ROR,
    access_right,
    coar_type,
)
from coalition.records.names import parted
from coalition.records.record import Creator, Record
from coalition.web.plain import one_line

ELEMENTS = "http://purl.org/dc/elements/1.1/"
TERMS = "http://purl.org/dc/terms/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
OAI_DC_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FOAF = "http://xmlns.com/foaf/0.1/"
_OPEN = "info:eu-repo/semantics/openAccess"  # by which harvesters of open repositories choose
_RESTRICTED = "info:eu-repo/semantics/restrictedAccess"


def element(record: Record) -> _Element:
    """Return a record as the element `oai_dc:dc`."""
    found = root(OAI_DC, "dc", {"oai_dc": OAI_DC, "dc": ELEMENTS}, OAI_DC_SCHEMA)
    language = next(iter(record.languages), "")
    for name, text in _simple(record):
        if text:
            spoken = language if name in {"title", "description"} else ""
            child(found, name, text, {LANGUAGE: spoken}, namespace=ELEMENTS)
    return found


def _simple(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the elements of a record with their texts, which may be empty."""
    yield "title", one_line(record.title)
    for creator in record.creators:
        yield "creator", _name(creator)
    for topic in record.topics:
        yield "subject", one_line(topic.name)
    yield "description", record.abstract
    yield "publisher", one_line(record.publisher.name)
    yield "date", record.issued or _published_on(record)
    yield "type", type_of(record.kind).name
    yield "type", coar_type(record.kind).address
    yield "format", record.newest.file.media_type if record.newest.file else ""
    yield "identifier", record.address
    yield "identifier", f"https://doi.org/{record.doi}" if record.doi else ""
    yield "identifier", record.ark
    for language in record.languages:
        yield "language", language
    for address in _related(record):
        yield "relation", address
    yield "rights", _OPEN if record.is_open else _RESTRICTED
    if record.licence:
        yield "rights", record.licence.name
        yield "rights", record.licence.url


def as_xml(record: Record) -> bytes:
    """Return a record in Dublin Core terms as a file of RDF/XML."""
    found = root(RDF, "RDF", {"rdf": RDF, "dc": ELEMENTS, "dcterms": TERMS, "foaf": FOAF})
    thing = child(found, "Description", "", {QName(RDF, "about"): record.address})
    _describe(thing, record)
    _describe_agents(thing, record)
    _relate(thing, record)
    return as_file(found)


def _describe(thing: _Element, record: Record) -> None:
    """Write what is text; dates and the like by the syntax they are in."""
    language = next(iter(record.languages), "")
    _term(thing, "title", one_line(record.title), language)
    _term(thing, "abstract", record.abstract, language)
    for topic in record.topics:
        child(thing, "subject", one_line(topic.name), namespace=ELEMENTS)
    for tag in record.languages:
        child(thing, "language", tag, namespace=ELEMENTS)
    if record.newest.file:
        child(thing, "format", record.newest.file.media_type, namespace=ELEMENTS)
    _dated(thing, "issued", record.issued or _published_on(record))
    _dated(thing, "available", _published_on(record))
    if len(record.editions) > 1:
        changed = record.newest.created_at.astimezone(UTC).date().isoformat()
        _dated(thing, "modified", changed)
    doi = f"https://doi.org/{record.doi}" if record.doi else ""
    for identifier in (record.address, doi, record.ark):
        _term(thing, "identifier", identifier)


def _describe_agents(thing: _Element, record: Record) -> None:
    for creator in record.creators:
        about = f"{ORCID}{creator.orcid}" if creator.orcid else ""
        _agent(thing, "creator", one_line(creator.name), about)
    about = f"{ROR}{record.publisher.ror}" if record.publisher.ror else record.publisher.address
    _agent(thing, "publisher", one_line(record.publisher.name), about)


def _relate(thing: _Element, record: Record) -> None:
    """Write what has an address: types, rights, versions, sessions and meetings."""
    for address in (DCMI_TEXT, coar_type(record.kind).address):
        _resource(thing, "type", address)
    _resource(thing, "accessRights", access_right(record.is_open).address)
    if record.licence and record.licence.url:
        _resource(thing, "license", record.licence.url)
    for edition in record.editions:
        _resource(thing, "hasVersion", edition.address)
    for occasion in record.occasions:
        _resource(thing, "relation", occasion.address)
    for meeting in record.meetings:
        _resource(thing, "isPartOf", meeting.address)


def _related(record: Record) -> Iterator[str]:
    yield from (occasion.address for occasion in record.occasions)
    yield from (meeting.address for meeting in record.meetings)


def _name(creator: Creator) -> str:
    if creator.is_organisation:
        return one_line(creator.name)
    return ", ".join(filter(None, parted(one_line(creator.name))))


def _published_on(record: Record) -> str:
    return record.published_at.astimezone(UTC).date().isoformat()


def _term(thing: _Element, name: str, text: str, language: str = "") -> None:
    if text:
        child(thing, name, text, {LANGUAGE: language}, namespace=TERMS)


def _dated(thing: _Element, name: str, text: str) -> None:
    child(thing, name, text, {QName(RDF, "datatype"): f"{TERMS}W3CDTF"}, namespace=TERMS)


def _agent(thing: _Element, name: str, called: str, about: str) -> None:
    """Write somebody with their name; without an address of their own they have none here."""
    role = child(thing, name, namespace=TERMS)
    agent = child(role, "Agent", "", {QName(RDF, "about"): about}, namespace=TERMS)
    child(agent, "name", called, namespace=FOAF)


def _resource(thing: _Element, name: str, address: str) -> None:
    child(thing, name, "", {QName(RDF, "resource"): address}, namespace=TERMS)
