"""Deposits that are refused: what cannot be kept is named, and nothing of it stays."""

import json
from typing import Any

from flask import Flask

from tests.api.speaking import METADATA, Program, only_fault
from tests.api.test_depositing import ONE, count, do, form
from tests.conftest import Someone
from tests.library.conftest import TEXT

WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"title": " "}, "/metadata/title"),
    ({"title": 7}, "/metadata/title"),
    ({"kind": "novel"}, "/metadata/kind"),
    ({"licence": "mine"}, "/metadata/licence"),
    ({"languages": ["nonsense-language"]}, "/metadata/languages"),
    ({"issued": "last year"}, "/metadata/issued"),
    ({"audience": "friends"}, "/metadata/audience"),
    ({"subject_ids": [99]}, "/metadata/subject_ids"),
    ({"authors": [{"name": 1}]}, "/metadata/authors/0/name"),
    ({"authors": [{"name": "A", "orcid": "0000"}]}, "/metadata/authors"),
    ({"abstract": "x" * 10_001}, "/metadata/abstract"),
    ({"wrong": 1}, "/metadata"),
)


def test_what_cannot_be_kept_is_named(app: Flask, representative: Someone) -> None:
    program = Program(app, representative)
    named = [only_fault(program.deposit(422, **given).get_json())[0] for given, _where in WRONG]
    assert named == [where for _given, where in WRONG]
    assert count() == 0


PARTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"metadata": json.dumps(METADATA)}, "/file"),
    ({"file": TEXT}, "/metadata"),
    ({"metadata": json.dumps(METADATA), "file": TEXT, "more": "1"}, "/more"),
    ({"metadata": json.dumps(METADATA), "file": ""}, "/file"),
)


def test_a_form_that_is_not_whole_is_refused(app: Flask, representative: Someone) -> None:
    program, kind = Program(app, representative), "multipart/form-data"
    for given, where in PARTS:
        answer = program.ask(
            "POST", "/api/v1/documents", 422, data=form(**given), content_type=kind
        )
        assert only_fault(answer.get_json())[0] == where
    assert count() == 0


def test_bodies_of_other_kinds_are_refused(app: Flask, representative: Someone) -> None:
    program = Program(app, representative)
    program.ask("POST", "/api/v1/documents", 415, json=METADATA)
    data = form(metadata="{", file=TEXT)
    program.ask("POST", "/api/v1/documents", 400, data=data)
    program.deposit()
    program.ask("PATCH", ONE, 415, json={}, headers={"If-Match": "*"})
    do(program, "withdraw", 415, data="reason")
    do(program, "withdraw", 422, json={"why": "It was wrong."})
    assert count() == 1
