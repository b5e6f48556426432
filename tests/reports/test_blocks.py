"""Paragraphs and lists of a plain text."""

from coalition.reports.blocks import Block, blocks_of


def test_empty_lines_part_and_dashes_list() -> None:
    text = "One\nline\n\nAsked:\n– a\n- b\n\n• c\n\n- d\nno list\n\n\n"
    assert [*blocks_of(text)] == [
        Block("One\nline"),
        Block("Asked:", ("a", "b")),
        Block("", ("c",)),
        Block("- d\nno list"),
    ]
