"""DOCX: everything a reader sees, in order, and what tracked changes insert and delete."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest.extractors.docx import extract
from coalition.ingest.reading import Extract, Metadata, Notice, Unreadable
from tests.ingest import made
from tests.ingest.broken import broken, try_to_read
from tests.ingest.conftest import Put
from tests.ingest.made_docx import OFFICE, SAYS_NOTHING, everything, paragraph
from tests.ingest.pieces import roles


def test_extract_reads_body_table_header_and_footer_in_order(put: Put) -> None:
    found = extract(put(made.docx()))
    assert [page.text for page in found.pages] == [
        "Opening hours\n\nLibraries open their doors to everyone who asks.\n\n"
        "Country | Rooms\n\nKenya | 60\n\nAfter the table.\n\nCoalition paper\n\nBaku 2012"
    ]
    assert [piece.role for piece in found.pages[0].shape] == [
        "heading-1",
        "paragraph",
        "header-row",
        "row",
        "paragraph",
        "margin",
        "margin",
    ]
    assert found.unit == "part"
    assert found.metadata.title == "Reading rooms"
    assert found.metadata.authors == ("Ana Lima", "Ben Osei")
    assert found.metadata.language == "en-GB"
    assert found.notices == (Notice("author-names", None, "Ana Lima, Ben Osei"),)


def test_extract_says_what_it_cannot_merge_in(put: Put) -> None:
    relations = f'<Relationships><Relationship Id="r" Target="a.rtf" Type="{OFFICE}/aFChunk"/></Relationships>'
    data = made.repacked(
        made.docx_of(paragraph("Body")), {"word/_rels/document.xml.rels": relations}
    )
    assert Notice("part-failed", None, "word/a.rtf") in extract(put(data)).notices


def test_extract_loses_a_broken_part_alone(put: Put) -> None:
    data = made.docx_of("<w:p><w:r><w:t>Body</w:t></w:r></w:p>", header="<broken")
    found = extract(put(data))
    assert [page.text for page in found.pages] == ["Body"]
    assert found.notices == (*SAYS_NOTHING, Notice("part-failed", None, "word/header.xml"))


def test_extract_finds_the_body_without_relations(put: Put) -> None:
    found = extract(put(made.repacked(made.docx(), {"_rels/.rels": "<broken"})))
    assert found.pages[0].text.startswith("Opening hours")


def test_extract_goes_without_broken_properties(put: Put) -> None:
    found = extract(put(made.repacked(made.docx(), {"docProps/core.xml": "<broken"})))
    assert found.metadata == Metadata(language=found.metadata.language)


HOSTILE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize("part", ["word/footer.xml", "word/_rels/document.xml.rels"])
def test_extract_refuses_a_hostile_part_beside_the_body(put: Put, part: str) -> None:
    data = made.docx_of(paragraph("Body"), footer="")
    with pytest.raises(Unreadable) as refusal:
        extract(put(made.repacked(data, {part: HOSTILE})))
    assert refusal.value.args == ("entities", part)


def test_extract_refuses_a_package_without_a_body(put: Put) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(made.zipped({"word/styles.xml": "<styles/>"})))
    assert refusal.value.args == ("damaged", "word/document.xml")


def test_extract_follows_no_relation_out_of_the_package(put: Put) -> None:
    outside = f'Type="{OFFICE}/header" TargetMode="External" Target="file:///etc/passwd"'
    above = f'Type="{OFFICE}/footer" Target="../../../etc/passwd"'
    relations = f"<Relationships><Relationship {outside}/><Relationship {above}/></Relationships>"
    data = made.docx_of(paragraph("Body"))
    found = extract(put(made.repacked(data, {"word/_rels/document.xml.rels": relations})))
    assert roles(found) == [("paragraph", "Body")]
    assert found.notices == (*SAYS_NOTHING, Notice("part-failed", None, "etc/passwd"))


@pytest.mark.parametrize(("document", "code"), [("<w:document", "damaged"), (HOSTILE, "entities")])
def test_extract_refuses_a_broken_or_hostile_body(put: Put, document: str, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(made.zipped({"word/document.xml": document})))
    assert refusal.value.args == (code, "word/document.xml")


@settings(max_examples=60, deadline=None)
@given(data=st.data(), whole=st.sampled_from((made.docx(), everything())))
def test_extract_of_anything_broken_gives_an_extract_or_a_refusal(
    data: st.DataObject, whole: bytes
) -> None:
    found = try_to_read(extract, broken(data, whole))
    assert found is None or isinstance(found, Extract)
