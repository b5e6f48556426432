"""The number of the index's generation: what is written raises it, what breaks it stops no search."""

import pytest
from flask import Flask
from sqlalchemy import text

from coalition.database import db, transaction
from coalition.search import turning
from coalition.search.turning import current_generation, note_written


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no minute begin during a test."""
    monkeypatch.setattr(turning, "LOOK_ANYWAY", 1e9)


def test_the_generation_is_the_same_until_something_is_written(app: Flask) -> None:
    seen = [current_generation(), current_generation()]
    assert seen[0] == seen[1]
    note_written()
    first = current_generation()
    assert first == current_generation() != seen[0]
    note_written()
    assert current_generation() != first


def test_a_generation_counted_anew_is_another(app: Flask) -> None:
    note_written()
    before = current_generation()
    with transaction():
        db.session.execute(text("DELETE FROM search_generation"))
    note_written()
    assert current_generation() != before


def test_a_database_that_does_not_answer_makes_the_search_look_at_the_disk(app: Flask) -> None:
    with transaction():
        db.session.execute(text("DROP TABLE search_generation"))
    assert current_generation() != current_generation()
