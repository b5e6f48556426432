"""A record in the words of schema.org."""

import json
from dataclasses import replace

import pytest

from coalition.library.kinds import KINDS
from coalition.library.licences import LICENCES
from coalition.library.models import Document
from coalition.records.formats import json_ld
from coalition.records.formats.catalogue import BY_KEY
from coalition.records.queries import get_record
from coalition.records.record import Creator, Record
from coalition.web.viewer import ANONYMOUS

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def record(document: Document) -> Record:
    """The record of the document of which everything can be said."""
    return get_record(document.id, viewer=ANONYMOUS)


def test_everything_that_can_be_said_is_said(record: Record) -> None:
    told = json.loads(BY_KEY["json-ld"].write(replace(record, doi="10.5555/c1", ark="ark:1/c1")))
    publisher = {
        "@type": "Organization",
        "@id": "https://ror.org/01a2b3c84",
        "name": "Library Association of the Low Lands",
        "url": f"{SITE}/members/1",
        "identifier": "https://ror.org/01a2b3c84",
        "address": {"@type": "PostalAddress", "addressCountry": "NL"},
    }
    place = {
        "@type": "Place",
        "name": "Baku Expo Center",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Baku Expo Center",
            "addressCountry": "AZ",
        },
    }
    files = [
        {
            "@type": "MediaObject",
            "name": edition.file.name,
            "contentUrl": f"{SITE}/library/1/versions/{edition.number}/file",
            "encodingFormat": "text/plain",
            "contentSize": f"{edition.file.size_bytes} B",
            "sha256": edition.file.sha256,
        }
        for edition in record.editions
        if edition.file
    ]
    dates = [edition.created_at.isoformat(timespec="seconds") for edition in record.editions]
    assert told == {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": "https://doi.org/10.5555/c1",
        "name": "Reading rooms & the <network>",
        "headline": "Reading rooms & the <network>",
        "genre": "Report",
        "abstract": "Why reading rooms matter.",
        "description": "Why reading rooms matter.",
        "url": f"{SITE}/library/1",
        "identifier": [
            {
                "@type": "PropertyValue",
                "propertyID": "DOI",
                "value": "10.5555/c1",
                "url": "https://doi.org/10.5555/c1",
            },
            {
                "@type": "PropertyValue",
                "propertyID": "ARK",
                "value": "ark:1/c1",
                "url": f"{SITE}/ark:1/c1",
            },
            {
                "@type": "PropertyValue",
                "propertyID": "URL",
                "value": f"{SITE}/library/1",
                "url": f"{SITE}/library/1",
            },
        ],
        "author": [
            {
                "@type": "Person",
                "@id": "https://orcid.org/0000-0002-1825-0097",
                "name": "Ana María García López",
                "identifier": "https://orcid.org/0000-0002-1825-0097",
            },
            {"@type": "Person", "name": "Chinua Okafor"},
            {"@type": "Organization", "name": "Working group of librarians"},
        ],
        "publisher": publisher,
        "inLanguage": ["en", "fr"],
        "datePublished": "2012-11-06",
        "dateModified": dates[1],
        "version": "2",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isAccessibleForFree": True,
        "keywords": "Public access",
        "about": [
            {"@type": "DefinedTerm", "name": "Public access"},
            {
                "@type": "Event",
                "@id": f"{SITE}/sessions/1",
                "name": "Digital inclusion",
                "identifier": "130",
                "url": f"{SITE}/sessions/1",
                "startDate": "2012-11-06T05:00:00+00:00",
                "location": place,
                "superEvent": {
                    "@type": "Event",
                    "@id": f"{SITE}/meetings/1",
                    "name": "IGF 2012",
                    "url": f"{SITE}/meetings/1",
                    "startDate": "2012-11-06",
                    "endDate": "2012-11-09",
                    "location": place,
                },
            },
        ],
        "encoding": files[1],
        "workExample": [
            {
                "@type": "Report",
                "@id": f"{SITE}/library/1/versions/1",
                "url": f"{SITE}/library/1/versions/1",
                "version": "1",
                "datePublished": dates[0],
                "encoding": files[0],
            },
            {
                "@type": "Report",
                "@id": f"{SITE}/library/1/versions/2",
                "url": f"{SITE}/library/1/versions/2",
                "version": "2",
                "description": "Figures were added",
                "datePublished": dates[1],
                "encoding": files[1],
            },
        ],
    }


def test_what_is_not_known_is_left_out(record: Record) -> None:
    bare = replace(
        record,
        abstract="",
        kind="",
        issued="",
        languages=(),
        licence=None,
        topics=(),
        occasions=(),
        creators=(),
        editions=(replace(record.newest, file=None),),
    )
    told = json_ld.described(bare)
    assert set(told) == {
        "@context",
        "@type",
        "@id",
        "name",
        "url",
        "identifier",
        "author",
        "publisher",
        "datePublished",
        "dateModified",
        "version",
        "isAccessibleForFree",
    }
    assert told["author"] == told["publisher"]  # whose document it is wrote it
    assert told["datePublished"] == record.published_at.date().isoformat()


def test_each_kind_has_its_type(record: Record) -> None:
    found = {kind: json_ld.described(replace(record, kind=kind))["@type"] for kind in KINDS}
    assert found == {
        "workshop-brief": "Report",
        "background-paper": "Report",
        "report": "Report",
        "statement": "DigitalDocument",
        "minutes": "DigitalDocument",
        "presentation": "PresentationDigitalDocument",
        "transcript": "DigitalDocument",
        "other": "DigitalDocument",
    }
    recorded = json_ld.described(replace(record, kind="transcript"))["recordedAt"]
    assert recorded["name"] == "Digital inclusion"


def test_rights_and_closed_documents_are_told_as_they_are(record: Record) -> None:
    reserved = LICENCES["LicenseRef-All-Rights-Reserved"]
    told = json_ld.described(replace(record, licence=reserved, is_open=False))
    assert told["license"] == {"@type": "CreativeWork", "name": "All rights reserved"}
    assert told["isAccessibleForFree"] is False


def test_an_author_that_is_the_publisher_is_one_organisation(record: Record) -> None:
    own = Creator(record.publisher.name, is_organisation=True)
    told = json_ld.described(replace(record, creators=(own,)))
    assert told["author"] == told["publisher"]
