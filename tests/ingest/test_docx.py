"""DOCX: everything a reader sees, in order, and what was inserted but not what was deleted."""

import pytest

from coalition.ingest.extractors.docx import extract
from coalition.ingest.reading import Metadata, Notice, Unreadable
from tests.ingest import made
from tests.ingest.conftest import Put


def _text(put: Put, data: bytes) -> str:
    return "\n\n".join(page.text for page in extract(put(data)).pages)


def test_extract_reads_body_table_header_and_footer_in_order(put: Put) -> None:
    found = extract(put(made.docx()))
    assert [page.text for page in found.pages] == [
        "Coalition paper\n\nOpening hours\n\nLibraries open their doors to everyone who asks.\n\n"
        "Country | Rooms\n\nKenya | 60\n\nAfter the table.\n\nBaku 2012"
    ]
    assert found.unit == "part"
    assert found.metadata.title == "Reading rooms"
    assert found.metadata.authors == ("Ana Lima", "Ben Osei")
    assert found.metadata.language == "en-GB"
    assert found.notices == ()


def test_extract_keeps_insertions_drops_deletions_and_says_so(put: Put) -> None:
    body = (
        "<w:p><w:r><w:t>We </w:t></w:r><w:ins><w:r><w:t>warmly </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>hardly </w:delText></w:r></w:del>"
        "<w:r><w:t>agree</w:t></w:r></w:p>"
    )
    found = extract(put(made.docx_of(body)))
    assert found.pages[0].text == "We warmly agree"
    assert found.notices == (Notice("tracked-changes", None, "2"),)


def test_extract_puts_notes_below_their_paragraph_and_comments_last(put: Put) -> None:
    body = (
        '<w:p><w:r><w:t>Claim</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
        "<w:p><w:r><w:t>Next</w:t></w:r></w:p>"
    )
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>Source.</w:t></w:r></w:p></w:footnote>'
    comment = "<w:comment><w:p><w:r><w:t>Really?</w:t></w:r></w:p></w:comment>"
    found = extract(put(made.docx_of(body, footnotes=note, comments=comment)))
    assert found.pages[0].text == "Claim\n\nSource.\n\nNext\n\n[Really?]"
    assert found.notices == (Notice("comments", None, "1"),)


def test_extract_reads_a_text_box_once(put: Put) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent>"
    body = (
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r>'
        f"<w:t>Before</w:t><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert _text(put, made.docx_of(body)) == "Before\n\nIn a box"


def test_extract_reads_breaks_tabs_hyphens_and_skips_field_codes(put: Put) -> None:
    body = (
        "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>co</w:t><w:noBreakHyphen/>"
        "<w:t>op</w:t><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    assert _text(put, made.docx_of(body)) == "a\nb co-op"


def test_extract_loses_a_broken_part_alone(put: Put) -> None:
    data = made.docx_of("<w:p><w:r><w:t>Body</w:t></w:r></w:p>", header="<broken")
    found = extract(put(data))
    assert [page.text for page in found.pages] == ["Body"]
    assert found.notices == (Notice("part-failed", None, "word/header.xml"),)


def test_extract_finds_the_body_without_relations(put: Put) -> None:
    found = extract(put(made.repacked(made.docx(), {"_rels/.rels": "<broken"})))
    assert found.pages[0].text.startswith("Coalition paper")


def test_extract_goes_without_broken_properties(put: Put) -> None:
    found = extract(put(made.repacked(made.docx(), {"docProps/core.xml": "<broken"})))
    assert found.metadata == Metadata(language=found.metadata.language)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<w:document", "damaged"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "entities"),
    ],
)
def test_extract_refuses_a_broken_or_hostile_body(put: Put, document: str, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(made.zipped({"word/document.xml": document})))
    assert refusal.value.args == (code, "word/document.xml")
