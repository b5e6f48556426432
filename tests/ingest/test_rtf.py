"""RTF: controls, code pages, notes, tables, lists, tracked changes and hidden text."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest.extractors.rtf import extract
from coalition.ingest.reading import Metadata, Notice, Stretch, Unreadable
from tests.ingest.conftest import Put


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (rb"{\rtf1\ansi Hello\par World}", "Hello\n\nWorld"),
        (rb"{\rtf1\ansi caf\'e9 \u8212?x \emdash}", "café —x —"),
        (rb"{\rtf1\uc2\u-10179\'ff\'ff\u-8704\'ff\'ff ok}", "😀 ok"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет"),
        (
            rb"{\rtf1{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset128 B;}}\f1 \'93\'fa\'96\'7b\f0  x}",
            "日本 x",
        ),
        (rb"{\rtf1 a{\*\unknown secret}b{\pict 00ff}c{\v hidden}d}", "abcd"),
        (rb"{\rtf1 a{\b0\*\cs7 seen}{\'7b\*\cs7 too}}", "aseen{too"),
        (rb"{\rtf1 a{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}}", "alink"),
        (rb"{\rtf1 one\cell two\cell\row three\par}", "one | two\n\nthree"),
        (rb"{\rtf1\intbl a\par b\cell c\cell\row\pard d}", "a b | c\n\nd"),
        (rb"{\rtf1\intbl framed\par text\cell\row}", "framed\n\ntext"),
        (rb"{\rtf1 around{\*\shpinst{\shptxt boxed\par}} it\par}", "around it\n\nboxed"),
        (rb"{\rtf1 claim{\footnote source}.\par next}", "claim.\n\nsource\n\nnext"),
        (rb"{\rtf1{\header top}body\par}", "body\n\ntop"),
        (rb"{\rtf1 a\{b\}\\c\~d\_e}", r"a{b}\c d-e"),
        (rb"{\rtf1{\pict\bin5 }}}}}xyz}seen}", "seen"),
        (rb"{\rtf1 }}}} still here", "still here"),
    ],
)
def test_extract_reads(put: Put, source: bytes, text: str) -> None:
    assert "\n\n".join(page.text for page in extract(put(source)).pages) == text


def test_extract_reads_what_the_file_says(put: Put) -> None:
    source = (
        rb"{\rtf1{\info{\title Remote hubs}{\author Ana Lima}{\keywords a, b}"
        rb"{\creatim\yr2012\mo11\dy8}}\pard\outlinelevel0 Heading\par\pard body"
        rb"{\*\annotation Why?}}"
    )
    found = extract(put(source))
    assert found.metadata == Metadata(
        "Remote hubs", ("Ana Lima",), "2012-11-08", None, None, ("a", "b")
    )
    assert [(page.label, page.text) for page in found.pages] == [
        ("Heading", "Heading\n\nbody\n\nWhy?")
    ]
    assert found.notices == (
        Notice("no-language"),
        Notice("author-names", None, "Ana Lima"),
        Notice("comments", None, "1"),
    )


def test_extract_says_what_each_piece_is(put: Put) -> None:
    source = rb"""{\rtf1{\header top}\pard\outlinelevel1 Rooms\par\pard text{\footnote source}\par
{\listtext 1.\tab}\pard\ls1 first\par{\listtext\'b7\tab}second\par\pard
\trowd\trhdr\intbl Hub\cell Place\cell\row\trowd\intbl A\cell Baku\cell\row\pard end\par}"""
    page = extract(put(source)).pages[0]
    roles = [piece.role for piece in page.shape]
    assert list(zip(roles, page.text.split("\n\n"), strict=True)) == [
        ("heading-2", "Rooms"),
        ("paragraph", "text"),
        ("note", "source"),
        ("item", "1. first"),
        ("item", "second"),
        ("header-row", "Hub | Place"),
        ("row", "A | Baku"),
        ("paragraph", "end"),
        ("margin", "top"),
    ]


def test_extract_marks_styles_and_tracked_changes(put: Put) -> None:
    source = (
        rb"{\rtf1{\*\revtbl{Unknown;}{Ben Osei;}}a {\b bold }{\i soft} "
        rb"{\revised new }{\deleted old} \b x\b0 y}"
    )
    found = extract(put(source))
    assert found.pages[0].text == "a bold soft new old xy"
    assert found.pages[0].shape[0].styles == (
        Stretch(2, 6, "strong"),
        Stretch(7, 11, "emphasis"),
        Stretch(12, 15, "inserted"),
        Stretch(16, 19, "deleted"),
        Stretch(20, 21, "strong"),
    )
    assert found.notices[-2:] == (
        Notice("author-names", None, "Ben Osei"),
        Notice("tracked-changes", None, "2"),
    )


def test_extract_tells_pictures_attachments_and_language(put: Put) -> None:
    source = (
        rb"{\rtf1\deflang1036 Deux salles{\object{\*\objclass Excel.Sheet.8}{\*\objdata 00}}"
        rb"{\*\shppict{\pict{\*\picprop{\sp{\sn wzDescription}{\sv Une carte}}}00}}"
        rb"{\nonshppict{\pict 00}}{\pict 00}{\lang1033 un}}"
    )
    found = extract(put(source))
    assert found.pages[0].text == "Deux sallesun"
    assert found.metadata.language == "fr-FR"
    assert found.notices == (
        Notice("no-title"),
        Notice("no-alternatives", None, "1"),
        Notice("attachments", None, "Excel.Sheet.8"),
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_broken_files_give_an_extract_or_a_refusal(data: st.DataObject) -> None:
    broken = bytearray(
        rb"{\rtf1\ansi{\fonttbl{\f0\fcharset128 A;}}{\info{\title T}{\creatim\yr2012}}\f0 \'93\'fa"
        rb"{\footnote n}\u8212?\par\intbl a\cell b\cell\row{\listtext 1.}{\*\shpinst{\shptxt s}}}"
    )
    for _ in range(data.draw(st.integers(0, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.rtf"
        path.write_bytes(broken[: data.draw(st.integers(0, len(broken)))])
        try:
            extract(path)
        except Unreadable:
            return
