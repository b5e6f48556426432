"""PPTX: a page a slide, with notes, tables, groups and comments; what it hides is told."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from coalition.ingest.extractors.pptx import extract
from coalition.ingest.reading import Extract, Notice, Stretch, Unreadable
from tests.ingest import made
from tests.ingest.broken import broken, try_to_read
from tests.ingest.conftest import Put
from tests.ingest.pieces import roles

SLIDE = "ppt/slides/slide1.xml"
RELATIONS = "ppt/slides/_rels/slide1.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MODERN = "http://schemas.microsoft.com/office/2018/10/relationships/comments"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def _of_shapes(*shapes: str) -> bytes:
    """Give a show of one slide with this XML in its tree of shapes."""
    tree = f'<p:cSld><p:spTree xmlns:a="{_DRAWING}">{"".join(shapes)}</p:spTree></p:cSld>'
    return made.repacked(made.pptx(), {SLIDE: f'<p:sld xmlns:p="p">{tree}</p:sld>'})


def _shape(paragraphs: str, placeholder: str = "", styles: str = "") -> str:
    return (
        f"<p:sp><p:nvSpPr><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr>"
        f"<p:txBody><a:lstStyle>{styles}</a:lstStyle>{paragraphs}</p:txBody></p:sp>"
    )


def _paragraph(text: str, properties: str = "", run: str = "") -> str:
    return f"<a:p>{properties}<a:r><a:rPr {run}/><a:t>{text}</a:t></a:r></a:p>"


def _first(put: Put, data: bytes) -> list[tuple[str, str]]:
    found = extract(put(data))
    return roles(Extract("slide", found.pages[:1]))


def test_extract_reads_slides_with_notes_tables_and_groups(put: Put) -> None:
    found = extract(put(made.pptx()))
    assert found.unit == "slide"
    assert [(page.number, page.label) for page in found.pages] == [(1, "Why libraries"), (2, None)]
    assert roles(found) == [
        ("heading-1", "Why libraries"),
        ("item", "Free at the point of use"),
        ("speaker-note", "Speak slowly here."),
        ("row", "Hub | Nairobi"),
        ("paragraph", "Inside a group"),
    ]
    assert found.notices == (
        Notice("untitled-slides", None, "1"),
        Notice("speaker-notes", None, "1"),
        Notice("no-title"),
        Notice("no-language"),
        Notice("author-names", None, "Steve Canny"),
    )


def test_extract_puts_the_title_first_and_leaves_furniture_out(put: Put) -> None:
    data = _of_shapes(
        _shape(_paragraph("7"), '<p:ph type="sldNum" idx="4"/>'),
        _shape(_paragraph("Text")),
        _shape(_paragraph("Opening") + _paragraph("hours"), '<p:ph type="ctrTitle"/>'),
    )
    assert extract(put(data)).pages[0].label == "Opening hours"
    assert _first(put, data)[:2] == [("heading-1", "Opening\nhours"), ("paragraph", "Text")]


def test_extract_tells_items_by_paragraph_shape_layout_and_kind(put: Put) -> None:
    bullet, none = "<a:pPr><a:buChar/></a:pPr>", "<a:pPr><a:buNone/></a:pPr>"
    second = '<a:pPr lvl="1"/>'
    data = _of_shapes(
        _shape(_paragraph("text") + _paragraph("bullet", bullet)),
        _shape(_paragraph("body") + _paragraph("none", none), '<p:ph type="body" idx="77"/>'),
        _shape(
            _paragraph("first") + _paragraph("second", second),
            '<p:ph idx="77"/>',
            "<a:lvl1pPr><a:buNone/></a:lvl1pPr><a:lvl2pPr><a:buAutoNum/></a:lvl2pPr>",
        ),
        _shape(_paragraph("by layout"), '<p:ph idx="88"/>'),
        _shape(_paragraph("subtitle"), '<p:ph type="subTitle" idx="77"/>'),
    )
    style = "<a:lvl1pPr><a:buNone/></a:lvl1pPr>"
    layout = _shape("", '<p:ph idx="88"/>', style)
    layout = f'<p:sldLayout xmlns:p="p" xmlns:a="{_DRAWING}">{layout}</p:sldLayout>'
    data = made.repacked(data, {"ppt/slideLayouts/slideLayout2.xml": layout})
    assert _first(put, data)[:8] == [
        ("paragraph", "text"),
        ("item", "bullet"),
        ("item", "body"),
        ("paragraph", "none"),
        ("paragraph", "first"),
        ("item", "second"),
        ("paragraph", "by layout"),
        ("paragraph", "subtitle"),
    ]


def test_extract_reads_what_is_written_in_two_ways_once(put: Put) -> None:
    formula = (
        "<x:AlternateContent><x:Choice><a:m><a:r><a:t>a+b</a:t></a:r></a:m></x:Choice>"
        "<x:Fallback><a:r><a:t>a plus b</a:t></a:r></x:Fallback></x:AlternateContent>"
    )
    shape = _shape(f"<a:p><a:r><a:t>Sum </a:t></a:r>{formula}</a:p>")
    both = (
        f"<x:AlternateContent><x:Choice>{shape}</x:Choice>"
        f"<x:Fallback>{_shape(_paragraph('Sum'))}</x:Fallback></x:AlternateContent>"
    )
    data = _of_shapes(f'<x:g xmlns:x="x">{both}</x:g>')
    assert _first(put, data)[:2] == [
        ("paragraph", "Sum a+b"),
        ("speaker-note", "Speak slowly here."),
    ]


def test_extract_refuses_a_hostile_slide(put: Put) -> None:
    hostile = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    with pytest.raises(Unreadable) as refusal:
        extract(put(made.repacked(made.pptx(), {SLIDE: hostile})))
    assert refusal.value.args == ("entities", SLIDE)


def test_extract_tells_the_header_row_of_a_table(put: Put) -> None:
    cell = "<a:tc><a:txBody>{}</a:txBody></a:tc>"
    table = "".join(
        "<a:tr>" + "".join(cell.format(_paragraph(text)) for text in texts) + "</a:tr>"
        for texts in (("Hub", "Rooms"), ("Nairobi", "60"))
    )
    data = _of_shapes(f'<a:tbl><a:tblPr firstRow="1"/>{table}</a:tbl>')
    assert _first(put, data)[:2] == [("header-row", "Hub | Rooms"), ("row", "Nairobi | 60")]


def test_extract_marks_what_is_bold_or_italic(put: Put) -> None:
    run = "<a:r><a:rPr {}/><a:t>{}</a:t></a:r>"
    runs = run.format('b="1"', "very ") + run.format('b="1" i="1"', "free") + "<a:br/>"
    runs += run.format('i="true"', "always")
    data = _of_shapes(_shape(f"<a:p>{runs}</a:p>"))
    page = extract(put(data)).pages[0]
    assert page.text.splitlines()[:2] == ["very free", "always"]
    assert page.shape[0].styles == (Stretch(0, 9, "strong"), Stretch(10, 16, "emphasis"))


def test_extract_reads_charts_and_names_the_table_in_them(put: Put) -> None:
    show = Presentation()
    chart = CategoryChartData()  # type: ignore[no-untyped-call]  # the library has few types
    chart.categories = ["Kenya", "Chile"]
    chart.add_series("Rooms", (60, 12))  # type: ignore[no-untyped-call]  # the same
    size = Inches(3)
    shapes = show.slides.add_slide(show.slide_layouts[5]).shapes
    shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, size, size, chart)
    shapes.title.text = "Hubs"
    out = io.BytesIO()
    show.save(out)
    found = extract(put(out.getvalue()))
    assert roles(found) == [("heading-1", "Hubs"), ("paragraph", "Rooms\nKenya\nChile")]
    assert [
        notice for notice in found.notices if notice.code in ("no-alternatives", "attachments")
    ] == [
        Notice("no-alternatives", None, "1"),
        Notice("attachments", None, "Microsoft_Excel_Sheet1.xlsx"),
    ]


def test_extract_counts_pictures_without_an_alternative_text_once(put: Put) -> None:
    picture = "<p:pic><p:nvPicPr><p:cNvPr {}</p:cNvPr></p:nvPicPr></p:pic>"
    bare = picture.format('descr="">')
    data = _of_shapes(
        bare,
        picture.format('descr="C:\\Ana\\beach.JPG">'),
        picture.format('descr="A reading room">'),
        picture.format('><d:decorative xmlns:d="d" val="1"/>'),
        f"<p:x><p:Choice>{bare}</p:Choice><p:Fallback>{bare}</p:Fallback></p:x>",
        "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr/></p:nvGraphicFramePr>"
        f"<p:oleObj>{bare}</p:oleObj></p:graphicFrame>",
        "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr/></p:nvGraphicFramePr>"
        "<a:tbl/></p:graphicFrame>",
    )
    assert Notice("no-alternatives", None, "4") in extract(put(data)).notices


def _related(data: bytes, kind: str, target: str, part: str = RELATIONS) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = archive.read(part).decode()
    added = f'<Relationship Id="rNew" Type="{kind}" Target="{target}"/></Relationships>'
    return made.repacked(data, {part: relations.replace("</Relationships>", added)})


def test_extract_reads_comments_of_both_kinds_and_names_who_made_them(put: Put) -> None:
    data = _related(made.pptx(), f"{_OFFICE}/comments", "../comments/old.xml")
    data = _related(data, _MODERN, "../comments/new.xml")
    main = "ppt/_rels/presentation.xml.rels"
    data = _related(data, f"{_OFFICE}/commentAuthors", "people.xml", main)
    text = f'<p:txBody xmlns:a="{_DRAWING}">{{}}</p:txBody>'
    reply = f"<p:reply>{text.format(_paragraph('Yes.'))}</p:reply>"
    parts = {
        "ppt/comments/old.xml": '<p:l xmlns:p="p"><p:cm><p:text>Old?</p:text></p:cm></p:l>',
        "ppt/comments/new.xml": '<p:l xmlns:p="p"><p:cm>'
        f"<p:replyLst>{reply}</p:replyLst>{text.format(_paragraph('New?'))}</p:cm></p:l>",
        "ppt/people.xml": '<p:l xmlns:p="p"><p:cmAuthor name="Ana Lima"/></p:l>',
    }
    found = extract(put(made.repacked(data, parts)))
    assert roles(found)[3:6] == [("comment", "Old?"), ("comment", "New?"), ("comment", "Yes.")]
    codes = {notice.code: notice.detail for notice in found.notices}
    assert codes["comments"] == "3"
    assert codes["author-names"] == "Steve Canny, Ana Lima"


def test_extract_counts_hidden_slides_and_reads_them(put: Put) -> None:
    with zipfile.ZipFile(io.BytesIO(made.pptx())) as archive:
        slide = archive.read(SLIDE).decode()
    hidden = made.repacked(made.pptx(), {SLIDE: slide.replace("<p:sld ", '<p:sld show="0" ', 1)})
    found = extract(put(hidden))
    assert found.pages[0].text.startswith("Why libraries")
    assert Notice("hidden-slides", None, "1") in found.notices


def test_extract_takes_the_language_of_most_runs(put: Put) -> None:
    data = _of_shapes(
        _shape(
            _paragraph("a", run='lang="sw-KE"')
            + _paragraph("b", run='lang="en-US"')
            + _paragraph("c", run='lang="sw-KE"')
        )
    )
    assert extract(put(data)).metadata.language == "sw-KE"


def test_extract_loses_a_broken_slide_alone(put: Put) -> None:
    found = extract(put(made.repacked(made.pptx(), {SLIDE: "<broken"})))
    assert [len(page.shape) for page in found.pages] == [0, 2]
    assert found.notices[0] == Notice("page-failed", 1, SLIDE)


def test_extract_loses_broken_notes_alone(put: Put) -> None:
    notes = "ppt/notesSlides/notesSlide1.xml"
    found = extract(put(made.repacked(made.pptx(), {notes: "<broken"})))
    assert found.pages[0].text == "Why libraries\n\nFree at the point of use"
    assert found.notices[-1] == Notice("part-failed", None, notes)


@pytest.mark.parametrize("part", ["ppt/_rels/presentation.xml.rels", "ppt/presentation.xml"])
def test_extract_finds_slides_without_their_list(put: Put, part: str) -> None:
    found = extract(put(made.repacked(made.pptx(), {part: "<broken"})))
    assert [page.label for page in found.pages] == ["Why libraries", None]


def test_extract_gives_no_pages_of_a_show_without_slides(put: Put) -> None:
    assert extract(put(made.zipped({"ppt/presentation.xml": "<p/>"}))).pages == ()


def test_extract_gives_margins_with_the_first_slide_that_shows_them(put: Put) -> None:
    tree = f'<p:cSld xmlns:p="p" xmlns:a="{_DRAWING}"><p:spTree>{{}}</p:spTree></p:cSld>'
    footer = _shape(_paragraph("Nairobi 2026"), '<p:ph type="ftr" idx="3"/>')
    number = _shape("<a:p><a:fld><a:t>‹#›</a:t></a:fld></a:p>")
    behind = "".join(
        (_shape(_paragraph("Reading Rooms")), _shape(_paragraph("Title"), "<p:ph/>"), number)
    )
    data = made.repacked(
        made.pptx(),
        {
            SLIDE: f"<sld>{tree.format(footer)}</sld>",
            "ppt/slides/slide2.xml": f"<sld>{tree.format(footer)}</sld>",
            "ppt/slideLayouts/slideLayout2.xml": f"<sldLayout>{tree.format('')}</sldLayout>",
            "ppt/slideMasters/slideMaster1.xml": f"<sldMaster>{tree.format(behind)}</sldMaster>",
        },
    )
    pages = extract(put(data)).pages
    assert [page.text.split("\n\n") for page in pages] == [
        ["Speak slowly here.", "Nairobi 2026", "Reading Rooms"],
        [""],
    ]
    assert pages[0].shape[-1].role == "margin"


def test_extract_leaves_out_a_master_that_is_not_shown(put: Put) -> None:
    master = f'<m xmlns:a="{_DRAWING}" xmlns:p="p">{_shape(_paragraph("Reading Rooms"))}</m>'
    slide = '<sld showMasterSp="0"/>'
    hidden = dict.fromkeys((SLIDE, "ppt/slides/slide2.xml"), slide)
    data = made.repacked(made.pptx(), {**hidden, "ppt/slideMasters/slideMaster1.xml": master})
    assert [page.text for page in extract(put(data)).pages] == ["Speak slowly here.", ""]


def test_extract_refuses_a_show_of_which_nothing_can_be_read(put: Put) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(made.zipped({"ppt/presentation.xml": "<broken"})))
    assert refusal.value.args == ("damaged", "pptx")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_extract_of_anything_broken_gives_an_extract_or_a_refusal(data: st.DataObject) -> None:
    found = try_to_read(extract, broken(data, made.pptx()))
    assert found is None or isinstance(found, Extract)
