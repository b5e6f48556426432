"""DOC: text by the programs there are, properties by ourselves, locked ones refused."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalition.ingest import programs
from coalition.ingest.docbook import blocks_of
from coalition.ingest.extractors.doc import extract
from coalition.ingest.kinds import identify
from coalition.ingest.parts import Block, row, styled
from coalition.ingest.reader import read
from coalition.ingest.reading import Metadata, Notice, Unreadable
from tests.ingest.conftest import Put
from tests.ingest.made_compound import compound, excel, summary, word

FILES = Path(__file__).resolve().parents[3] / "shared" / "data" / "files"
SUMMARY = "\x05SummaryInformation"
PAPER = compound(
    {
        "WordDocument": word(
            'Open doors.\nTo HYPERLINK "http://example.org" everyone.\n', comment_count=2
        ),
        SUMMARY: summary("Räume", "Ana Lima; Ben Osei"),
        "Macros": b"",
    },
    {"Workbook": excel({"Inner": [["x"]]})},
)
needs_catdoc = pytest.mark.skipif(not shutil.which("catdoc"), reason="CATDOC IS NOT INSTALLED")
needs_antiword = pytest.mark.skipif(
    not shutil.which("antiword"), reason="ANTIWORD IS NOT INSTALLED"
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder of the test's own, as the reading process does."""
    monkeypatch.chdir(tmp_path)


@needs_catdoc
def test_extract_reads_text_and_properties(put: Put) -> None:
    found = extract(put(PAPER))
    assert [page.text for page in found.pages] == ["Open doors.\n\nTo everyone."]
    assert found.metadata == Metadata("Räume", ("Ana Lima", "Ben Osei"), "2012-11-08")
    assert found.notices == (
        Notice("comments", None, "2"),
        Notice("author-names", None, "Ana Lima, Ben Osei"),
        Notice("macros"),
    )


@needs_catdoc
def test_a_reading_process_may_start_the_program(put: Put) -> None:
    reading = read(put(PAPER, "paper.doc"), "paper.doc")
    assert [page.text for page in reading.pages] == ["Open doors.\n\nTo everyone."]


def test_extract_says_when_no_program_reads_it(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_PLACES", "/nowhere")
    with pytest.raises(Unreadable) as refusal:
        extract(put(PAPER))
    assert (refusal.value.code, refusal.value.detail) == ("no-converter", "doc")


def test_extract_refuses_what_is_locked(put: Put) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(compound({"WordDocument": word("secret", is_locked=True)})))
    assert refusal.value.code == "password"


def test_identify_is_not_misled_by_what_is_embedded(put: Put) -> None:
    assert identify(put(PAPER), "paper.doc").key == "doc"
    sums = compound({"Workbook": excel({"A": [["x"]]})}, {"WordDocument": word("x")})
    assert identify(put(sums), "sums.xls").key == "xls"


def test_blocks_of_reads_what_antiword_writes() -> None:
    written = b"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE book PUBLIC "-//OASIS//DTD DocBook XML V4.1.2//EN" "docbookx.dtd">
<book lang='en_US'><title>T</title><bookinfo><title>T</title></bookinfo>
<chapter><title>Rooms</title><para>
Open <emphasis role='bold'>doors </emphasis>\x01 [pic]<footnote><para>See below</para></footnote> | |
</para><para>| |</para><sect1><title>Hours</title><itemizedlist mark='bullet'><listitem><para>
one</para></listitem></itemizedlist><para><informaltable><tgroup cols='2'><tbody><row><entry>
A
</entry><entry>B</entry></row></tbody></tgroup></informaltable></para>
<informaltable><tgroup cols='1'><tbody><row><entry>
framed

text</entry></row></tbody></tgroup></informaltable></sect1></chapter></book>"""
    assert blocks_of(written) == [
        Block("Rooms", 1),
        Block(f"Open {styled('doors', 'strong')}   | |"),
        Block("See below", role="note"),
        Block("Hours", 2),
        Block("one", role="item"),
        row(["A", "B"]),
        Block("framed"),
        Block("text"),
    ]


@needs_antiword
@pytest.mark.skipif(not FILES.exists(), reason=f"THE REAL FILES ARE NOT THERE: {FILES}")
def test_extract_finds_headings_lists_and_notes_in_a_real_file() -> None:
    found = extract(FILES / "d033_parentinvguid.doc")
    roles = [piece.role for page in found.pages for piece in page.shape]
    counted = {role: roles.count(role) for role in ("heading-1", "heading-3", "item", "note")}
    assert counted == {"heading-1": 7, "heading-3": 73, "item": 85, "note": 5}


@needs_catdoc
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the folder may be the same
)
@given(data=st.data())
def test_broken_files_give_an_extract_or_a_refusal(data: st.DataObject) -> None:
    broken = bytearray(compound({"WordDocument": word("Open doors."), SUMMARY: summary("T", "A")}))
    for _ in range(data.draw(st.integers(0, 8))):
        broken[data.draw(st.integers(8, len(broken) - 1))] = data.draw(st.integers(0, 255))
    path = Path.cwd() / "broken"
    path.write_bytes(broken[: data.draw(st.integers(0, len(broken)))])
    try:
        extract(path)
    except Unreadable:
        return
