"""The measures of an order, and that what was judged is there to be found."""

from collections import Counter
from math import log2

import pytest

from tests.bench.judged import judged, papers
from tests.bench.ranking import ndcg, recall

GRADES = {"a": 3, "b": 2, "c": 1}


def test_the_best_order_is_worth_one_and_an_order_without_answers_nothing() -> None:
    assert ndcg(["a", "b", "c"], GRADES) == 1.0
    assert ndcg(["x", "y"], GRADES) == 0.0
    assert ndcg([], GRADES) == 0.0


def test_gains_grow_with_the_grade_and_shrink_with_the_place() -> None:
    best = 7 / log2(2) + 3 / log2(3) + 1 / log2(4)
    assert ndcg(["x", "a"], GRADES) == pytest.approx(7 / log2(3) / best)
    assert ndcg(["b", "a", "x", "c"], GRADES) == pytest.approx(
        (3 / log2(2) + 7 / log2(3) + 1 / log2(5)) / best
    )


def test_what_stands_below_the_depth_counts_for_nothing() -> None:
    assert ndcg(["x", "a"], GRADES, depth=1) == 0.0
    assert recall(["x", "a", "b"], GRADES, 2) == pytest.approx(1 / 3)


def test_every_judged_answer_over_the_demonstration_is_a_public_paper() -> None:
    known = {entry.key for entry in papers()}
    over = [one for one in judged() if one.over == "demonstration"]
    assert {key for one in over for key in one.grades} - known == set()


def test_searches_are_judged_once_and_enough_of_them() -> None:
    asked = Counter((one.over, one.text) for one in judged())
    assert [text for text, count in asked.items() if count > 1] == []
    assert Counter(one.over for one in judged()) == {"demonstration": 58, "corpus": 44}
