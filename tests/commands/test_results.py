"""Results as lines for a terminal."""

from dataclasses import replace

from flask import Flask

from coalition.commands.results import as_lines
from coalition.search.asking import Asked
from coalition.search.parser import Understood
from coalition.search.results import Correction, Elsewhere, Reason, Results, Why
from tests.search.finds import BARE, HIT

SITE = "http://127.0.0.1:8000"


def test_everything_that_is_known_has_a_line(app: Flask) -> None:
    why = Why((Reason("budget", "body", "stem", 3, 1.5),), 1.25, 1.0, 1.875)
    results = Results(
        total=41,
        took_ms=2.54,
        hits=(replace(HIT, why=why), BARE),
        facets=(),
        understood=Understood("budgte", ("year:soon", "(")),
        did_you_mean=Correction("budget", 7),
        any_word=Correction("budgte OR plan", 2),
        elsewhere=(Elsewhere("fr", "budget", 3),),
    )
    assert list(as_lines(results, Asked("budgte", page=2))) == [
        "41 found in 2.5 ms",
        "Page 2 of 3",
        "Not understood and left out: year:soon, (",
        "Did you mean: budget (7 found)",
        "Any of the words: budgte OR plan (2 found)",
        "In French: budget (3 found)",
        "\nBudget & plan",
        f"  {SITE}/library/12?q=budgte&page=3#page-3",
        "  page 3: The [budget] of the hubs.",
        "  1.875 = points x 1.250 x 1.000",
        "    1.500 budget: 3 in body, stem",
        "\nدليل المكتبات",
        f"  {SITE}/library/13",
    ]


def test_nothing_found_is_said_in_a_line(app: Flask) -> None:
    results = Results(0, 0.04, (), (), Understood("rubbish"))
    assert list(as_lines(results, Asked("rubbish"))) == ["0 found in 0.0 ms"]
