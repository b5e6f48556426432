"""Letters tell each reader once of what is new and what they may see, whatever ends in between."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from coalition import tasks
from coalition.accounts.models import Person
from coalition.alerts import service, telling
from coalition.alerts.models import AlertLetter, Rhythm, SavedSearch, ToldFind
from coalition.alerts.telling import note_due
from coalition.database import db, now, transaction
from coalition.library import service as library
from coalition.library.models import Audience
from coalition.library.texts import page_texts
from coalition.mail import service as mail
from coalition.members.models import Organisation, State
from coalition.search.index import Index
from coalition.search.running import KEEPER
from coalition.tasks import Work
from tests.alerts.making import (
    STRANGER,
    let_time_come,
    publish,
    reload,
    save,
    save_confirmed,
    told,
)
from tests.conftest import Someone, make_person, work_through
from tests.library.conftest import FIELDS
from tests.members.making import last_letter


def told_keys() -> list[str]:
    """Return the keys of everything that was told."""
    return list(db.session.scalars(select(ToldFind.key).order_by(ToldFind.key)))


def test_new_find_is_told_once(outsider: Someone, representative: Someone) -> None:
    save(outsider)
    publish(representative)
    for _ in range(3):
        let_time_come()
    assert told(outsider.email) == ["1 new find: Lighthouses"]
    publish(representative, "More towers", "One lighthouse and another.")
    publish(representative, "Other things", "Nothing of the kind.")
    let_time_come()
    assert told(outsider.email)[1:] == ["1 new find: Lighthouses"]
    assert "More towers" in last_letter(outsider.email)
    assert "On towers" not in last_letter(outsider.email)


def test_what_was_there_before_is_not_new(outsider: Someone, representative: Someone) -> None:
    publish(representative)
    save(outsider)
    let_time_come()
    assert told(outsider.email) == []
    assert reload(1).looked_at is not None


def test_what_is_found_late_is_told_late(outsider: Someone, representative: Someone) -> None:
    save(outsider)
    early = publish(representative, "Early", "Nothing of the kind.")
    publish(representative, "Late")
    let_time_come()
    fields = replace(FIELDS, title="Early, on a lighthouse", abstract="")
    library.edit(early.id, fields, by=representative.viewer)
    work_through()
    let_time_come()
    assert told(outsider.email) == ["1 new find: Lighthouses", "1 new find: Lighthouses"]
    assert "Early, on a lighthouse" in last_letter(outsider.email)
    assert "Late" not in last_letter(outsider.email)


def test_letter_waits_for_its_time(outsider: Someone, representative: Someone) -> None:
    save(outsider)
    publish(representative)
    note_due()
    work_through()
    assert told(outsider.email) == []


@pytest.mark.parametrize(
    ("late", "following"),
    [(timedelta(minutes=30), timedelta(days=1)), (timedelta(hours=30), timedelta(hours=54))],
)
def test_next_look_keeps_its_hour_unless_it_came_too_late(
    outsider: Someone, late: timedelta, following: timedelta
) -> None:
    own = save(outsider)
    due_at = now() - late
    with transaction():
        db.session.execute(update(SavedSearch).values(next_look_at=due_at))
    note_due()
    work_through()
    wait = reload(own).next_look_at - due_at
    assert timedelta(0) <= wait - following < timedelta(minutes=1)


def test_each_search_has_its_rhythm(outsider: Someone) -> None:
    daily, weekly = save(outsider, "one"), save(outsider, "two", rhythm=Rhythm.WEEKLY)
    let_time_come()
    waits = [(reload(own).next_look_at - now()) / timedelta(days=1) for own in (daily, weekly)]
    assert [round(wait) for wait in waits] == [1, 7]


def test_time_that_came_is_noted_once(outsider: Someone) -> None:
    save(outsider)
    with transaction():
        db.session.execute(update(SavedSearch).values(next_look_at=now()))
    for _ in range(3):
        note_due()
    assert db.session.scalars(select(Work.subject).where(Work.kind == telling.KIND)).all() == ["1"]


def test_work_given_up_is_not_begun_again_each_minute(outsider: Someone) -> None:
    save(outsider)
    with transaction():
        db.session.execute(update(SavedSearch).values(next_look_at=now()))
        db.session.add(Work(kind=telling.KIND, subject="1", state=tasks.State.FAILED))
    note_due()
    assert db.session.scalar(select(func.count(Work.id))) == 1


def test_reader_is_told_only_of_what_they_may_see_when_the_letter_is_written(
    outsider: Someone, representative: Someone, coordinator: Someone
) -> None:
    for someone in (outsider, representative, coordinator):
        save(someone)
    save_confirmed(representative.email, name="By address")
    publish(representative, "Minutes", audience=Audience.MEMBERS)
    let_time_come()
    assert told(outsider.email) == []
    assert told(representative.email) == ["1 new find: Lighthouses"]
    assert told(coordinator.email) == ["1 new find: Lighthouses"]


def test_member_who_was_suspended_is_told_of_what_is_public(representative: Someone) -> None:
    save(representative)
    publish(representative, "Minutes", audience=Audience.MEMBERS)
    publish(representative, "Report")
    with transaction():
        db.session.execute(update(Organisation).values(state=State.SUSPENDED))
    let_time_come()
    assert told(representative.email) == ["1 new find: Lighthouses"]
    assert "Report" in last_letter(representative.email)
    assert "Minutes" not in last_letter(representative.email)
    with transaction():
        db.session.execute(update(Organisation).values(state=State.APPROVED))
    let_time_come()
    assert "Minutes" in last_letter(representative.email)


def test_what_was_withdrawn_is_not_told(outsider: Someone, representative: Someone) -> None:
    save(outsider)
    document = publish(representative)
    library.withdraw(document.id, "A mistake.", by=representative.viewer)
    let_time_come()
    assert told(outsider.email) == []


def test_letter_that_cannot_be_written_leaves_nothing_told_and_is_tried_again(
    outsider: Someone, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(outsider)
    publish(representative)
    with monkeypatch.context() as broken:
        broken.delattr(mail, "write")
        let_time_come()
    assert (told(outsider.email), told_keys()) == ([], [])
    assert db.session.scalars(select(AlertLetter)).all() == []
    with transaction():
        db.session.execute(update(Work).values(due_at=now()))
    work_through()
    assert told(outsider.email) == ["1 new find: Lighthouses"]
    assert len(told_keys()) == 1


def test_work_done_twice_tells_once(app: Flask, outsider: Someone, representative: Someone) -> None:
    own = save(outsider)
    publish(representative)
    let_time_come()
    telling.tell([str(own)], index=app.extensions[KEEPER].index)
    assert told(outsider.email) == ["1 new find: Lighthouses"]


def test_search_waits_while_the_index_is_not_ready(outsider: Someone, tmp_path: Path) -> None:
    own = save(outsider)
    with transaction():
        db.session.execute(update(SavedSearch).values(next_look_at=now()))
    with pytest.raises(tasks.Later):
        telling.tell([str(own)], index=Index(tmp_path / "not made yet", texts=page_texts))
    assert reload(own).looked_at is None


def test_search_that_is_deleted_meanwhile_is_no_fault(app: Flask, outsider: Someone) -> None:
    own = save(outsider)
    service.forget(own, by=outsider.viewer)
    telling.tell([str(own)], index=app.extensions[KEEPER].index)
    assert told(outsider.email) == []


def test_letters_go_to_the_address_that_a_person_has_now(
    outsider: Someone, representative: Someone
) -> None:
    save(outsider)
    publish(representative)
    with transaction():
        db.session.execute(
            update(Person).where(Person.id == outsider.person_id).values(email="new@example.org")
        )
    let_time_come()
    assert (told(outsider.email), told("new@example.org")) == ([], ["1 new find: Lighthouses"])


def test_search_goes_with_the_account_of_its_person(app: Flask, outsider: Someone) -> None:
    gone = make_person("gone@example.org")  # and nothing else is known of them
    save(replace(outsider, person_id=gone.id, email=gone.email))
    save_confirmed()
    with transaction():
        db.session.delete(gone)
    assert db.session.scalars(select(SavedSearch.email)).all() == [STRANGER]


def test_minute_without_anything_due_writes_nothing(outsider: Someone) -> None:
    save(outsider)
    before = db.session.scalar(select(func.count(Work.id)))
    note_due()
    assert db.session.scalar(select(func.count(Work.id))) == before
