"""DataCite 4.6: what its schema asks for, and the same facts as JSON and XML."""

from dataclasses import replace

import pytest
from lxml import etree

from coalition.library.licences import ALL_RIGHTS_RESERVED, LICENCES
from coalition.library.models import Document
from coalition.records.formats import datacite
from coalition.records.formats.elements import LANGUAGE
from coalition.records.queries import get_record
from coalition.records.record import Record
from coalition.web.viewer import ANONYMOUS
from tests.records.formats.schemas import datacite_faults

KERNEL = "{http://datacite.org/schema/kernel-4}"


@pytest.fixture
def record(document: Document) -> Record:
    """The record of the document of which everything can be said."""
    return get_record(document.id, viewer=ANONYMOUS)


def texts(record: Record, path: str) -> list[str | None]:
    """Return the texts of the elements at a path, such as "titles/title"."""
    steps = "/".join(f"{KERNEL}{step}" for step in path.split("/"))
    return [element.text for element in datacite.element(record).findall(steps)]


def attributes(record: Record, path: str) -> list[dict[str, str]]:
    """Return the attributes of the elements at a path."""
    steps = "/".join(f"{KERNEL}{step}" for step in path.split("/"))
    return [
        {str(name): str(value) for name, value in element.attrib.items()}
        for element in datacite.element(record).findall(steps)
    ]


def test_everything_that_can_be_said_is_as_the_schema_has_it(record: Record) -> None:
    assert datacite_faults(etree.fromstring(datacite.as_xml(record))) == []
    assert [etree.QName(part).localname for part in datacite.element(record)] == [
        "identifier",
        "creators",
        "titles",
        "publisher",
        "publicationYear",
        "resourceType",
        "subjects",
        "dates",
        "language",
        "relatedIdentifiers",
        "sizes",
        "formats",
        "version",
        "rightsList",
        "descriptions",
    ]


def test_the_least_that_can_be_said_is_as_the_schema_has_it(record: Record) -> None:
    least = replace(
        record,
        kind="",
        issued="",
        abstract="",
        languages=(),
        licence=None,
        creators=(),
        topics=(),
        occasions=(),
        editions=(replace(record.newest, page_count=0, file=None),),
    )
    assert datacite_faults(datacite.element(least)) == []
    assert texts(least, "creators/creator/creatorName") == [record.publisher.name]
    assert texts(least, "publicationYear") == [str(record.published_at.year)]
    assert texts(least, "resourceType") == ["text"]
    assert texts(least, "sizes/size") == []


def test_people_are_named_family_first_with_their_orcid(record: Record) -> None:
    assert datacite.as_json(record)["creators"] == [
        {
            "name": "López, Ana María García",
            "nameType": "Personal",
            "givenName": "Ana María García",
            "familyName": "López",
            "nameIdentifiers": [
                {
                    "nameIdentifier": "https://orcid.org/0000-0002-1825-0097",
                    "nameIdentifierScheme": "ORCID",
                    "schemeUri": "https://orcid.org/",
                }
            ],
        },
        {
            "name": "Okafor, Chinua",
            "nameType": "Personal",
            "givenName": "Chinua",
            "familyName": "Okafor",
        },
        {"name": "Working group of librarians", "nameType": "Organizational"},
    ]


def test_a_doi_identifies_and_the_address_is_another_identifier(record: Record) -> None:
    assert attributes(record, "identifier") == [{"identifierType": "URL"}]
    assert texts(record, "identifier") == [record.address]
    named = replace(record, doi="10.5555/c1", ark="ark:12345/c1")
    assert attributes(named, "identifier") == [{"identifierType": "DOI"}]
    assert texts(named, "identifier") == ["10.5555/c1"]
    assert texts(named, "alternateIdentifiers/alternateIdentifier") == [
        record.address,
        "ark:12345/c1",
    ]
    assert datacite_faults(datacite.element(named)) == []


def test_versions_sessions_and_meetings_are_related(record: Record) -> None:
    related = "relatedIdentifiers/relatedIdentifier"
    assert [
        (said["relationType"], said["resourceTypeGeneral"]) for said in attributes(record, related)
    ] == [
        ("HasVersion", "Report"),
        ("HasVersion", "Report"),
        ("IsSupplementTo", "Event"),
        ("IsPartOf", "Event"),
    ]
    assert texts(record, related) == [
        *(edition.address for edition in record.editions),
        record.occasions[0].address,
        record.meetings[0].address,
    ]
    minutes = datacite.as_json(replace(record, kind="minutes"))["relatedIdentifiers"]
    assert [one["relationType"] for one in minutes] == [
        "HasVersion",
        "HasVersion",
        "Documents",
        "IsPartOf",
    ]


def test_rights_name_access_and_the_licence_by_spdx(record: Record) -> None:
    assert datacite.as_json(record)["rightsList"] == [
        {"rights": "open access", "rightsUri": "http://purl.org/coar/access_right/c_abf2"},
        {
            "rights": "Creative Commons Attribution 4.0",
            "rightsUri": "https://creativecommons.org/licenses/by/4.0/",
            "rightsIdentifier": "CC-BY-4.0",
            "rightsIdentifierScheme": "SPDX",
            "schemeUri": "https://spdx.org/licenses/",
        },
    ]
    closed = replace(record, is_open=False, licence=LICENCES[ALL_RIGHTS_RESERVED])
    assert datacite.as_json(closed)["rightsList"] == [
        {"rights": "restricted access", "rightsUri": "http://purl.org/coar/access_right/c_16ec"},
        {"rights": "All rights reserved"},
    ]


def test_the_publisher_is_named_by_ror_and_dates_by_their_kind(record: Record) -> None:
    assert attributes(record, "publisher") == [
        {
            "publisherIdentifier": "https://ror.org/01a2b3c84",
            "publisherIdentifierScheme": "ROR",
            "schemeURI": "https://ror.org/",
        }
    ]
    published = record.published_at.date().isoformat()
    assert datacite.as_json(record)["dates"] == [
        {"date": "2012-11-06", "dateType": "Issued"},
        {"date": published, "dateType": "Available"},
        {"date": record.newest.created_at.date().isoformat(), "dateType": "Updated"},
    ]


def test_words_are_in_the_first_language_and_hold_no_control_characters(record: Record) -> None:
    odd = replace(record, abstract="One\x00\x0b line.\n\nAnother\ud800.", languages=("fr", "en"))
    element = datacite.element(odd).find(f"{KERNEL}descriptions/{KERNEL}description")
    assert element is not None
    assert element.text == "One line.\n\nAnother."
    assert element.get(LANGUAGE) == "fr"
    assert texts(odd, "language") == ["fr"]
