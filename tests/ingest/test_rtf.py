"""RTF: controls, code pages, notes, tables and hidden text."""

import pytest

from coalition.ingest.extractors.rtf import extract
from coalition.ingest.reading import Metadata, Notice
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
        (rb"{\rtf1 a{\*\unknown secret}b{\pict 00ff}c{\v hidden}d{\deleted gone}e}", "abcde"),
        (rb"{\rtf1 a{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}}", "alink"),
        (rb"{\rtf1 one\cell two\cell\row three\par}", "one | two\n\nthree"),
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
        ("Heading", "Heading\n\nbody\n\n[Why?]")
    ]
    assert found.notices == (Notice("comments", None, "1"),)
