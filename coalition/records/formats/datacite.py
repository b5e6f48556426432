"""DataCite 4.6: one mapping, as the JSON of its REST API and as the XML of its schema.

https://datacite-metadata-schema.readthedocs.io/en/4.6/
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from lxml.etree import QName, _Element

from coalition.records.formats.elements import LANGUAGE, as_file, child, root
from coalition.records.formats.kinds import type_of
from coalition.records.formats.vocabularies import (
    ORCID,
    ROR,
    SPDX,
    access_right,
    coar_type,
    general_type,
    spdx_of,
)
from coalition.records.names import parted
from coalition.records.record import Creator, Publisher, Record
from coalition.web.plain import one_line

KERNEL = "http://datacite.org/schema/kernel-4"
SCHEMA = "http://schema.datacite.org/meta/kernel-4.6/metadata.xsd"
VERSION = "4.6"
# These kinds tell what happened in a session; all others are material for it.
_TELLING = frozenset({"minutes", "transcript"})

Facts = dict[str, Any]


def as_json(record: Record) -> Facts:
    """Return the attributes of a DOI as DataCite's REST API takes them; without doi and event."""
    return {
        "url": record.address,
        "schemaVersion": KERNEL,
        "types": {
            "resourceTypeGeneral": general_type(record.kind),
            "resourceType": type_of(record.kind).name or coar_type(record.kind).label,
        },
        "creators": [_person(creator) for creator in record.creators]
        or [_organisation(record.publisher)],
        "titles": [_in_language(record, {"title": one_line(record.title)})],
        "publisher": _publisher(record.publisher),
        "publicationYear": int(record.year),
        "subjects": [{"subject": one_line(topic.name)} for topic in record.topics],
        "dates": list(_dates(record)),
        "language": next(iter(record.languages), ""),
        "alternateIdentifiers": list(_other_identifiers(record)),
        "relatedIdentifiers": list(_relations(record)),
        "sizes": list(_sizes(record)),
        "formats": [record.newest.file.media_type] if record.newest.file else [],
        "version": str(record.newest.number),
        "rightsList": list(_rights(record)),
        "descriptions": [
            _in_language(record, {"description": record.abstract, "descriptionType": "Abstract"})
        ]
        if record.abstract
        else [],
    }


def as_xml(record: Record) -> bytes:
    """Return a record as a file of DataCite XML."""
    return as_file(element(record))


def element(record: Record) -> _Element:
    """Return a record as the element `resource`; without a DOI it is identified by its address."""
    facts = as_json(record)
    found = root(KERNEL, "resource", {"": KERNEL}, SCHEMA)
    identified = (record.doi, "DOI") if record.doi else (record.address, "URL")
    child(found, "identifier", identified[0], {"identifierType": identified[1]})
    _write_creators(child(found, "creators"), facts["creators"])
    _write_list(found, "titles", "title", facts["titles"])
    publisher = dict(facts["publisher"])
    child(found, "publisher", publisher.pop("name"), _attributes(publisher))
    child(found, "publicationYear", str(facts["publicationYear"]))
    types = facts["types"]
    general: dict[str | QName, str] = {"resourceTypeGeneral": types["resourceTypeGeneral"]}
    child(found, "resourceType", types["resourceType"], general)
    _write_list(found, "subjects", "subject", facts["subjects"])
    _write_list(found, "dates", "date", facts["dates"])
    if facts["language"]:
        child(found, "language", facts["language"])
    for name in ("alternateIdentifier", "relatedIdentifier"):
        _write_list(found, f"{name}s", name, facts[f"{name}s"])
    _write_list(found, "sizes", "size", [{"size": size} for size in facts["sizes"]])
    _write_list(found, "formats", "format", [{"format": one} for one in facts["formats"]])
    child(found, "version", facts["version"])
    _write_list(found, "rightsList", "rights", facts["rightsList"])
    _write_list(found, "descriptions", "description", facts["descriptions"])
    return found


def _person(creator: Creator) -> Facts:
    """Return a person as "Family, Given", with the parts where there are two; or an organisation."""
    name = one_line(creator.name)
    if creator.is_organisation:
        return {"name": name, "nameType": "Organizational"}
    family, given = parted(name)
    found: Facts = {"name": f"{family}, {given}" if given else family, "nameType": "Personal"}
    if given:
        found |= {"givenName": given, "familyName": family}
    if creator.orcid:
        found["nameIdentifiers"] = [_identifier(ORCID, creator.orcid, "ORCID")]
    return found


def _organisation(publisher: Publisher) -> Facts:
    found: Facts = {"name": one_line(publisher.name), "nameType": "Organizational"}
    if publisher.ror:
        found["nameIdentifiers"] = [_identifier(ROR, publisher.ror, "ROR")]
    return found


def _identifier(scheme: str, identifier: str, name: str) -> Facts:
    return {
        "nameIdentifier": f"{scheme}{identifier}",
        "nameIdentifierScheme": name,
        "schemeUri": scheme,
    }


def _publisher(publisher: Publisher) -> Facts:
    found = {"name": one_line(publisher.name)}
    if publisher.ror:
        found |= {
            "publisherIdentifier": f"{ROR}{publisher.ror}",
            "publisherIdentifierScheme": "ROR",
            "schemeUri": ROR,
        }
    return found


def _dates(record: Record) -> Iterator[Facts]:
    published = record.published_at.astimezone(UTC).date().isoformat()
    yield {"date": record.issued or published, "dateType": "Issued"}
    yield {"date": published, "dateType": "Available"}
    if len(record.editions) > 1:
        changed = record.newest.created_at.astimezone(UTC).date().isoformat()
        yield {"date": changed, "dateType": "Updated"}


def _other_identifiers(record: Record) -> Iterator[Facts]:
    if record.doi:
        yield {"alternateIdentifier": record.address, "alternateIdentifierType": "URL"}
    if record.ark:
        yield {"alternateIdentifier": record.ark, "alternateIdentifierType": "ARK"}


def _relations(record: Record) -> Iterator[Facts]:
    """Yield its versions, the sessions it is of, and the meetings it is a part of by those."""
    for edition in record.editions:
        yield _related("HasVersion", edition.address, general_type(record.kind))
    relation = "Documents" if record.kind in _TELLING else "IsSupplementTo"
    for occasion in record.occasions:
        yield _related(relation, occasion.address, "Event")
    for meeting in record.meetings:
        yield _related("IsPartOf", meeting.address, "Event")


def _related(relation: str, address: str, general: str) -> Facts:
    return {
        "relatedIdentifier": address,
        "relatedIdentifierType": "URL",
        "relationType": relation,
        "resourceTypeGeneral": general,
    }


def _sizes(record: Record) -> Iterator[str]:
    newest = record.newest
    if newest.page_count:
        yield f"{newest.page_count} {newest.unit}{'' if newest.page_count == 1 else 's'}"
    if newest.file:
        yield f"{newest.file.size_bytes} bytes"


def _rights(record: Record) -> Iterator[Facts]:
    access = access_right(record.is_open)
    yield {"rights": access.label, "rightsUri": access.address}
    if record.licence is None:
        return
    found = {"rights": record.licence.name, "rightsUri": record.licence.url}
    if spdx := spdx_of(record.licence):
        found |= {
            "rightsIdentifier": spdx,
            "rightsIdentifierScheme": "SPDX",
            "schemeUri": SPDX,
        }
    yield {name: value for name, value in found.items() if value}


def _in_language(record: Record, facts: Facts) -> Facts:
    """Return facts with the language of the document's own words, the first it is in."""
    return facts | ({"lang": record.languages[0]} if record.languages else {})


def _write_creators(parent: _Element, creators: list[Facts]) -> None:
    for facts in creators:
        creator = child(parent, "creator")
        child(creator, "creatorName", facts["name"], {"nameType": facts["nameType"]})
        for part in ("givenName", "familyName"):
            if part in facts:
                child(creator, part, facts[part])
        for identifier in facts.get("nameIdentifiers", ()):
            rest = dict(identifier)
            child(creator, "nameIdentifier", rest.pop("nameIdentifier"), _attributes(rest))


def _write_list(parent: _Element, plural: str, name: str, things: list[Facts]) -> None:
    """Write facts as elements: what is called as they are is their text, all else attributes."""
    if things:
        group = child(parent, plural)
        for facts in things:
            rest = dict(facts)
            child(group, name, rest.pop(name), _attributes(rest))


_SPELT: dict[str, str | QName] = {
    "lang": LANGUAGE,
    "schemeUri": "schemeURI",
    "rightsUri": "rightsURI",
}


def _attributes(facts: Facts) -> dict[str | QName, str]:
    """Return facts by the names XML has for them, where JSON has others."""
    return {_SPELT.get(name, name): value for name, value in facts.items()}
