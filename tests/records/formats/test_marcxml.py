"""MARCXML: fields in their order, of the lengths MARC 21 gives them."""

from dataclasses import replace

import pytest
from lxml import etree

from coalition.library.models import Document
from coalition.records.formats import marcxml
from coalition.records.formats.vocabularies import marc_language
from coalition.records.queries import get_record
from coalition.records.record import Record
from coalition.web.viewer import ANONYMOUS
from tests.records.formats.schemas import MARCXML, marcxml_faults


@pytest.fixture
def record(document: Document) -> Record:
    """The record of the document of which everything can be said."""
    return get_record(document.id, viewer=ANONYMOUS)


def field(record: Record, tag: str) -> list[list[tuple[str | None, str | None]]]:
    """Return the subfields of each field of a tag."""
    return [
        [(one.get("code"), one.text) for one in found]
        for found in marcxml.element(record).iter(f"{{{MARCXML}}}datafield")
        if found.get("tag") == tag
    ]


def controls(record: Record) -> dict[str | None, str]:
    """Return the control fields by their tag."""
    found = marcxml.element(record).iter(f"{{{MARCXML}}}controlfield")
    return {one.get("tag"): one.text or "" for one in found}


def test_fields_are_as_the_schema_has_them_and_in_order(record: Record) -> None:
    element = etree.fromstring(marcxml.as_xml(record))
    assert marcxml_faults(element) == []
    tags = [part.get("tag") for part in list(element)[1:]]
    assert tags == sorted(tags, key=str)
    assert len(element[0].text or "") == 24
    found = controls(record)
    assert {tag: len(found[tag]) for tag in ("005", "006", "007", "008")} == {
        "005": 16,
        "006": 18,
        "007": 14,
        "008": 40,
    }


@pytest.mark.parametrize(
    ("issued", "dates"),
    [("2012-11-06", "e20121106"), ("2012-11", "e201211  "), ("2012", "s2012    ")],
)
def test_the_date_in_008_is_as_exact_as_it_is_known(
    record: Record, issued: str, dates: str
) -> None:
    eight = controls(replace(record, issued=issued))["008"]
    assert (eight[6:15], eight[23], eight[29], eight[35:38]) == (dates, "o", "1", "eng")


def test_people_come_first_and_the_publisher_last(record: Record) -> None:
    assert field(record, "100") == [
        [
            ("a", "López, Ana María García"),
            ("e", "author"),
            ("1", "https://orcid.org/0000-0002-1825-0097"),
        ]
    ]
    assert field(record, "700") == [[("a", "Okafor, Chinua"), ("e", "author")]]
    assert field(record, "710") == [
        [("a", "Working group of librarians"), ("e", "author")],
        [
            ("a", record.publisher.name),
            ("e", "publisher"),
            ("1", "https://ror.org/01a2b3c84"),
        ],
    ]
    assert field(record, "041") == [[("a", "eng"), ("a", "fre")]]
    assert field(record, "856")[0] == [("u", record.address)]


def test_the_least_that_can_be_said_is_whole(record: Record) -> None:
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
        editions=(replace(record.newest, page_count=0, file=None),),
        is_open=False,
    )
    assert marcxml_faults(marcxml.element(bare)) == []
    assert controls(bare)["008"][35:38] == "und"
    assert field(bare, "506") == [
        [("a", "restricted access"), ("u", "http://purl.org/coar/access_right/c_16ec")]
    ]


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "eng"), ("fr-CA", "fre"), ("zh-Hant", "chi"), ("cmn", "chi"), ("xx", "und")],
)
def test_languages_have_the_codes_of_marc(tag: str, code: str) -> None:
    assert marc_language(tag) == code
