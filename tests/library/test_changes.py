"""Changes between texts come in passages, with the words around them, in bounded time."""

import random

from coalition.library.changes import CONTEXT, Change, Paragraph, Passage, changes_between
from coalition.library.differences import Words
from tests.spending import spending


def test_paragraphs_with_nothing_in_common_are_removed_and_added() -> None:
    before = [Paragraph(1, "Same."), Paragraph(4, "Entirely other words"), Paragraph(5, "End.")]
    after = [Paragraph(1, "Same."), Paragraph(2, "Nothing of it"), Paragraph(3, "End.")]
    [change] = changes_between(before, after)
    assert change.page == 2
    assert change.passages == (
        Passage("removed", 4, (Words("removed", "Entirely other words"),)),
        Passage("added", 2, (Words("added", "Nothing of it"),)),
    )


def test_a_long_text_without_paragraphs_is_compared_by_line() -> None:
    lines = [
        f"Line {number} of a page without a gap between its paragraphs." for number in range(200)
    ]
    other = [*lines[:50], "A new one.", *lines[50:]]
    [change] = changes_between([Paragraph(1, "\n".join(lines))], [Paragraph(1, "\n".join(other))])
    assert change == Change(
        1, (Passage("added", 1, (Words("added", "A new one."),)),), lines[49], lines[50]
    )


def test_context_is_cut_between_words() -> None:
    long = "word " * 100 + "end."
    before = [Paragraph(1, long), Paragraph(1, long + " Again.")]
    [change] = changes_between(before, [before[0], Paragraph(1, "New."), before[1]])
    assert (change.before[:7], change.before[-9:]) == ("… word ", "word end.")
    assert (change.after[:5], change.after[-6:]) == ("word ", "word …")
    assert max(len(change.before), len(change.after)) <= CONTEXT + 2


def test_a_thousand_pages_are_compared_in_seconds() -> None:
    chosen = random.Random(1)  # noqa: S311 – words of a test
    before = [
        Paragraph(at // 8 + 1, " ".join(f"word{chosen.randrange(5_000)}" for _ in range(50)))
        for at in range(8_000)
    ]
    after = [
        Paragraph(one.page, one.text.replace("word1", "other1")) if at % 3 else one
        for at, one in enumerate(before)
    ]
    with spending() as spent:
        assert changes_between(before, after)
        assert spent() < 10


def test_context_of_unspaced_text_is_cut_at_a_character() -> None:
    long = "图" * 300
    before = [Paragraph(1, long), Paragraph(1, long + "书")]
    [change] = changes_between(before, [before[0], Paragraph(1, "新"), before[1]])
    assert change.before == "… " + "图" * CONTEXT
    assert change.after == "图" * CONTEXT + " …"
