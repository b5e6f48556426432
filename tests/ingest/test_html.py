"""HTML: what a reader sees, without scripts; roles, styles, languages; encodings; hostile depth."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest.extractors.html import extract
from coalition.ingest.reading import Metadata, Notice, Stretch, Unreadable
from tests.ingest.conftest import Put

PAGE = """<!doctype html><html lang="fr"><head><title>Les hubs</title>
<meta name="author" content="Ana Lima"><meta name="keywords" content="a, b">
<meta name="description" content="Court."><style>p{}</style></head><body>
<h1>Les  hubs</h1><p>Un <b>mot</b>,<br>deux.</p><script>alert("x")</script>
<table><tr><th>Hub</th><td><p>Nairobi</p></td></tr></table>
<ul><li>un</li><li>deux <img src=x alt="une carte"></li></ul>
<pre>a  b
c</pre></body></html>"""


def _pieces(put: Put, page: str) -> list[tuple[str, str]]:
    """Give the pieces of the first part: role and text."""
    part = extract(put(page.encode())).pages[0]
    return list(zip((piece.role for piece in part.shape), part.text.split("\n\n"), strict=True))


def test_extract_reads_blocks_tables_and_alternatives(put: Put) -> None:
    found = extract(put(PAGE.encode()))
    assert [(part.label, part.text) for part in found.pages] == [
        (
            "Les hubs",
            "Les hubs\n\nUn mot,\ndeux.\n\nHub | Nairobi\n\nun\n\ndeux une carte\n\na  b\nc",
        )
    ]
    assert found.metadata == Metadata("Les hubs", ("Ana Lima",), None, "fr", "Court.", ("a", "b"))
    assert found.notices == (Notice("author-names", None, "Ana Lima"), Notice("scripts"))


def test_extract_says_what_each_piece_is(put: Put) -> None:
    page = """<h2>Rooms</h2><p>Text<blockquote><p>Said</p><ul><li>one<ul><li>two</ul></ul>
    </blockquote><pre>x</pre><table><thead><tr><td>Hub<td>Place</thead><tr><th>A<td>Baku</table>
    <table><tr><th>Only<th>heads</table><aside role="doc-footnote"><p>See above</aside>"""
    assert _pieces(put, page) == [
        ("heading-2", "Rooms"),
        ("paragraph", "Text"),
        ("quotation", "Said"),
        ("item", "one"),
        ("item", "two"),
        ("code", "x"),
        ("header-row", "Hub | Place"),
        ("row", "A | Baku"),
        ("header-row", "Only | heads"),
        ("note", "See above"),
    ]


def test_extract_marks_styles_without_the_spaces_around_them(put: Put) -> None:
    page = "<p>A <b>bold </b>and <em>soft<i>er</i></em> <s>old</s> <ins>new</ins> &#xfdd1;word"
    part = extract(put(page.encode())).pages[0]
    assert part.text == "A bold and softer old new word"
    assert part.shape[0].styles == (
        Stretch(2, 6, "strong"),
        Stretch(11, 17, "emphasis"),
        Stretch(18, 21, "deleted"),
        Stretch(22, 25, "inserted"),
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>secret",
        "<p style='color:red; DISPLAY : none'>secret",
        "<p style='visibility:hidden'>secret",
        "<template>secret</template>",
        "<script>secret</script>",
        "<style>secret</style>",
        "<!-- secret -->",
        "<div hidden><div><p>secret</div></div>",
    ],
)
def test_extract_leaves_out_what_is_hidden(put: Put, hidden: str) -> None:
    assert extract(put(f"<p>seen{hidden}".encode())).pages[0].text == "seen"


def test_extract_reads_a_table_that_only_arranges_as_what_it_arranges(put: Put) -> None:
    page = "<table><tr><td>Menu<td><h1>Hubs</h1><p>Text</table><table><tr><td>Framed</table>"
    assert _pieces(put, page) == [
        ("paragraph", "Menu"),
        ("heading-1", "Hubs"),
        ("paragraph", "Text"),
        ("paragraph", "Framed"),
    ]


def test_extract_gives_long_passages_in_another_language_parts_of_their_own(put: Put) -> None:
    long, short = "word " * 300, "mot " * 10
    page = f"<html lang=en><p>{long}<p lang=fr>{short}<p>{long}<div lang=fr><p>{'mot ' * 300}"
    found = extract(put(page.encode()))
    assert [(part.number, part.language) for part in found.pages] == [(1, None), (2, "fr")]


def test_extract_counts_pictures_that_say_nothing(put: Put) -> None:
    found = extract(put(b"<p>a<img src=x><img alt=''><img hidden><img src=y alt='map'>"))
    assert Notice("no-alternatives", None, "1") in found.notices


def test_extract_reads_the_encoding_it_declares(put: Put) -> None:
    page = '<html><meta charset="iso-8859-2"><p>Zażółć gęślą jaźń'.encode("iso8859-2")
    assert extract(put(page)).pages[0].text == "Zażółć gęślą jaźń"


def test_extract_shows_the_title_when_the_page_does_not(put: Put) -> None:
    found = extract(put(b"<title>Named</title><p>Body"))
    assert found.pages[0].text == "Named\n\nBody"


@pytest.mark.parametrize("opening", ["<div>", "<table><tr><td>", "<ul><li>", "<b>"])
def test_extract_reads_what_is_nested_very_deep(put: Put, opening: str) -> None:
    page = b"<html>" + opening.encode() * 5000 + b"deep"
    assert extract(put(page)).pages[0].text == "deep"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_broken_pages_give_an_extract_or_a_refusal(data: st.DataObject) -> None:
    broken = bytearray(PAGE.encode())
    for _ in range(data.draw(st.integers(0, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(broken)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_bytes(data.draw(st.sampled_from([bytes(broken[:cut]), data.draw(st.binary())])))
        try:
            extract(path)
        except Unreadable:
            return
