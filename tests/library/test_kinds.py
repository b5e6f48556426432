"""Kinds of document have names; what is unknown is shown as it is."""

from flask import Flask

from coalition.library.kinds import KINDS, kind_label


def test_kinds_are_those_of_the_field_in_order() -> None:
    assert list(KINDS) == [
        "workshop-brief",
        "background-paper",
        "report",
        "statement",
        "minutes",
        "presentation",
        "transcript",
        "other",
    ]


def test_kind_label_names_known_unknown_and_missing(app: Flask) -> None:
    assert kind_label("workshop-brief") == "Workshop brief"
    assert kind_label("novel") == "novel"
    assert kind_label("") == "Kind not chosen yet"
