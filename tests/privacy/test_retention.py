"""What was kept long enough goes: each rule with a row that is old enough and one that is not."""

import os
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from coalition.accounts.models import Attempt, Device, Link, Person
from coalition.audit import service as audit
from coalition.audit.chain import breaks
from coalition.audit.models import Act
from coalition.config import Keeping
from coalition.database import Base, db, now, transaction
from coalition.hubs.models import Act as HubAct
from coalition.hubs.models import Hub, HubEvent, HubLink
from coalition.mail.models import Message
from coalition.members.models import Organisation, State
from coalition.privacy import retention
from coalition.privacy.models import RetentionRun
from coalition.privacy.retention import RULES
from coalition.privacy.sweeps import BATCH
from coalition.questions.models import Question, Shown
from coalition.tasks import current_queue
from coalition.web.site import settings
from tests.conftest import Someone, make_organisation, make_person, work_through
from tests.privacy.filling import make_row

TABLES = Base.metadata.tables


def add(table: str, **given: Any) -> None:
    """Add a row to a table."""
    make_row(TABLES[table], **given)


def gone(key: str) -> int:
    """Count by the rule what would go, let it go, and return how much went: the same."""
    counted = retention.due()[key]
    assert retention.sweep()[key] == counted
    assert retention.due()[key] == 0
    return counted


def ago(**parts: float) -> Any:
    """Return a moment so long ago."""
    return now() - timedelta(**parts)


def count(model: type[Base]) -> int:
    """Return how many rows a table has."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def _nothing_old(app: Flask) -> None:
    """A database in which nothing was kept long enough."""
    assert retention.due() == dict.fromkeys((rule.key for rule in RULES), 0)


pytestmark = pytest.mark.usefixtures("_nothing_old")


def test_every_setting_has_a_rule_and_every_rule_a_setting() -> None:
    assert {rule.key for rule in RULES} == {*Keeping.__dataclass_fields__}


def test_tries_browsers_and_links_go_after_their_days() -> None:
    with transaction():
        person = make_person("old@example.org")
        for days in (2, 0):
            add("attempts", key="sign-in:address:192.0.2.1", at=ago(days=days))
        for days in (91, 89):
            add("devices", person_id=person.id, last_seen_at=ago(days=days))
        add("devices", person_id=person.id, ended_at=ago(days=91), last_seen_at=ago(days=92))
        for days in (31, 29):
            add("links", expires_at=ago(days=days))
            add("links", expires_at=now(), used_at=ago(days=days))
    assert (gone("tries"), gone("browsers"), gone("links")) == (1, 0, 0)  # the first sweep took all
    assert (count(Attempt), count(Device), count(Link)) == (1, 1, 2)


def test_letters_lose_their_text_first_and_go_later() -> None:
    folder = settings().instance / "mail"
    folder.mkdir()
    for name, days in (("old.eml", 91), ("new.eml", 89)):
        (folder / name).write_text("To: a@example.org\n\nText")
        os.utime(folder / name, times=(time.time() - days * 86_400,) * 2)
    with transaction():
        for number, days in enumerate((366, 91, 89)):
            given = {"to": f"{number}@example.org", "subject": "Hello", "body": "Text"}
            add("messages", sent_at=ago(days=days), unsubscribe_url="https://x", **given)
        add("messages", sent_at=None, created_at=ago(days=400), subject="Waits", body="Text")
    assert retention.due()["letters"] == 3
    assert retention.due()["letter_records"] == 1
    retention.sweep()
    rows = db.session.execute(
        select(Message.to, Message.body, Message.unsubscribe_url)
        .where(Message.sent_at.is_not(None))
        .order_by(Message.to)
    )
    assert [tuple(row) for row in rows] == [
        ("1@example.org", "", ""),
        ("2@example.org", "Text", "https://x"),
    ]
    assert db.session.scalar(select(Message.body).where(Message.sent_at.is_(None))) == "Text"
    assert [path.name for path in folder.iterdir()] == ["new.eml"]


def test_applications_and_accounts_nobody_confirmed_go_after_a_week() -> None:
    with transaction():
        for name, days in (("old", 8), ("new", 6)):
            person = make_person(f"{name}@example.org")
            person.confirmed_at, person.created_at = None, ago(days=days)
            organisation = make_organisation(name, person, state=State.UNCONFIRMED)
            organisation.applied_at = ago(days=days)
            add("links", person_id=person.id, expires_at=now())
        waiting = make_person("waiting@example.org")
        waiting.created_at = ago(days=8)
        make_organisation("waiting", waiting, state=State.WAITING).applied_at = ago(days=8)
    retention.sweep()
    names = db.session.scalars(select(Organisation.name).order_by(Organisation.id))
    assert names.all() == ["new", "waiting"]
    people = db.session.scalars(select(Person.email).order_by(Person.id))
    assert people.all() == ["new@example.org", "waiting@example.org"]
    assert count(Link) == 1


def test_nothing_of_an_account_nobody_confirmed_is_left_to_whoever_comes_next(app: Flask) -> None:
    with transaction():
        stranger = make_person("stranger@example.org", "Stranger")
        stranger.confirmed_at, stranger.created_at = None, ago(days=8)
        number = stranger.id
        audit.note("accounts.registered", f"person:{number}", by=None, address="198.51.100.77")
        audit.note("accounts.sign_in_failed", by=None, typed="stranger@example.org")
        audit.note("members.exported", by=None, filters={"q": "Stranger"})
    assert gone("unconfirmed") == 1
    assert make_person("newcomer@example.org").id > number
    acts = db.session.scalars(select(Act).order_by(Act.id)).all()
    assert [act.detail for act in acts[:3]] == [None, None, {"filters": {"q": "Stranger"}}]
    assert list(breaks(acts)) == []


def test_who_held_a_hub_is_forgotten_half_a_year_after_its_meeting() -> None:
    with transaction():
        for meeting_id, days in ((1, 181), (2, 179)):
            day = ago(days=days).date()
            add("meetings", id=meeting_id, begins_on=day, ends_on=day)
            contact = {"coordinator_name": "Wanjiru", "coordinator_email": "w@example.org"}
            add("hubs", id=meeting_id, meeting_id=meeting_id, state="accepted", **contact)
            add("hub_links", hub_id=meeting_id)
            changes = {"coordinator_email": ["w@example.org", "n@example.org"], "city": ["A", "B"]}
            add("hub_history", hub_id=meeting_id, act="changed", changes=changes)
    assert gone("hub_contacts") == 1
    hubs = db.session.scalars(select(Hub).order_by(Hub.id)).all()
    assert [hub.coordinator_email for hub in hubs] == ["", "w@example.org"]
    assert db.session.scalars(select(HubLink.hub_id)).all() == [2]
    event = db.session.scalars(select(HubEvent).order_by(HubEvent.id)).first()
    assert event is not None
    assert (event.act, event.changes) == (HubAct.CHANGED, {"city": ["A", "B"]})


def test_names_of_askers_that_nobody_saw_go_a_year_after_the_meeting() -> None:
    with transaction():
        for meeting_id, days in ((1, 366), (2, 364)):
            day = ago(days=days).date()
            add("meetings", id=meeting_id, begins_on=day, ends_on=day)
            add("sessions", id=meeting_id, meeting_id=meeting_id, uid=str(meeting_id))
            add("desks", session_id=meeting_id)
            for shown in Shown:
                names = {"name": "Asker", "affiliation": "Trust"}
                add("questions", session_id=meeting_id, shown=shown.value, **names)
    assert gone("askers") == 2
    rows = db.session.execute(
        select(Question.shown, Question.name, Question.affiliation).where(Question.session_id == 1)
    )
    assert {tuple(row) for row in rows} == {
        (Shown.NAME, "Asker", "Trust"),
        (Shown.AFFILIATION, "", "Trust"),
        (Shown.NOTHING, "", ""),
    }
    assert db.session.scalar(select(func.count(Question.id)).where(Question.name == "Asker")) == 4


def test_details_of_acts_go_and_the_chain_holds() -> None:
    audit.note("news.created", by=None, title="Old")
    audit.note("settings.changed", by=None, name="PORT")
    later = now() + timedelta(days=366)
    assert retention.due(at=later)["audit_details"] == 1
    retention.sweep(at=later)
    acts = db.session.scalars(select(Act).order_by(Act.id)).all()
    assert [act.detail for act in acts] == [
        None,
        {"name": "PORT"},
        {"deleted": {"audit_details": 1}},
    ]
    assert list(breaks(acts)) == []


def test_uploads_nobody_went_on_with_go_after_a_day() -> None:
    folder = settings().files_folder / "uploads"
    folder.mkdir(parents=True)
    for name, hours in (("1-old", 25), ("1-new", 23)):
        (folder / name).write_bytes(b"")
        os.utime(folder / name, times=(time.time() - hours * 3600,) * 2)
    assert gone("unfinished") == 1
    assert [path.name for path in folder.iterdir()] == ["1-new"]


@pytest.mark.parametrize(("key", "folder"), [("letters", "mail"), ("unfinished", "files/uploads")])
@pytest.mark.parametrize("hours", [-12, 12])  # no whole days
def test_files_go_by_the_moment_of_the_look(key: str, folder: str, hours: int) -> None:
    place = settings().instance / folder
    place.mkdir(parents=True)
    at = now() + timedelta(hours=hours)
    kept_from = (at - timedelta(days=getattr(settings().keep, key))).timestamp()
    for name, seconds in (("1-old", kept_from - 60), ("1-new", kept_from + 60)):
        (place / name).write_bytes(b"")
        os.utime(place / name, times=(seconds, seconds))
    assert retention.due(at=at)[key] == 1
    assert retention.sweep(at=at)[key] == 1
    assert [path.name for path in place.iterdir()] == ["1-new"]


def test_more_than_a_batch_goes_in_one_run() -> None:
    with transaction():
        db.session.add_all(Attempt(key="k", at=ago(days=2)) for _ in range(2 * BATCH + 1))
    assert gone("tries") == 2 * BATCH + 1


def test_days_are_those_of_the_settings(app: Flask) -> None:
    with transaction():
        add("attempts", key="k", at=ago(days=2))
    longer = replace(settings(), keep=Keeping(tries=3))
    app.extensions["coalition.settings"] = longer
    assert retention.due()["tries"] == 0
    assert {rule.key: rule.days for rule in RULES}["tries"] == 3


def test_it_is_done_once_a_day_by_the_queue() -> None:
    with transaction():
        add("attempts", key="k", at=ago(days=2))
    for _ in range(2):
        current_queue().look_at_the_clock()
    assert work_through() >= 1
    current_queue().look_at_the_clock()
    run = db.session.scalars(select(RetentionRun)).one()
    assert (run.day, run.counts["tries"]) == (now().date(), 1)
    assert run.ended_at is not None
    assert count(Attempt) == 0


def test_rule_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def count(self, _before: Any) -> int:
            return 0

        def run(self, _before: Any) -> int:
            raise OSError("the disk is gone")

    broken = replace(RULES[0], sweeps=(Broken(),))
    monkeypatch.setattr(retention, "RULES", (broken, *RULES[1:]))
    with transaction():
        add("links", expires_at=ago(days=31))
    assert {key: number for key, number in retention.sweep().items() if number} == {"links": 1}


def test_stopped_letters_of_people_stay(outsider: Someone) -> None:
    with transaction():
        given = {"person_id": outsider.person_id, "confirmed_at": now()}
        add("saved_searches", paused_at=ago(days=400), **given)
        add("saved_searches", paused_at=ago(days=31), confirmed_at=now(), email="a@example.org")
    assert gone("stopped") == 1
