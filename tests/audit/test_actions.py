"""The list of acts is what the code notes, no more and no less."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask

from coalition.audit.actions import ACTIONS, GROUP_NAMES, Group, keys_of, sentence_of
from coalition.audit.service import note

APPLICATION = Path(__file__).resolve().parents[2] / "coalition"
KEY = re.compile(r"[a-z]+\.[a-z_]+")


def texts() -> Iterator[str]:
    """Give every text of the code, but for those of the list itself."""
    for path in APPLICATION.rglob("*.py"):
        if path != APPLICATION / "audit" / "actions.py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def calls() -> Iterator[ast.expr]:
    """Give what each call that notes an act is given first."""
    for path in APPLICATION.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                called = node.func
                name = (
                    called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                )
                if name in {"note", "note_once", "_note"}:
                    yield node.args[0]


def noted() -> set[str]:
    """Return the acts that are noted by their keys, and those of rooms that note by an Act."""
    found = set()
    for given in calls():
        if isinstance(given, ast.JoinedStr):
            start = given.values[0]
            assert isinstance(start, ast.Constant), ast.unparse(given)
            assert ast.unparse(given).endswith("{act.name.lower()}'"), ast.unparse(given)
            room = str(start.value).removesuffix(".")
            acts = import_module(f"coalition.{room}.models").Act
            found |= {f"{room}.{act.name.lower()}" for act in acts}
        else:
            constants = (one.value for one in ast.walk(given) if isinstance(one, ast.Constant))
            found |= {text for text in constants if isinstance(text, str) and KEY.fullmatch(text)}
    return found


def test_every_act_that_is_noted_is_in_the_list() -> None:
    assert noted() - ACTIONS.keys() == set()


def test_every_act_of_the_list_is_noted_somewhere() -> None:
    assert ACTIONS.keys() - noted() - set(texts()) == set()


def test_every_act_has_a_sentence_and_every_group_a_name(app: Flask) -> None:
    with app.test_request_context():
        sentences = [sentence_of(key) for key in ACTIONS]
        assert len(set(sentences)) == len(sentences)
        assert all(sentence[0].isupper() and sentence[-1] != "." for sentence in sentences)
        assert set(GROUP_NAMES) == set(Group)
        assert sentence_of("library.forgotten") == "library.forgotten"
    assert {key for group in Group for key in keys_of(group)} == set(ACTIONS)


def test_act_that_is_not_in_the_list_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match=r"'library\.burned' is no act"):
        note("library.burned", by=None)
