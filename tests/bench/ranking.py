"""How good an order is beside judged answers: nDCG and recall."""

from collections.abc import Mapping, Sequence
from math import log2


def ndcg(order: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain of the first `depth` keys, 0 to 1.

    A grade g gains 2^g − 1, discounted by log2 of place + 1 (Järvelin and Kekäläinen 2002, in the
    form of Burges and others 2005); 1 is the best order there could be.
    """
    best = sorted(grades.values(), reverse=True)
    return _gain([grades.get(key, 0) for key in order[:depth]]) / _gain(best[:depth])


def recall(order: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Return the share of the judged answers that stand among the first `depth` keys."""
    return len(grades.keys() & set(order[:depth])) / len(grades)


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / log2(place + 1) for place, grade in enumerate(grades, start=1))
