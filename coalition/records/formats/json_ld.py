"""JSON-LD in the words of schema.org, which search engines and FAIR assessments read."""

import json
from collections.abc import Mapping
from typing import Any

from coalition.records.formats.kinds import type_of
from coalition.records.record import (
    Creator,
    Edition,
    Gathering,
    Occasion,
    Original,
    Publisher,
    Record,
    Topic,
)
from coalition.web.site import settings

Node = dict[str, Any]

CONTEXT = "https://schema.org"
REPORT = "Report"
_TYPES = {
    "workshop-brief": REPORT,
    "background-paper": REPORT,
    "report": REPORT,
    "presentation": "PresentationDigitalDocument",
}
_OTHER = "DigitalDocument"
_RECORDINGS = frozenset({"transcript", "minutes"})  # kinds that hold what was said in a session


def write(record: Record) -> bytes:
    """Return a record as one JSON-LD document."""
    return json.dumps(described(record), ensure_ascii=False, indent=2).encode()


def described(record: Record) -> Node:
    """Return a record as schema.org knows it, with its context."""
    return {"@context": CONTEXT, **_document(record)}


def schema_type(kind: str) -> str:
    """Return the type of schema.org for a kind of document, such as Report."""
    return _TYPES.get(kind, _OTHER)


def said(node: Mapping[str, Any]) -> Node:
    """Return a node without what is not known."""
    return {name: value for name, value in node.items() if value not in ("", None, [], {})}


def one_or_all(values: list[Any]) -> Any:
    """Return one value as itself, several as their list, as most writers of JSON-LD do."""
    return values[0] if len(values) == 1 else values


def doi_address(doi: str) -> str:
    """Return the address a DOI leads to."""
    return f"https://doi.org/{doi}"


def ror_address(ror: str) -> str:
    """Return the address of nine characters of ROR."""
    return f"https://ror.org/{ror}"


def orcid_address(orcid: str) -> str:
    """Return the address of an ORCID."""
    return f"https://orcid.org/{orcid}"


def event_of_meeting(meeting: Gathering) -> Node:
    """Return a meeting as an event that lasts from its first day to its last."""
    return said(
        {
            "@type": "Event",
            "@id": meeting.address,
            "name": meeting.name,
            "url": meeting.address,
            "startDate": meeting.begins_on.isoformat(),
            "endDate": meeting.ends_on.isoformat(),
            "location": place(meeting.place, meeting.country),
        }
    )


def place(name: str, country: str, room: str = "") -> Node:
    """Return where something is held: a room and a place, in a country (ISO 3166-1 alpha-2)."""
    if not (name or room or country):
        return {}
    address = said({"@type": "PostalAddress", "addressLocality": name, "addressCountry": country})
    shown = ", ".join(filter(None, (room, name))) or country
    return {"@type": "Place", "name": shown, "address": address}


def organisation(publisher: Publisher) -> Node:
    """Return an organisation, known by its ROR where it has one, else by its page here."""
    other_names = dict.fromkeys((publisher.english_name, publisher.acronym))
    return said(
        {
            "@type": "Organization",
            "@id": ror_address(publisher.ror) if publisher.ror else publisher.address,
            "name": publisher.name,
            "alternateName": one_or_all(
                [name for name in other_names if name and name != publisher.name]
            ),
            "url": publisher.website or publisher.address,
            "identifier": ror_address(publisher.ror) if publisher.ror else "",
            "address": said({"@type": "PostalAddress", "addressCountry": publisher.country})
            if publisher.country
            else {},
        }
    )


def _document(record: Record) -> Node:
    kind = schema_type(record.kind)
    events = [_event(occasion) for occasion in record.occasions]
    newest = record.newest
    return said(
        {
            "@type": kind,
            "@id": doi_address(record.doi) if record.doi else record.address,
            "name": record.title,
            "headline": record.title if kind == REPORT else "",
            "genre": type_of(record.kind).name,
            "abstract": record.abstract,
            "description": record.abstract,
            "url": record.address,
            "identifier": one_or_all(_identifiers(record)),
            "author": one_or_all(_authors(record)),
            "publisher": organisation(record.publisher),
            "inLanguage": one_or_all(list(record.languages)),
            "datePublished": record.issued or record.published_at.date().isoformat(),
            "dateModified": moment(newest),
            "version": str(newest.number),
            "license": licence(record),
            "isAccessibleForFree": record.is_open,
            "keywords": one_or_all([topic.name for topic in record.topics]),
            "about": [*map(_topic, record.topics), *events],
            "recordedAt": one_or_all(events) if record.kind in _RECORDINGS else None,
            "encoding": _file(newest.file) if newest.file else None,
            "workExample": [_edition(kind, edition) for edition in record.editions]
            if len(record.editions) > 1
            else None,
        }
    )


def licence(record: Record) -> str | Node:
    """Return the address of a licence's text, else what it is called; "" where none is said."""
    if record.licence is None:
        return ""
    return record.licence.url or {"@type": "CreativeWork", "name": record.licence.name}


def moment(edition: Edition) -> str:
    """Return when a version came, in RFC 3339."""
    return edition.created_at.isoformat(timespec="seconds")


def _identifiers(record: Record) -> list[Node]:
    given = (
        ("DOI", record.doi, doi_address(record.doi)),
        ("ARK", record.ark, f"{settings().site_url}/{record.ark}"),
        ("URL", record.address, record.address),
    )
    return [
        {"@type": "PropertyValue", "propertyID": name, "value": value, "url": address}
        for name, value, address in given
        if value
    ]


def _authors(record: Record) -> list[Node]:
    """Return who wrote it; where it names nobody, that is the organisation whose document it is."""
    return [_author(creator, record.publisher) for creator in record.creators] or [
        organisation(record.publisher)
    ]


def _author(creator: Creator, publisher: Publisher) -> Node:
    if creator.is_organisation:
        if creator.name == publisher.name:
            return organisation(publisher)
        return {"@type": "Organization", "name": creator.name}
    address = orcid_address(creator.orcid) if creator.orcid else ""
    return said({"@type": "Person", "@id": address, "name": creator.name, "identifier": address})


def _topic(topic: Topic) -> Node:
    return {"@type": "DefinedTerm", "name": topic.name}


def _event(occasion: Occasion) -> Node:
    return said(
        {
            "@type": "Event",
            "@id": occasion.address,
            "name": occasion.title,
            "identifier": occasion.number,
            "url": occasion.address,
            "startDate": occasion.starts_at.isoformat(timespec="seconds")
            if occasion.starts_at
            else "",
            "location": place(occasion.meeting.place, occasion.meeting.country),
            "superEvent": event_of_meeting(occasion.meeting),
        }
    )


def _file(original: Original) -> Node:
    return {
        "@type": "MediaObject",
        "name": original.name,
        "contentUrl": original.address,
        "encodingFormat": original.media_type,
        "contentSize": f"{original.size_bytes} B",
        "sha256": original.sha256,
    }


def _edition(kind: str, edition: Edition) -> Node:
    return said(
        {
            "@type": kind,
            "@id": edition.address,
            "url": edition.address,
            "version": str(edition.number),
            "description": edition.note,
            "datePublished": moment(edition),
            "encoding": _file(edition.file) if edition.file else None,
        }
    )
