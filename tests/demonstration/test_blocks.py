"""Markdown to blocks: what is understood, and what is refused instead of lost."""

import pytest

from coalition.demonstration.blocks import (
    Heading,
    Listing,
    Paragraph,
    Quote,
    Span,
    Table,
    block_text,
    parse,
)


def test_parse_gives_each_kind_of_block() -> None:
    text = (
        "## Head\n\nOne **two**\n*three*\n\n1. a\n2. b\n\n> said\n\n| x | y |\n|---|---|\n| 1 | |\n"
    )
    assert parse(text) == (
        Heading(1, (Span("Head"),)),
        Paragraph(
            (
                Span("One "),
                Span("two", strong=True),
                Span(" "),
                Span("three", emphasis=True),
            )
        ),
        Listing(True, ((Span("a"),), (Span("b"),))),
        Quote((Span("said"),)),
        Table(((Span("x"),), (Span("y"),)), (((Span("1"),), ()),)),
    )


def test_block_text_parts_cells_by_tabs_and_items_by_lines() -> None:
    listing, table = parse("- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n")
    assert block_text(listing) == "a\nb"
    assert block_text(table) == "x\ty\n1\t2"


@pytest.mark.parametrize(
    "text", ["    code", "- a\n  - b", "[a link](https://example.org)", "`code`", "---"]
)
def test_parse_refuses_what_the_makers_cannot_set(text: str) -> None:
    with pytest.raises(ValueError, match="demonstration document "):
        parse(text)
