"""What is said of parameters that cannot be used."""

import pytest
from flask import Flask

from coalition.search.taking.parameters import PARAMETERS, Complaint, complaints_about

A_YEAR = ("a year of four digits",)
A_PAGE = ("a whole number from 1 to 500",)


def test_what_can_be_used_is_not_complained_of(app: Flask) -> None:
    assert complaints_about({}) == ()
    assert complaints_about({name: [""] for name in PARAMETERS}) == ()
    usable = {
        "q": ["budget"],
        "what": ["document", "organisation"],
        "kind": ["report"],
        "language": ["en", "fr"],
        "year": ["2012"],
        "organisation": ["7"],
        "subject": ["anything"],
        "from": ["2010"],
        "to": ["2015"],
        "sort": ["added"],
        "page": ["500"],
        "per_page": ["100"],
        "reasons": ["1"],
    }
    assert complaints_about(usable) == ()


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("page", "abc", A_PAGE),
        ("page", "0", A_PAGE),
        ("page", "501", A_PAGE),
        ("page", "-1", A_PAGE),
        ("page", "٣", A_PAGE),
        ("page", "9" * 30, A_PAGE),
        ("per_page", "7", ("10", "20", "50", "100")),
        ("sort", "random", ("best", "newest", "added", "title")),
        ("from", "12", A_YEAR),
        ("to", "soon", A_YEAR),
        ("year", "2012x", A_YEAR),
        ("what", "hub", ("document", "session", "organisation", "news")),
        ("reasons", "yes", ("0", "1")),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_is_allowed(
    app: Flask, name: str, value: str, allowed: tuple[str, ...]
) -> None:
    detail = f"“{value}” cannot be used as “{name}”."
    assert complaints_about({name: [value]}) == (Complaint(name, detail, allowed),)


def test_a_parameter_that_does_not_exist_is_named_with_those_that_do(app: Flask) -> None:
    assert complaints_about({"lang": ["en"]}) == (
        Complaint("lang", "There is no parameter “lang”.", tuple(sorted(PARAMETERS))),
    )


def test_what_is_asked_once_cannot_be_asked_twice(app: Flask) -> None:
    assert complaints_about({"q": ["a", "b"]}) == (
        Complaint("q", "“q” can be given once only.", ("one value",)),
    )


def test_no_more_values_are_taken_than_are_read(app: Flask) -> None:
    assert complaints_about({"kind": [str(n) for n in range(21)]}) == (
        Complaint("kind", "“kind” was given too many values.", ("at most 20 values",)),
    )


def test_a_text_that_is_too_long_is_cut_where_it_is_shown(app: Flask) -> None:
    (complaint,) = complaints_about({"q": ["x" * 10_001]})
    assert complaint.detail == f"“{'x' * 80}…” cannot be used as “q”."
    assert complaint.allowed == ("at most 10000 characters",)
