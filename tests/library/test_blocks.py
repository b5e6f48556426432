"""A page's text becomes headings, lists, tables and the rest, with its places numbered."""

from typing import Any

import pytest

from coalition.library.blocks import Block, Fragment, Row, Run, Typesetter
from coalition.library.marks import Marker
from coalition.library.models import Page


def line(*runs: str | tuple[str, str]) -> tuple[Fragment, ...]:
    """Return a line of one unmarked fragment."""
    made = (Run(run) if isinstance(run, str) else Run(*run) for run in runs)
    return (Fragment(tuple(made)),)


def blocks_of(text: str, shape: list[Any], query: str = "") -> tuple[Block, ...]:
    page = Page(number=1, text=text, shape=shape)
    return Typesetter(Marker(query, ["en"])).blocks_of(page)


def test_equals_that_follow_each_other_stand_together() -> None:
    text = "Rooms\n\nOpen\n\nWarm\n\nQuiet\n\nSaid one\n\nSaid two\n\nThe end"
    shape = [
        ["heading-1", [5]],
        ["paragraph", [4]],
        ["item", [4]],
        ["item", [5]],
        ["quotation", [8]],
        ["quotation", [8]],
        ["paragraph", [7]],
    ]
    assert blocks_of(text, shape) == (
        Block("heading", (line("Rooms"),), level=3),
        Block("paragraph", (line("Open"),)),
        Block("list", (line("Warm"), line("Quiet"))),
        Block("quotation", (line("Said one"), line("Said two"))),
        Block("paragraph", (line("The end"),)),
    )


def test_tables_have_rows_of_cells_and_begin_at_their_header() -> None:
    text = "Town | Seats\n\nGhent | 12\n\nTown\n\n | x"
    shape = [["header-row", [4, 5]], ["row", [5, 2]], ["header-row", [4]], ["row", [0, 1]]]
    assert blocks_of(text, shape) == (
        Block(
            "table",
            rows=(
                Row((line("Town"), line("Seats")), is_header=True),
                Row((line("Ghent"), line("12"))),
            ),
        ),
        Block("table", rows=(Row((line("Town"),), is_header=True), Row(((), line("x"))))),
    )


@pytest.mark.parametrize(
    "role", ["quotation", "code", "note", "comment", "speaker-note", "margin", "paragraph"]
)
def test_each_role_is_a_kind(role: str) -> None:
    assert [block.kind for block in blocks_of("x", [[role, [1]]])] == [role]


def test_headings_never_skip_a_level() -> None:
    roles = ["heading-2", "heading-4", "heading-6", "heading-1", "heading-6"]
    found = blocks_of("\n\n".join("x" for _ in roles), [[role, [1]] for role in roles])
    assert [block.level for block in found] == [3, 4, 5, 3, 4]


def test_styles_cut_a_line_in_runs() -> None:
    shape = [["paragraph", [12], [[0, 3, "strong"], [4, 8, "inserted"]]]]
    assert blocks_of("The new word", shape) == (
        Block("paragraph", (line(("The", "strong"), " ", ("new ", "inserted"), "word"),)),
    )


def test_styles_in_a_row_stay_in_their_cells() -> None:
    shape = [["row", [3, 3], [[0, 3, "strong"], [7, 9, "deleted"]]]]
    assert blocks_of("Old | ten", shape) == (
        Block("table", rows=(Row((line(("Old", "strong")), line("t", ("en", "deleted")))),)),
    )


def test_places_are_numbered_through_cells_and_cross_styles() -> None:
    page = Page(
        number=1,
        text="door | no door\n\nThe doors",
        shape=[["row", [4, 7]], ["paragraph", [9], [[4, 6, "emphasis"]]]],
    )
    typesetter = Typesetter(Marker("door", ["en"]))
    table, paragraph = typesetter.blocks_of(page)
    assert list(table.places) == [1, 2]
    assert list(paragraph.places) == [3]
    assert paragraph.lines == (
        (
            Fragment((Run("The "),)),
            Fragment((Run("do", "emphasis"), Run("ors")), place=3),
        ),
    )
    assert typesetter.place_count == 3
    following = typesetter.blocks_of(Page(number=2, text="A door.", shape=[]))
    assert list(following[0].places) == [4]


@pytest.mark.parametrize("shape", [[], [["heading-1", [3]]], [["row", [1, 1, 1]]]])
def test_without_a_shape_that_fits_there_are_paragraphs(shape: list[Any]) -> None:
    assert blocks_of("One\n\n \n\nTwo\nthree\n", shape) == (
        Block("paragraph", (line("One"),)),
        Block("paragraph", (line("Two\nthree"),)),
    )


def test_no_text_makes_no_blocks() -> None:
    assert blocks_of("", []) == ()
