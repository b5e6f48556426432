"""What files of every kind are told of, each with its threshold."""

from coalition.ingest.findings import (
    count_notice,
    failure_notices,
    heading_notices,
    list_notice,
    people,
    picture_notice,
    property_notices,
)
from coalition.ingest.parts import Block, split
from coalition.ingest.reading import Metadata, Notice, Page

LONG = [Block("Libraries open their doors. " * 20)] * 12


def test_property_notices_of_a_file_that_says_everything_name_its_people() -> None:
    metadata = Metadata(title="Rooms", language="en")
    assert property_notices(metadata, ["Ana Lima; Ben Osei", "Ana  Lima", "python-docx"]) == [
        Notice("author-names", None, "Ana Lima, Ben Osei")
    ]


def test_property_notices_of_a_file_that_says_nothing() -> None:
    assert property_notices(Metadata(), ["Windows User", "admin", ""]) == [
        Notice("no-title"),
        Notice("no-language"),
    ]


def test_heading_notices_of_a_long_text_without_headings() -> None:
    assert heading_notices(split(LONG)) == [Notice("no-headings")]


def test_heading_notices_spare_short_texts_headed_ones_and_unknown_shapes() -> None:
    assert heading_notices(split(LONG[:3])) == []
    assert heading_notices(split([Block("Hours", 2), *LONG])) == []
    assert heading_notices([Page(1, None, "word " * 2_000)]) == []


def test_notices_with_a_count_are_left_out_at_none() -> None:
    assert picture_notice(0) == []
    assert picture_notice(3) == [Notice("no-alternatives", None, "3")]
    assert count_notice("comments", 2) == [Notice("comments", None, "2")]


def test_name_notice_lists_ten_names_and_says_there_are_more() -> None:
    names = [f"file {number}" for number in range(1, 15)]
    assert list_notice("attachments", names[:10]) == [
        Notice("attachments", None, ", ".join(names[:10]))
    ]
    assert list_notice("attachments", names) == [
        Notice("attachments", None, ", ".join([*names[:10], "…"]))
    ]
    assert list_notice("attachments", ["a\0b\u202e\n c" + "x" * 100]) == [
        Notice("attachments", None, "ab c" + "x" * 76)
    ]
    assert list_notice("attachments", [" "]) == []


def test_failure_notices_name_each_part_once() -> None:
    assert failure_notices(["a.xml", "a.xml", "b.xml"]) == [
        Notice("part-failed", None, "a.xml"),
        Notice("part-failed", None, "b.xml"),
    ]
    assert len(failure_notices(str(number) for number in range(50))) == 10


def test_people_are_told_from_programs() -> None:
    assert people(["Microsoft Office User", "Zoë", "LIBREOFFICE; Zoë"]) == ("Zoë",)
