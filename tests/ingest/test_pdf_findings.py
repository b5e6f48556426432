"""PDF: outline, form fields, notes, attached files, scripts, tags, and what the file says of itself."""

import io
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from coalition.ingest.extractors.pdf import extract
from coalition.ingest.reading import Extract, Heading, Metadata
from tests.ingest import made_pdf
from tests.ingest.conftest import Put

LONG = "Libraries open their doors to everyone who asks for them."
WIDGET = "/Type /Annot /Subtype /Widget /Rect [60 500 200 520] /P 3 0 R"
TAGGED = "/MarkInfo << /Marked true >> /StructTreeRoot 5 0 R"


def _notices(found: Extract, *codes: str) -> list[tuple[str, str]]:
    return [(one.code, one.detail) for one in found.notices if one.code in codes]


def test_extract_gives_the_outline(put: Put) -> None:
    data = made_pdf.pdf(
        [["One"], ["Two"]],
        "<< /First 8 0 R /Last 9 0 R >>",
        "<< /Title (Opening) /Dest [3 0 R /Fit] /First 10 0 R /Last 10 0 R /Next 9 0 R >>",
        "<< /Title (Closing) /Dest [4 0 R /Fit] >>",
        "<< /Title (Hours that\n lead nowhere) >>",
        catalog="/Outlines 7 0 R",
    )
    assert extract(put(data)).outline == (
        Heading(1, "Opening", 1),
        Heading(2, "Hours that lead nowhere", 2),
        Heading(1, "Closing", 2),
    )


def test_extract_ends_an_outline_that_runs_in_circles(put: Put) -> None:
    data = made_pdf.pdf(
        [["One"]],
        "<< /First 6 0 R /Last 7 0 R >>",
        "<< /Title (Egg) /Dest [3 0 R /Fit] /First 7 0 R /Next 7 0 R >>",
        "<< /Title (Hen) /Dest [3 0 R /Fit] /First 6 0 R /Next 6 0 R >>",
        catalog="/Outlines 5 0 R",
    )
    assert extract(put(data)).outline == (Heading(1, "Egg", 1), Heading(2, "Hen", 1))


def test_extract_bounds_the_outline(put: Put) -> None:
    entries = [f"<< /Title (E{at}) /Next {at + 1} 0 R >>" for at in range(6, 1_506)]
    data = made_pdf.pdf([["One"]], "<< /First 6 0 R >>", *entries, catalog="/Outlines 5 0 R")
    assert len(extract(put(data)).outline) == 1_000


def test_extract_gives_what_was_filled_in_on_its_page(put: Put) -> None:
    data = made_pdf.pdf(
        [[LONG], [LONG]],
        "<< /Fields [8 0 R 9 0 R 10 0 R 11 0 R 12 0 R] >>",
        f"<< {WIDGET} /FT /Tx /T (form[0].town[0]) /V (Baku) >>",
        f"<< {WIDGET} /FT /Ch /T (x) /TU (Kind of room) /Opt [[(a) (Reading room)] [(b) (Hall)]]"
        " /V (b) >>",
        f"<< {WIDGET} /FT /Btn /T (free) /V /Yes /AS /Yes"
        " /AP << /N << /Yes 13 0 R /Off 13 0 R >> >> >>",
        f"<< {WIDGET} /FT /Tx /T (pin) /V (1234) /Ff 8192 >>",
        f"<< {WIDGET} /FT /Tx /T (empty) >>",
        made_pdf.stream("", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"),
        catalog="/AcroForm 7 0 R",
        page="/Annots [8 0 R 9 0 R 10 0 R 11 0 R 12 0 R]",
    )
    pages = extract(put(data)).pages
    assert [page.text for page in pages] == [
        f"{LONG}\n\ntown: Baku\nKind of room: Hall\nfree: Yes",
        LONG,
    ]


def test_extract_gives_notes_and_counts_them(put: Put) -> None:
    data = made_pdf.pdf(
        [[LONG]],
        "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (Ask Nairobi) /T (Ana Lima) >>",
        "<< /Type /Annot /Subtype /Highlight /Rect [0 0 9 9] /Contents () /T (Ben Osei) >>",
        "<< /Type /Annot /Subtype /FreeText /Rect [0 0 9 9] /Contents (Typed on) >>",
        "<< /Type /Annot /Subtype /Popup /Rect [0 0 9 9] /Contents (Ask Nairobi) >>",
        page="/Annots [5 0 R 6 0 R 7 0 R 8 0 R]",
    )
    found = extract(put(data))
    assert found.pages[0].text == f"{LONG}\n\nTyped on\n\nAsk Nairobi"
    assert _notices(found, "comments", "author-names") == [
        ("author-names", "Ana Lima, Ben Osei"),
        ("comments", "1"),
    ]


def test_extract_names_attached_files(put: Put) -> None:
    pinned = made_pdf.pdf(
        [[LONG]],
        "<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS 6 0 R >>",
        "<< /Type /Filespec /F (pinned.csv) /UF (pinned.csv) /EF << /F 7 0 R >> >>",
        made_pdf.stream("a,b", "/Type /EmbeddedFile"),
        page="/Annots [5 0 R]",
    )
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pinned)))
    writer.add_attachment("Заявка.xlsx", b"1")
    out = io.BytesIO()
    writer.write(out)
    found = extract(put(out.getvalue()))
    assert _notices(found, "attachments") == [("attachments", "Заявка.xlsx, pinned.csv")]


ACTION = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
PACKED = made_pdf.stream(f"9 0 {ACTION}", "/Type /ObjStm /N 1 /First 4", packed=True)


@pytest.mark.parametrize(
    ("data", "has_script"),
    [
        (made_pdf.pdf([[LONG]]), False),
        (made_pdf.pdf([["A/JavaScript"]]), False),
        (made_pdf.pdf([[LONG]], ACTION, catalog="/OpenAction 5 0 R"), True),
        (made_pdf.pdf([[LONG]], catalog=f"/Names << /JavaScript << /Names [(a) {ACTION}] >> >>"), True),
        (made_pdf.pdf([[LONG]], PACKED), True),
        (made_pdf.pdf([[LONG]], PACKED[:-14]), True),
    ],
)  # fmt: skip
def test_extract_tells_of_scripts(put: Put, data: bytes, has_script: bool) -> None:
    assert _notices(extract(put(data)), "scripts") == ([("scripts", "")] if has_script else [])


def test_extract_tells_of_a_script_on_a_field(put: Put) -> None:
    data = made_pdf.pdf(
        [[LONG]],
        "<< /Fields [6 0 R] >>",
        f"<< {WIDGET} /FT /Tx /T (sum) /AA << /C << /S/#4aavaScript /JS (event.value=1) >> >> >>",
        catalog="/AcroForm 5 0 R",
        page="/Annots [6 0 R]",
    )
    assert _notices(extract(put(data)), "scripts") == [("scripts", "")]


def test_extract_reads_the_words_of_a_form_drawn_elsewhere(put: Put) -> None:
    template = (
        "<template xmlns='t'><draw><value><text>Name of\n the library</text></value></draw>"
        "<event><script>app.alert(1)</script></event></template>"
    )
    data = made_pdf.pdf(
        [["Please wait..."]],
        "<< /Fields [] /XFA [(template) 6 0 R (datasets) 7 0 R (config) 8 0 R] >>",
        made_pdf.stream(template, packed=True),
        made_pdf.stream("<x:datasets xmlns:x='d'><x:data><town>Baku</town></x:data></x:datasets>"),
        made_pdf.stream("<config>not read</config>"),
        catalog="/NeedsRendering true /AcroForm 5 0 R",
    )
    found = extract(put(data))
    assert found.pages[0].text == "Please wait...\n\nName of the library\ntown: Baku"
    assert _notices(found, "form-elsewhere") == [("form-elsewhere", "")]


def test_extract_reads_no_form_whose_xml_declares_entities(put: Put) -> None:
    bomb = "<!DOCTYPE t [<!ENTITY a 'aaaa'>]><template><text>&a;</text></template>"
    data = made_pdf.pdf(
        [["Please wait..."]],
        "<< /Fields [] /XFA [(template) 6 0 R] >>",
        made_pdf.stream(bomb),
        catalog="/NeedsRendering true /AcroForm 5 0 R",
    )
    assert extract(put(data)).pages[0].text == "Please wait..."


def _tagged(first: str, lines: int = 1) -> bytes:
    return made_pdf.pdf(
        [[LONG] * lines],
        "<< /Type /StructTreeRoot /K 6 0 R /ParentTree 7 0 R /RoleMap << /Kopf /H1 >> >>",
        "<< /S /Document /P 5 0 R /K [8 0 R 9 0 R 10 0 R] >>",
        "<< /Nums [0 [8 0 R 9 0 R 10 0 R]] >>",
        f"<< /S /{first} /P 6 0 R /Pg 3 0 R /K 0 >>",
        "<< /S /Figure /P 6 0 R /Pg 3 0 R /K 1 >>",
        "<< /S /Figure /P 6 0 R /Pg 3 0 R /K 2 /Alt (A hall) >>",
        catalog=TAGGED,
        page="/StructParents 0",
    )


ABOUT_TAGS = ("untagged", "no-headings", "no-alternatives")


def test_extract_tells_of_figures_without_an_alternative_text(put: Put) -> None:
    assert _notices(extract(put(_tagged("P"))), *ABOUT_TAGS) == [("no-alternatives", "1")]


def test_extract_tells_of_a_long_tagged_text_without_headings(put: Put) -> None:
    found = extract(put(_tagged("P", lines=150)))
    assert _notices(found, *ABOUT_TAGS) == [("no-headings", ""), ("no-alternatives", "1")]
    headed = extract(put(_tagged("Kopf", lines=150)))
    assert _notices(headed, *ABOUT_TAGS) == [("no-alternatives", "1")]


XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><r:RDF><r:Description>'
    "<dc:title><r:Alt><r:li>Rooms</r:li><r:li>Salles</r:li></r:Alt></dc:title>"
    "<dc:creator><r:Seq><r:li>Ana Lima</r:li><r:li>Ben Osei</r:li></r:Seq></dc:creator>"
    "<dc:language><r:Bag><r:li>pt-BR</r:li></r:Bag></dc:language>"
    "</r:Description></r:RDF></x:xmpmeta>"
)


@pytest.mark.parametrize("packed", [False, True])
def test_extract_reads_the_xmp_packet(put: Put, packed: bool) -> None:
    packet = made_pdf.stream(XMP, "/Type /Metadata /Subtype /XML", packed=packed)
    data = made_pdf.pdf(
        [[LONG]], packet, catalog="/Metadata 5 0 R", information="/Company (Casa Aberta)"
    )
    found = extract(put(data))
    assert found.metadata == Metadata("Rooms", ("Ana Lima", "Ben Osei"), None, "pt-BR")
    assert _notices(found, "no-title", "no-language", "author-names") == [
        ("author-names", "Casa Aberta, Ana Lima, Ben Osei"),
    ]


def test_extract_tells_of_properties_that_are_missing(put: Put) -> None:
    torn = zlib.compress(XMP.encode())[:60]
    packet = made_pdf.stream(torn, "/Type /Metadata /Subtype /XML /Filter /FlateDecode")
    found = extract(put(made_pdf.pdf([[LONG]], packet)))
    assert found.metadata == Metadata()
    assert [notice.code for notice in found.notices] == ["untagged", "no-title", "no-language"]


def test_extract_gives_the_labels_of_pages(put: Put) -> None:
    labels = "/PageLabels << /Nums [0 << /S /r >> 1 << /S /D /St 2 >>] >>"
    found = extract(put(made_pdf.pdf([["One"], ["Two"]], catalog=labels)))
    assert [page.label for page in found.pages] == ["i", None]
