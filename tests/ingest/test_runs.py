"""Runs join to one text, each stretch marked, a word parted from the one that replaced it."""

import pytest

from coalition.ingest.parts import Block, page_of
from coalition.ingest.runs import Run, joined


@pytest.mark.parametrize(
    ("runs", "text", "styles"),
    [
        ([("a ", None), (" loud", "strong"), ("er ", "strong")], "a louder", (2, 8, "strong")),
        ([("hard", "deleted"), ("easy", "inserted")], "hard easy", (0, 4, "deleted")),
        ([("easy", "inserted"), (" hard", "deleted")], "easy hard", (0, 4, "inserted")),
        ([("re", None), ("open", "inserted")], "reopen", (2, 6, "inserted")),
        ([("\ufdd0a", None), ("b", "strong")], "ab", (1, 2, "strong")),
    ],
)
def test_joined_runs_read_as_one_text(
    runs: list[Run], text: str, styles: tuple[int, int, str]
) -> None:
    page = page_of(1, None, [Block(joined(runs))])
    first = page.shape[0].styles[0]
    assert page.text == text
    assert (first.start, first.end, first.style) == styles
