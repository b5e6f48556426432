"""Plain text keeps its lines and columns; paragraphs stay whole in parts."""

from coalition.ingest.extractors.text import extract
from coalition.ingest.reading import Metadata, Page, Piece
from tests.ingest.conftest import Put


def test_extract_keeps_lines_and_columns(put: Put) -> None:
    found = extract(put(b"Name    Rooms\r\nKenya      60\r\n\r\n\r\nEnd\0 of it\f"))
    text = "Name    Rooms\nKenya      60\n\nEnd of it"
    shape = (Piece("paragraph", (27,)), Piece("paragraph", (9,)))
    assert found.pages == (Page(1, None, text, shape),)
    assert found.metadata == Metadata()


def test_extract_splits_long_text_in_parts(put: Put) -> None:
    paragraph = "word " * 200
    found = extract(put("\n\n".join([paragraph] * 10).encode()))
    assert [part.number for part in found.pages] == [1, 2, 3, 4]
    assert " ".join(part.text for part in found.pages).split() == ["word"] * 2000


def test_extract_lets_no_mark_of_style_come_from_the_file(put: Put) -> None:
    part = extract(put("a \ufdd1bold\ufdd7 word".encode())).pages[0]
    assert (part.text, part.shape[0].styles) == ("a bold word", ())
