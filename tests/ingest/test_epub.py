"""EPUB: chapters in order with their titles, a broken one lost alone, locked books refused."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest.extractors.epub import extract
from coalition.ingest.reading import Heading, Metadata, Notice, Unreadable
from tests.ingest.conftest import Put
from tests.ingest.made import repacked, zipped
from tests.ingest.made_epub import epub, package, xhtml

NAV = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
NCX = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
CONTENTS = xhtml(
    '<nav epub:type="landmarks"><ol><li><a href="one.xhtml">Cover</a></li></ol></nav>'
    '<nav epub:type="toc"><ol><li><a href="one.xhtml">First shelf</a><ol>'
    '<li><a href="two%2Exhtml#x">Second shelf</a></li></ol></li></ol></nav>'
)
POINTS = (
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>First'
    '</text></navLabel><content src="one.xhtml"/><navPoint><navLabel><text>Second</text></navLabel>'
    '<content src="two.xhtml#there"/></navPoint></navPoint></navMap></ncx>'
)
TWO = {"one": xhtml("<p>Open doors.</p>"), "two": xhtml("<p>Open shelves.</p>")}


def test_extract_reads_chapters_in_the_order_of_the_spine(put: Put) -> None:
    chapters = {"two": xhtml("<h1>Two</h1><p>b</p>"), "one": xhtml("<p>a<br/>a</p>")}
    found = extract(put(epub(chapters)))
    assert [(page.number, page.label, page.text) for page in found.pages] == [
        (1, "Two", "Two\n\nb"),
        (2, None, "a\na"),
    ]
    assert found.metadata == Metadata("Open shelves", ("Ana Lima",), None, "en")
    assert found.notices == (Notice("author-names", None, "Ana Lima"),)


@pytest.mark.parametrize(
    ("items", "toc", "member", "content", "titles"),
    [
        (NAV, "", "book/nav.xhtml", CONTENTS, ["First shelf", "Second shelf"]),
        (NCX, 'toc="ncx"', "book/toc.ncx", POINTS, ["First", "Second"]),
    ],
)
def test_extract_labels_parts_as_the_contents_do(
    put: Put, items: str, toc: str, member: str, content: str, titles: list[str]
) -> None:
    found = extract(put(epub(TWO, items=items, toc=toc, extra={member: content})))
    assert [page.label for page in found.pages] == titles
    assert found.outline == (Heading(1, titles[0], 1), Heading(2, titles[1], 2))


def test_extract_numbers_the_parts_of_long_chapters_through(put: Put) -> None:
    long = "<p>" + "word " * 500 + "</p>"
    chapters = {"one": xhtml(long * 2), "two": xhtml("<h2>Last</h2>")}
    found = extract(put(epub(chapters, items=NAV, extra={"book/nav.xhtml": CONTENTS})))
    assert [(page.number, page.label) for page in found.pages] == [
        (1, "First shelf"),
        (2, "First shelf"),
        (3, "Second shelf"),
    ]
    assert found.outline == ()


def test_extract_says_the_language_of_a_chapter_in_another(put: Put) -> None:
    french = xhtml("<p>Portes ouvertes.</p>").replace("<html", '<html xml:lang="fr"')
    found = extract(put(epub({"one": TWO["one"], "deux": french})))
    assert [page.language for page in found.pages] == [None, "fr"]


def test_extract_loses_a_missing_chapter_alone(put: Put) -> None:
    whole = epub(TWO)
    spine = package(("one", "lost", "two"))
    found = extract(put(repacked(whole, {"book/package.opf": spine})))
    assert [page.text for page in found.pages] == ["Open doors.", "Open shelves."]
    assert Notice("part-failed", None, "book/lost.xhtml") in found.notices


def test_extract_tells_what_the_book_leaves_out(put: Put) -> None:
    found = extract(put(epub({"one": xhtml('<p>a<img src="a.png"/></p>')}, metadata="")))
    assert found.notices == (
        Notice("no-title"),
        Notice("no-language"),
        Notice("no-alternatives", None, "1"),
    )


def test_extract_reads_a_book_whose_container_is_missing(put: Put) -> None:
    members = {"book/package.opf": package(("one",)), "book/one.xhtml": TWO["one"]}
    found = extract(put(zipped({"mimetype": "application/epub+zip", **members})))
    assert [page.text for page in found.pages] == ["Open doors."]


@pytest.mark.parametrize(
    ("algorithm", "code"),
    [
        ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "password"),
        ("http://www.idpf.org/2008/embedding", None),
    ],
)
def test_extract_refuses_what_is_locked_but_not_guarded_fonts(
    put: Put, algorithm: str, code: str | None
) -> None:
    locked = (
        '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{algorithm}"/></enc:EncryptedData></encryption>'
    )
    path = put(epub(TWO, extra={"META-INF/encryption.xml": locked}))
    assert _refusal(path) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"META-INF/container.xml": "<container/>", "book/package.opf": "<package"}, "damaged"),
        ({"book/package.opf": '<!DOCTYPE p [<!ENTITY a "b">]><package/>'}, "entities"),
        ({"book/package.opf": package(("none",))}, "damaged"),
    ],
)
def test_extract_refuses(put: Put, changes: dict[str, str], code: str) -> None:
    assert _refusal(put(repacked(epub(TWO), changes))) == code


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_broken_members_give_an_extract_or_a_refusal(data: st.DataObject) -> None:
    members: dict[str, bytes | str] = {
        "META-INF/container.xml": b"<container><rootfile full-path='book/package.opf'/></container>",
        "book/package.opf": package(("one", "two"), items=NAV + NCX).encode(),
        "book/nav.xhtml": CONTENTS.encode(),
        "book/toc.ncx": POINTS.encode(),
        "book/one.xhtml": TWO["one"].encode(),
    }
    name = data.draw(st.sampled_from(sorted(members)))
    broken = bytearray(members[name])  # type: ignore[arg-type]  # all of them are bytes
    for _ in range(data.draw(st.integers(1, 5))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    members[name] = bytes(broken[: data.draw(st.integers(0, len(broken)))])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.epub"
        path.write_bytes(zipped(members))
        _refusal(path)


def _refusal(path: Path) -> str | None:
    """Give the code of the refusal; None when the book is read."""
    try:
        extract(path)
    except Unreadable as refusal:
        return refusal.code
    return None
