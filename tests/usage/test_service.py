"""Counting in the database: by several processes, over hours and days, and what is left of readers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from coalition import create_app
from coalition.database import db, now, transaction
from coalition.library import service as library
from coalition.library.models import Document
from coalition.usage import service
from coalition.usage.counting import Action, Numbers
from coalition.usage.models import UsageClick, UsageDay, UsageSalt
from coalition.web.site import settings
from tests.conftest import Someone
from tests.library.conftest import put
from tests.members.making import own_of
from tests.usage.conftest import ADDRESS, FIREFOX, count, counted

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of counting stands some minutes after the uses."""
    set_clock(monkeypatch, NOON + timedelta(minutes=5))


def set_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """Let it be this moment for what counts."""
    monkeypatch.setattr(service, "now", lambda: at)


@pytest.mark.usefixtures("at_noon")
def test_double_click_is_told_from_what_was_counted_before(document: Document) -> None:
    count(document.id, NOON)
    count(document.id, NOON + 20 * SECOND)
    assert counted(document.id) == Numbers(1, 1, 0, 1, 1)
    count(document.id, NOON + 60 * SECOND)
    assert counted(document.id) == Numbers(2, 2, 0, 1, 1)


@pytest.mark.usefixtures("at_noon")
def test_what_comes_late_is_counted_as_if_it_had_come_in_time(document: Document) -> None:
    count(document.id, NOON)
    count(document.id, NOON + 40 * SECOND)
    assert counted(document.id) == Numbers(2, 2, 0, 1, 1)
    count(document.id, NOON + 20 * SECOND)  # joins the two
    assert counted(document.id) == Numbers(1, 1, 0, 1, 1)


@pytest.mark.usefixtures("at_noon")
def test_two_processes_with_one_database_count_a_reader_once(
    app: Flask, document: Document
) -> None:
    other = create_app(settings())
    document_id = document.id
    count(document_id, NOON)
    db.session.remove()
    with other.app_context():
        count(document_id, NOON + 10 * SECOND)
        count(document_id, NOON + 15 * SECOND, action=Action.DOWNLOAD)
        db.session.remove()
        db.engine.dispose()
    assert counted(document_id) == Numbers(1, 1, 1, 1, 1)


@pytest.mark.usefixtures("at_noon")
def test_readers_are_told_apart_by_address_and_browser(document: Document) -> None:
    count(document.id, NOON)
    count(document.id, NOON, address="203.0.113.78")
    count(document.id, NOON, browser=FIREFOX.replace("128", "129"))
    assert counted(document.id) == Numbers(3, 3, 0, 3, 3)


@pytest.mark.usefixtures("at_noon")
def test_documents_are_counted_apart(representative: Someone, document: Document) -> None:
    other = put(representative.viewer, own_of(representative), text="Other words.")
    library.publish(other.id, by=representative.viewer)
    count(document.id, NOON)
    count(other.id, NOON)
    assert counted(document.id) == counted(other.id) == Numbers(1, 1, 0, 1, 1)


@pytest.mark.usefixtures("at_noon")
def test_double_click_over_the_hour_moves_the_reader_to_the_later_hour(document: Document) -> None:
    hour = NOON.replace(hour=11, minute=59, second=50)
    count(document.id, hour)
    count(document.id, hour + 20 * SECOND)
    assert counted(document.id) == Numbers(1, 1, 0, 1, 1)
    count(document.id, NOON + 120 * SECOND)
    assert counted(document.id) == Numbers(2, 2, 0, 1, 1)


@pytest.mark.usefixtures("at_noon")
def test_draft_and_withdrawn_and_unknown_count_nowhere(
    representative: Someone, document: Document
) -> None:
    draft = put(representative.viewer, own_of(representative), text="Not yet.")
    library.withdraw(document.id, "A mistake.", by=representative.viewer)
    for number in (draft.id, document.id, 999):
        count(number, NOON)
    assert db.session.scalar(select(func.count()).select_from(UsageDay)) == 0
    assert db.session.scalar(select(func.count(UsageClick.id))) == 0


def test_clicks_are_forgotten_within_hours_and_the_salt_with_its_day(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, NOON)
    count(document.id, NOON)
    service.tidy()
    assert db.session.scalar(select(func.count(UsageClick.id))) == 1
    set_clock(monkeypatch, NOON + timedelta(hours=2))
    service.tidy()
    assert db.session.scalar(select(func.count(UsageClick.id))) == 0
    assert db.session.scalars(select(UsageSalt.day)).all() == [NOON.date()]
    set_clock(monkeypatch, NOON + timedelta(hours=12, minutes=9))  # what is late still needs it
    service.tidy()
    assert db.session.scalars(select(UsageSalt.day)).all() == [NOON.date()]
    set_clock(monkeypatch, NOON + timedelta(hours=12, minutes=11))
    service.tidy()
    assert db.session.scalars(select(UsageSalt.day)).all() == []
    assert counted(document.id) == Numbers(1, 1, 0, 1, 1)


def test_a_reader_has_another_key_on_the_next_day(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    midnight = datetime(2026, 11, 28, tzinfo=UTC)
    set_clock(monkeypatch, midnight + 20 * SECOND)
    count(document.id, midnight - 10 * SECOND, midnight + 10 * SECOND)
    keys = db.session.scalars(select(UsageClick.user_key)).all()
    assert len(set(keys)) == 2
    assert counted(document.id) == Numbers(2, 2, 0, 2, 2)  # so a double click over midnight is two


def test_no_address_and_no_browser_is_kept_anywhere(
    app: Flask, document: Document, tmp_path: Path
) -> None:
    count(document.id, now())
    db.session.remove()
    db.engine.dispose()
    assert app.instance_path == str(tmp_path)
    for path in [*tmp_path.glob("coalition.db*")]:
        kept = path.read_bytes()
        assert ADDRESS.encode() not in kept
        assert FIREFOX.encode() not in kept


def test_key_tells_nothing_without_its_salt() -> None:
    one, other = "0" * 64, "1" * 64
    assert service.key_of(one, ADDRESS, FIREFOX) == service.key_of(one, ADDRESS, FIREFOX)
    assert service.key_of(one, ADDRESS, FIREFOX) != service.key_of(other, ADDRESS, FIREFOX)
    assert len(service.key_of(one, ADDRESS, FIREFOX)) == 32


@pytest.mark.usefixtures("at_noon")
def test_many_uses_are_counted_at_once(document: Document) -> None:
    uses = [
        service.Use(f"203.0.113.{n}", FIREFOX, document.id, Action.VIEW, True, NOON)
        for n in range(200)
    ]
    service.count(uses)
    assert counted(document.id) == Numbers(200, 200, 0, 200, 200)


def test_what_fails_counts_nothing(document: Document) -> None:
    with pytest.raises(RuntimeError), transaction():
        count(document.id, now())
        raise RuntimeError
    assert counted(document.id) == Numbers()
