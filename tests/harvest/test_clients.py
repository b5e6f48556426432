"""Harvesters that others wrote take all there is, then what changed, then what is gone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from coalition.database import db, now, transaction
from coalition.harvest import queries
from coalition.library.models import Document, State
from coalition.records.announcing import compare
from coalition.web.site import change_settings
from tests.conftest import Someone
from tests.harvest.conftest import LONG_AGO, stamp
from tests.harvest.harvesters import HARVESTERS
from tests.harvest.making import make_documents
from tests.web.serving import served


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    """The address at which the application harvests on a port of its own, pages of ten."""
    with served(app) as site:
        change_settings(site_url=f"http://127.0.0.1:{site.port}")
        yield f"http://127.0.0.1:{site.port}/oai"


@pytest.mark.parametrize("name", sorted(HARVESTERS))
def test_a_harvester_sees_everything_once_then_changes_and_deletions(
    name: str, url: str, coordinator: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PER_PAGE", 10)
    monkeypatch.setattr("coalition.harvest.answers.PER_PAGE", 10)
    numbers = make_documents(25, LONG_AGO, coordinator.person_id or 0)
    named = {number: f"oai:127.0.0.1:{number}" for number in numbers}
    harvest = HARVESTERS[name]
    assert harvest(url, None) == [(named[n], f"Reading room {n}") for n in numbers]
    began = now() - timedelta(seconds=1)
    assert harvest(url, began) == []
    with transaction():
        db.session.execute(
            update(Document).where(Document.id == numbers[3]).values(title="Changed")
        )
        db.session.execute(
            update(Document).where(Document.id == numbers[20]).values(state=State.WITHDRAWN)
        )
    assert compare([numbers[3], numbers[20]]) == {numbers[3], numbers[20]}
    stamp(now(), numbers[3], numbers[20])
    assert harvest(url, began) == [(named[numbers[3]], "Changed"), (named[numbers[20]], None)]
