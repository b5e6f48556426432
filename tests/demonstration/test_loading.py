"""The demonstration goes into an installation of its own, once, and comes out again."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DatabaseError

from coalition.accounts.queries import coordinators
from coalition.accounts.service import check_sign_in
from coalition.audit import models as audit
from coalition.database import db, transaction
from coalition.demonstration import loading
from coalition.demonstration.papers import documents
from coalition.errors import Invalid, NotAllowed
from coalition.library.models import Document, Reading, State, Version
from coalition.members.models import Organisation
from coalition.search.entries import WHATS
from coalition.search.queries import Filters, find
from coalition.search.running import KEEPER
from tests.conftest import Someone, work_through


def states() -> dict[str, int]:
    """Return how many organisations stand where."""
    rows = db.session.execute(select(Organisation.state, func.count()).group_by(Organisation.state))
    return {state.value: count for state, count in rows}


def test_load_fills_an_empty_installation_and_all_of_it_can_be_read(app: Flask) -> None:
    seen: list[tuple[int, int]] = []
    app.extensions[KEEPER].index.rebuild([])
    assert loading.load(lambda done, of: seen.append((done, of))) == len(documents())
    assert seen[-1] == (len(documents()), len(documents()))
    work_through()
    assert states() == {"approved": 24, "waiting": 1, "asked": 1, "declined": 1, "suspended": 1}
    readings = set(db.session.scalars(select(Version.reading)))
    assert readings == {Reading.READABLE}
    published = db.session.scalar(
        select(func.count(Document.id)).where(Document.state == State.PUBLISHED)
    )
    index = app.extensions[KEEPER].index
    everybody = frozenset({"public", "members"})
    found = [
        find(index, "", audiences=everybody, filters=Filters(what=(what,))).total for what in WHATS
    ]
    assert found == [published, 12, 24, 3] == [38, 12, 24, 3]
    for document in documents():
        for word in document.members_words:
            assert find(index, word, audiences=frozenset({"public"})).total == 0
            assert find(index, word, audiences=frozenset({"members"})).total == 1
    assert len(coordinators()) == 2
    person = check_sign_in("coordinator@example.org", loading.PASSWORD, "127.0.0.1")
    assert person.email in loading.sign_ins()


def test_load_again_changes_nothing_and_reset_begins_anew(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "documents", lambda: documents()[:2])
    assert loading.load(lambda *_: None) == 2
    assert loading.load(lambda *_: None) == 0
    assert db.session.scalar(select(func.count(audit.Act.id)))
    loading.clear()
    assert db.session.scalar(select(func.count(audit.Act.id))) == 0
    assert db.session.scalar(select(func.count(Document.id))) == 0
    assert loading.load(lambda *_: None) == 2
    assert db.session.scalars(select(Document.id).order_by(Document.id)).all() == [
        3,
        4,
    ]  # a number is given once
    with pytest.raises(DatabaseError, match="the audit log only grows"), transaction():
        db.session.execute(delete(audit.Act))


def test_installation_in_use_is_never_filled_or_cleared(app: Flask, outsider: Someone) -> None:
    with pytest.raises(Invalid, match="in use"):
        loading.load(lambda *_: None)
    with pytest.raises(Invalid, match="holds none"):
        loading.clear()
    assert states() == {}


def test_demonstration_is_refused_on_a_public_site(app: Flask) -> None:
    settings = app.extensions["coalition.settings"]
    app.extensions["coalition.settings"] = replace(
        settings, site_url="https://coalition.example.org"
    )
    with pytest.raises(NotAllowed, match="one's own machine only"):
        loading.load(lambda *_: None)
