"""PPTX: a page a slide, with notes, tables and groups."""

import pytest

from coalition.ingest.extractors.pptx import extract
from coalition.ingest.reading import Notice, Page, Unreadable
from tests.ingest import made
from tests.ingest.conftest import Put


def test_extract_reads_slides_with_notes_tables_and_groups(put: Put) -> None:
    found = extract(put(made.pptx()))
    assert found.unit == "slide"
    assert found.pages == (
        Page(
            1,
            "Why libraries",
            "Why libraries\n\nFree at the point of use\n\nSpeak slowly here.",
        ),
        Page(2, None, "Hub | Nairobi\n\nInside a group"),
    )


def test_extract_loses_a_broken_slide_alone(put: Put) -> None:
    found = extract(put(made.repacked(made.pptx(), {"ppt/slides/slide1.xml": "<broken"})))
    assert [page.text for page in found.pages] == ["", "Hub | Nairobi\n\nInside a group"]
    assert found.notices == (Notice("page-failed", 1, "ppt/slides/slide1.xml"),)


def test_extract_finds_slides_without_their_list(put: Put) -> None:
    broken = {"ppt/_rels/presentation.xml.rels": "<broken"}
    found = extract(put(made.repacked(made.pptx(), broken)))
    assert [page.label for page in found.pages] == ["Why libraries", None]


def test_extract_refuses_a_show_without_slides(put: Put) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(made.zipped({"ppt/presentation.xml": "<p/>"})))
    assert refusal.value.args == ("damaged", "pptx")
