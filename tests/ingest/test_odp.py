"""ODP: a page a slide, with its title, notes, tables and comments."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest.extractors.odp import extract
from coalition.ingest.reading import Notice, Unreadable
from tests.ingest.broken import broken, try_to_read
from tests.ingest.conftest import Put
from tests.ingest.made_opendocument import CHART, chart, frame, opendocument
from tests.ingest.pieces import roles

HIDDEN = (
    '<style:style style:name="dp2" style:family="drawing-page"><style:drawing-page-properties'
    ' presentation:visibility="hidden"/></style:style>'
)


def _box(text: str, kind: str = "") -> str:
    attributes = f'presentation:class="{kind}"' if kind else ""
    return frame(f"<draw:text-box>{text}</draw:text-box>", attributes)


FIRST = (
    '<draw:page draw:name="page1">'
    + _box("<text:p>3</text:p>", "page-number")
    + _box(
        "<text:list><text:list-item><text:p>Free to use</text:p><text:list><text:list-item>"
        "<text:p>for all</text:p></text:list-item></text:list></text:list-item></text:list>",
        "outline",
    )
    + _box("<text:p>Why</text:p><text:p>libraries</text:p>", "title")
    + "<presentation:notes><draw:page-thumbnail/>"
    + _box("<text:p>Speak slowly here.</text:p>", "notes")
    + _box("<text:p>&lt;number&gt;</text:p>", "page-number")
    + "</presentation:notes><office:annotation><dc:creator>Ben Osei</dc:creator>"
    "<text:p>Shorter?</text:p></office:annotation></draw:page>"
)
SECOND = (
    '<draw:page draw:style-name="dp2">'
    + frame(
        "<table:table><table:table-row><table:table-cell><text:p>Hub</text:p></table:table-cell>"
        "<table:table-cell><text:p>Nairobi</text:p></table:table-cell></table:table-row>"
        "</table:table>"
    )
    + frame("<draw:image/><svg:title/>")
    + "<draw:g><draw:custom-shape><text:p>Inside a group</text:p></draw:custom-shape></draw:g>"
    + "<presentation:notes/></draw:page>"
)


def test_extract_reads_slides_with_titles_notes_tables_and_groups(put: Put) -> None:
    found = extract(put(opendocument("presentation", FIRST + SECOND, automatic=HIDDEN)))
    assert found.unit == "slide"
    assert [(page.number, page.label) for page in found.pages] == [(1, "Why libraries"), (2, None)]
    assert roles(found) == [
        ("heading-1", "Why libraries"),
        ("item", "Free to use"),
        ("item", "for all"),
        ("comment", "Shorter?"),
        ("speaker-note", "Speak slowly here."),
        ("row", "Hub | Nairobi"),
        ("paragraph", "Inside a group"),
    ]
    assert found.notices == (
        Notice("hidden-slides", None, "1"),
        Notice("untitled-slides", None, "1"),
        Notice("speaker-notes", None, "1"),
        Notice("comments", None, "1"),
        Notice("no-alternatives", None, "1"),
        Notice("author-names", None, "Ben Osei"),
    )


def test_extract_keeps_the_number_of_an_empty_slide(put: Put) -> None:
    found = extract(put(opendocument("presentation", "<draw:page/>" + FIRST)))
    assert [(page.number, page.label) for page in found.pages] == [(1, None), (2, "Why libraries")]


def test_extract_refuses_a_show_without_slides(put: Put) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(opendocument("presentation", "")))
    assert refusal.value.args == ("damaged", "odp")


def test_extract_reads_the_words_of_charts(put: Put) -> None:
    extra = {"Object 1/content.xml": chart("Visits", "May", "5", "May")}
    found = extract(
        put(opendocument("presentation", f"<draw:page>{CHART}</draw:page>", extra=extra))
    )
    assert roles(found) == [("paragraph", "Visits\nMay")]
    assert found.notices == (Notice("untitled-slides", None, "1"),)


def test_extract_gives_margins_with_the_first_slide_that_shows_them(put: Put) -> None:
    master = (
        '<office:master-styles><style:master-page style:name="Blue">'
        + _box("<text:p>Click here</text:p>", "title")
        + _box("<text:p>Page <text:page-number/></text:p>")
        + _box("<text:p>Reading Rooms</text:p>")
        + "<presentation:notes>"
        + _box("<text:p>Notes</text:p>")
        + "</presentation:notes></style:master-page></office:master-styles>"
    )
    footer = (
        '<presentation:footer-decl presentation:name="f">Nairobi 2026</presentation:footer-decl>'
    )
    slide = '<draw:page draw:master-page-name="Blue" presentation:use-footer-name="f"/>'
    found = extract(put(opendocument("presentation", footer + slide * 2, styles=master)))
    assert roles(found) == [("margin", "Nairobi 2026"), ("margin", "Reading Rooms")]
    assert [page.text == "" for page in found.pages] == [False, True]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_broken_files_give_an_extract_or_a_refusal(data: st.DataObject) -> None:
    whole = opendocument("presentation", FIRST + SECOND, automatic=HIDDEN)
    try_to_read(extract, broken(data, whole))
