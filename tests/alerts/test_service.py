"""Searches are saved by people at once, and for addresses when these are confirmed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from coalition.accounts.models import Link
from coalition.alerts import queries, service
from coalition.alerts.models import AlertLetter, Rhythm, SavedSearch, ToldFind
from coalition.database import db, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from coalition.privacy import retention
from coalition.web.viewer import ANONYMOUS
from tests.alerts.making import (
    STRANGER,
    let_time_come,
    letter_token,
    publish,
    reload,
    save,
    save_confirmed,
    told,
    wish,
)
from tests.conftest import Someone, make_person
from tests.members.making import last_letter, last_token, subjects_to


def names(someone: Someone) -> list[str]:
    """Return the names of somebody's saved searches, as their page lists them."""
    return [search.name for search, _ in queries.own_searches(viewer=someone.viewer)]


def test_person_saves_at_once_and_is_told_after_one_period(outsider: Someone) -> None:
    search = reload(save(outsider))
    assert search.confirmed_at is not None
    assert (search.arguments, search.rhythm) == ({"q": ["lighthouse"]}, Rhythm.DAILY)
    assert timedelta(hours=23) < search.next_look_at - now() <= timedelta(days=1)
    assert subjects_to(outsider.email) == []


def test_nobody_saves_without_an_account_or_an_address(app: Flask) -> None:
    with pytest.raises(NotAllowed):
        service.save(wish(), by=ANONYMOUS)


def test_same_search_saved_again_is_renamed_and_resumed(outsider: Someone) -> None:
    first = save(outsider)
    service.pause(first, by=outsider.viewer)
    again = save(outsider, name="Towers", rhythm=Rhythm.WEEKLY)
    search = reload(again)
    assert again == first
    assert (search.name, search.rhythm, search.paused_at) == ("Towers", Rhythm.WEEKLY, None)


def test_searches_of_one_person_are_not_without_end(
    outsider: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_SAVED", 2)
    save(outsider, "one")
    save(outsider, "two")
    with pytest.raises(Invalid, match="You have saved 2 searches"):
        save(outsider, "three")
    save(outsider, "two", name="Once more")
    assert names(outsider) == ["Lighthouses", "Once more"]


def test_address_is_told_of_nothing_before_it_is_confirmed(
    app: Flask, representative: Someone
) -> None:
    service.save_for_address(wish(), " Reader@Example.org ", address="192.0.2.1")
    publish(representative)
    let_time_come()
    assert subjects_to(STRANGER) == ["Confirm your saved search"]
    search = service.confirm(last_token(STRANGER))
    assert search.email == STRANGER
    let_time_come()
    assert told(STRANGER) == ["1 new find: Lighthouses"]


def test_letter_to_a_stranger_repeats_nothing_that_was_typed(app: Flask) -> None:
    typed = wish("buy at evil.example", name="Buy at evil.example")
    service.save_for_address(typed, STRANGER, address="192.0.2.1")
    assert "evil" not in last_letter(STRANGER)


def test_known_and_unknown_addresses_are_written_to_alike(app: Flask) -> None:
    make_person("known@example.org")
    for email in ("known@example.org", "unknown@example.org"):
        service.save_for_address(wish(), email, address="192.0.2.1")
    assert subjects_to("known@example.org") == subjects_to("unknown@example.org")


def test_link_confirms_once(app: Flask) -> None:
    service.save_for_address(wish(), STRANGER, address="192.0.2.1")
    token = last_token(STRANGER)
    service.confirm(token)
    with pytest.raises(NotFound, match="used already or has expired"):
        service.confirm(token)


def test_search_saved_twice_before_it_is_confirmed_is_one(app: Flask) -> None:
    service.save_for_address(wish(), STRANGER, address="192.0.2.1")
    first = last_token(STRANGER)
    service.save_for_address(wish(name="Towers"), STRANGER, address="192.0.2.1")
    with pytest.raises(NotFound):
        service.confirm(first)
    assert service.confirm(last_token(STRANGER)).name == "Towers"
    assert len(db.session.scalars(select(SavedSearch)).all()) == 1


def test_search_confirmed_twice_is_one(app: Flask) -> None:
    first = save_confirmed()
    again = save_confirmed(rhythm=Rhythm.WEEKLY)
    assert again == first
    assert reload(first).rhythm is Rhythm.WEEKLY
    assert len(db.session.scalars(select(SavedSearch)).all()) == 1


def test_link_of_a_search_that_is_gone_never_confirms_another_address(app: Flask) -> None:
    service.save_for_address(wish(), STRANGER, address="192.0.2.1")
    token = last_token(STRANGER)
    with transaction():
        db.session.execute(update(SavedSearch).values(email="other@example.org"))
    with pytest.raises(NotFound):
        service.confirm(token)


def test_letters_to_one_address_are_throttled(app: Flask) -> None:
    for number in range(5):
        service.save_for_address(wish(str(number)), STRANGER, address=f"192.0.2.{number}")
    with pytest.raises(TooMany):
        service.save_for_address(wish(), STRANGER, address="192.0.2.9")


def test_search_not_confirmed_in_a_week_is_forgotten(app: Flask) -> None:
    service.save_for_address(wish(), STRANGER, address="192.0.2.1")
    token = last_token(STRANGER)
    retention.sweep()
    assert service.find_unconfirmed(token).email == STRANGER
    with transaction():
        db.session.execute(
            update(SavedSearch).values(saved_at=now() - timedelta(days=7, minutes=1))
        )
    retention.sweep()
    assert db.session.scalars(select(SavedSearch)).all() == []
    with pytest.raises(NotFound):
        service.find_unconfirmed(token)


def test_confirming_link_works_as_long_as_its_search_is_kept(app: Flask) -> None:
    service.save_for_address(wish(), STRANGER, address="192.0.2.1")
    link = db.session.scalars(select(Link)).one()
    assert round((link.expires_at - link.created_at) / timedelta(days=1)) == queries.CONFIRM_DAYS


def test_paused_search_tells_of_nothing_and_resumed_of_what_came_meanwhile(
    outsider: Someone, representative: Someone
) -> None:
    own = save(outsider)
    service.pause(own, by=outsider.viewer)
    publish(representative)
    let_time_come()
    assert told(outsider.email) == []
    service.resume(own, by=outsider.viewer)
    let_time_come()
    assert told(outsider.email) == ["1 new find: Lighthouses"]


def test_pausing_twice_and_resuming_twice_are_conflicts(outsider: Someone) -> None:
    own = save(outsider)
    with pytest.raises(Conflict):
        service.resume(own, by=outsider.viewer)
    service.pause(own, by=outsider.viewer)
    with pytest.raises(Conflict):
        service.pause(own, by=outsider.viewer)


def test_other_rhythm_counts_from_the_last_look(outsider: Someone) -> None:
    own = save(outsider)
    let_time_come()
    looked_at = reload(own).looked_at
    assert looked_at is not None
    service.change_rhythm(own, Rhythm.WEEKLY, by=outsider.viewer)
    assert reload(own).next_look_at == looked_at + timedelta(days=7)


def test_search_of_another_person_is_not_there(outsider: Someone, coordinator: Someone) -> None:
    own = save(outsider)
    for act in (service.pause, service.resume, service.forget):
        with pytest.raises(NotFound):
            act(own, by=coordinator.viewer)
    with pytest.raises(NotFound):
        service.change_rhythm(own, Rhythm.WEEKLY, by=coordinator.viewer)
    assert names(outsider) == ["Lighthouses"]
    assert names(coordinator) == []


def test_search_of_an_address_is_nobody_s_own(outsider: Someone) -> None:
    search_id = save_confirmed(outsider.email)
    with pytest.raises(NotFound):
        queries.get_own_search(search_id, viewer=outsider.viewer)
    with pytest.raises(NotFound):
        queries.get_own_search(search_id, viewer=ANONYMOUS)


def test_deleted_search_takes_along_what_it_told(
    outsider: Someone, representative: Someone
) -> None:
    own = save(outsider)
    publish(representative)
    let_time_come()
    token = letter_token(outsider.email)
    assert queries.get_search_by_letter(token).id == own
    assert service.forget(own, by=outsider.viewer) == "Lighthouses"
    for table in (SavedSearch, AlertLetter, ToldFind):
        assert db.session.scalars(select(table)).all() == []
    with pytest.raises(NotFound, match="deleted"):
        service.stop_by_letter(token)


def test_letter_stops_its_search_alone_and_starts_it_again(
    app: Flask, representative: Someone
) -> None:
    stopped, other = save_confirmed(), save_confirmed(text="lamp")
    publish(representative)
    let_time_come()
    token = letter_token(STRANGER)
    service.stop_by_letter(token)
    first = reload(stopped).paused_at
    assert first is not None
    service.stop_by_letter(token)
    assert reload(stopped).paused_at == first
    assert reload(other).paused_at is None
    service.resume_by_letter(token)
    assert reload(stopped).paused_at is None


def test_every_letter_ever_sent_can_stop_its_search(app: Flask, representative: Someone) -> None:
    own = save_confirmed()
    publish(representative)
    let_time_come()
    first = letter_token(STRANGER)
    publish(representative, "Another", "A lighthouse again.")
    let_time_come()
    assert letter_token(STRANGER) != first
    service.stop_by_letter(first)
    assert reload(own).paused_at is not None


def test_search_of_an_address_stopped_for_long_is_forgotten_and_that_of_a_person_kept(
    outsider: Someone,
) -> None:
    save_confirmed()
    own = save(outsider)
    with transaction():
        db.session.execute(update(SavedSearch).values(paused_at=now() - timedelta(days=31)))
    retention.sweep()
    assert db.session.scalars(select(SavedSearch.id)).all() == [own]
