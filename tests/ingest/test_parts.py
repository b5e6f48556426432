"""Parts are about a page long and break where a reader would."""

from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest.parts import Block, page_of, row, split, styled, unmarked
from coalition.ingest.reading import Page, Piece, Stretch


def test_split_opens_a_part_at_a_heading_and_labels_it() -> None:
    blocks = [Block("One", 1), Block("word " * 12), Block("Two", 1), Block("more")]
    assert split(blocks, size=80) == (
        Page(
            1,
            "One",
            "One\n\n" + ("word " * 12).strip(),
            (Piece("heading-1", (3,)), Piece("paragraph", (59,))),
        ),
        Page(2, "Two", "Two\n\nmore", (Piece("heading-1", (3,)), Piece("paragraph", (4,)))),
    )


def test_rows_keep_their_cells_and_empty_ones_have_no_text() -> None:
    header = row(["Country", "", " Rooms\nin all "], is_header=True)
    assert split([header, row(["", " "]), row(["Kenya", "60"])]) == (
        Page(
            1,
            None,
            "Country |  | Rooms in all\n\nKenya | 60",
            (Piece("header-row", (7, 0, 12)), Piece("row", (5, 2))),
        ),
    )


def test_styles_are_taken_out_of_the_text_and_kept_beside_it() -> None:
    text = (
        f"a {styled('new', 'inserted')} and {styled('old', 'deleted')}{styled('', 'strong')} word"
    )
    assert page_of(4, "iv", [Block(text)]) == Page(
        4,
        "iv",
        "a new and old word",
        (Piece("paragraph", (18,), (Stretch(2, 5, "inserted"), Stretch(10, 13, "deleted"))),),
    )


def test_styles_stay_in_cells_that_are_said_to_be_styled() -> None:
    cells = ("one", f"{styled('two', 'deleted')}  three", styled("four", "inserted"))
    styles = (Stretch(6, 9, "deleted"), Stretch(18, 22, "inserted"))
    assert page_of(1, None, [row(cells, is_styled=True)]) == Page(
        1, None, "one | two three | four", (Piece("row", (3, 9, 4), styles),)
    )


def test_styles_stay_where_a_long_text_is_cut() -> None:
    text = "a " + styled("bc " * 7 + "bc", "deleted") + " d " + styled("e " * 9, "strong")
    found = split([Block(text)], size=12)
    marked = [
        [(part.text[one.start : one.end].strip(), one.style) for one in part.shape[0].styles]
        for part in found
    ]
    assert [part.text for part in found] == [
        "a bc bc bc",
        "bc bc bc bc",
        "bc d e e e",
        "e e e e e e",
    ]
    assert marked == [
        [("bc bc bc", "deleted")],
        [("bc bc bc bc", "deleted")],
        [("bc", "deleted"), ("e e e", "strong")],
        [("e e e e e e", "strong")],
    ]


def test_marks_of_style_cannot_come_from_a_file() -> None:
    hostile = "\ufdd0never inserted\ufdd7"
    assert unmarked(hostile) == "never inserted"
    assert split([row([hostile])])[0].shape == (Piece("row", (14,)),)
    assert split([Block(styled(hostile, "strong"))])[0].shape == (
        Piece("paragraph", (14,), (Stretch(0, 14, "strong"),)),
    )


def test_split_keeps_a_heading_with_what_it_is_above() -> None:
    parts = split([Block("a" * 30), Block("Heading", 2), Block("b" * 60)], size=70)
    assert [part.text for part in parts] == ["a" * 30, "Heading\n\n" + "b" * 60]


def test_deleted_words_of_a_heading_are_not_in_the_label() -> None:
    changed = f"Access {styled('for', 'deleted')}{styled('to', 'inserted')} all"
    gone = styled("Annex", "deleted")
    parts = split([Block(changed, 1), Block("a" * 60), Block(gone, 1), Block("b" * 60)], size=70)
    assert [(part.label, part.text[:5]) for part in parts] == [
        ("Access to all", "Acces"),
        (None, "Annex"),
    ]


def test_split_of_nothing_gives_no_parts() -> None:
    assert split([Block(""), Block(" \n ", 1)]) == ()


def test_split_cuts_text_without_spaces() -> None:
    parts = split([Block("图书馆向所有人开放" * 100)], size=100)
    assert max(len(part.text) for part in parts) <= 125
    assert "".join(part.text for part in parts) == "图书馆向所有人开放" * 100


def test_split_cuts_what_is_too_long_for_a_word() -> None:
    assert [len(part.text) for part in split([Block("x" * 5000)], size=2000)] == [2000, 2000, 1000]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("ab \n.,", min_size=1, max_size=400), max_size=6))
def test_split_never_cuts_a_word(texts: list[str]) -> None:
    parts = split([Block(text) for text in texts], size=60)
    kept = [word for part in parts for word in part.text.split()]
    assert kept == [word for text in texts for word in text.split()]
