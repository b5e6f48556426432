"""The audit log only grows, and a change of any part of it is found."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from coalition.audit.chain import Break, breaks
from coalition.audit.models import Act
from coalition.audit.service import note
from coalition.database import db, transaction


def found() -> list[Break]:
    """Return where the chain of this database breaks."""
    db.session.expire_all()
    return list(breaks(db.session.scalars(select(Act).order_by(Act.id))))


def forge(change: str) -> None:
    """Change the log past its triggers, as somebody with the file in hand can."""
    db.session.rollback()
    on_sqlite = db.engine.dialect.name == "sqlite"
    with transaction():
        if on_sqlite:
            db.session.execute(text("DROP TRIGGER acts_never_change"))
            db.session.execute(text("DROP TRIGGER acts_are_never_removed"))
        else:
            db.session.execute(text("SET LOCAL session_replication_role = replica"))
        db.session.execute(text(change))


@pytest.fixture
def four(app: Flask) -> None:
    """Four acts in the log."""
    for number in range(1, 5):
        note("library.published", f"document:{number}", by=None, title=f"Paper {number} é")


@pytest.mark.usefixtures("four")
def test_chain_of_what_was_noted_holds() -> None:
    acts = db.session.scalars(select(Act).order_by(Act.id)).all()
    assert [(act.id, act.subject, act.detail) for act in acts] == [
        (number, f"document:{number}", {"title": f"Paper {number} é"}) for number in range(1, 5)
    ]
    assert found() == []


def test_act_is_noted_with_what_it_tells_of_or_not_at_all(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        note("library.published", "document:1", by=None)
        raise ZeroDivisionError
    assert db.session.scalars(select(Act)).all() == []


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("UPDATE acts SET subject = 'document:9' WHERE id = 2", [Break(2, "digest")]),
        ('UPDATE acts SET detail = \'{"title":"Other"}\' WHERE id = 3', [Break(3, "detail")]),
        ("DELETE FROM acts WHERE id = 2", [Break(3, "gap")]),
        ("UPDATE acts SET previous = 'x' WHERE id = 4", [Break(4, "previous"), Break(4, "digest")]),
    ],
)
def test_forged_row_is_named(change: str, expected: list[Break]) -> None:
    forge(change)
    assert found() == expected


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE acts SET subject = 'document:9' WHERE id = 2",
        "UPDATE acts SET detail = '{}' WHERE id = 2",
        "UPDATE acts SET detail = '{}', salt = '' WHERE id = 2",
        "DELETE FROM acts WHERE id = 4",
    ],
)
def test_database_refuses_to_change_an_act(change: str) -> None:
    with pytest.raises(DatabaseError, match="the audit log only grows"), transaction():
        db.session.execute(text(change))
    assert found() == []


@pytest.mark.usefixtures("four")
def test_details_can_be_erased_and_the_chain_holds() -> None:
    with transaction():
        db.session.execute(text("UPDATE acts SET detail = NULL, salt = '' WHERE id = 2"))
    assert found() == []


def test_acts_noted_at_once_follow_each_other(app: Flask) -> None:
    def many() -> None:
        with app.app_context():
            for _ in range(10):
                note("library.edited", by=None)

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [act.id for act in db.session.scalars(select(Act).order_by(Act.id))] == [*range(1, 41)]
    assert found() == []
