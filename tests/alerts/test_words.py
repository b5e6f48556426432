"""A search is said in words: what was typed, then every filter by its name."""

import pytest
from flask import Flask
from flask_babel import force_locale

from coalition.alerts.words import in_words, name_for
from coalition.search.asking import Asked, Plain

LABELS = {"organisation": {"3": "Reading Rooms"}}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "Everything"),
        ({"q": ["light  house"]}, "“light house”"),
        (
            {"q": ["lamp"], "kind": ["report", "minutes"], "language": ["fr"]},
            "“lamp” · Kind: Report, Minutes · Language: French",
        ),
        (
            {"organisation": ["3", "4"], "what": ["document"]},
            "What it is: Documents · Organisation: Reading Rooms, 4",
        ),
        ({"from": ["2010"], "to": ["2012"]}, "From 2010 to 2012"),
        ({"from": ["2010"]}, "From 2010 on"),
        ({"to": ["2012"]}, "Until 2012"),
    ],
)
def test_search_is_said_in_one_line(
    app: Flask, arguments: dict[str, list[str]], words: str
) -> None:
    with force_locale("en"):
        assert in_words(Asked.read(Plain(arguments)), LABELS) == words


def test_name_to_begin_with_is_what_was_typed_or_all_in_words(app: Flask) -> None:
    with force_locale("en"):
        assert name_for(Asked.read(Plain({"q": [" light  house "]})), {}) == "light house"
        assert name_for(Asked.read(Plain({"kind": ["report"]})), {}) == "Kind: Report"
        assert name_for(Asked.read(Plain({"q": ["x" * 200]})), {}) == "x" * 99 + "…"
