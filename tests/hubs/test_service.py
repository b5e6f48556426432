"""Hubs are registered, confirmed, changed and withdrawn by those who hold them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import selectinload

from coalition.database import db, now, transaction
from coalition.errors import Conflict, Invalid, NotFound, TooMany
from coalition.hubs import decisions, links, queries, service
from coalition.hubs.models import Act, Hub, State
from coalition.privacy import retention
from coalition.programme import service as programme
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone, make_person
from tests.hubs.making import (
    GIVEN,
    HOST,
    accept,
    acts_of,
    add,
    confirm,
    make_meeting,
    make_session,
    register,
    reload,
)
from tests.members.making import last_letter, last_token, subjects_to


def followed(hub_id: int) -> list[int]:
    hub = db.session.get_one(
        Hub, hub_id, options=[selectinload(Hub.follows)], populate_existing=True
    )
    return sorted(link.session_id for link in hub.follows)


def test_hub_of_a_stranger_waits_for_its_address(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer)
    hub = register(meeting, session)
    assert (reload(hub.id).state, reload(hub.id).timezone) == (State.UNCONFIRMED, "Africa/Nairobi")
    assert followed(hub.id) == [session.id]
    assert subjects_to(HOST) == ["Confirm your remote hub"]
    assert "Kenya National" not in last_letter(HOST)  # nobody sends words of theirs to a stranger
    assert subjects_to(coordinator.email) == []


def test_confirmed_hub_waits_for_a_coordinator_who_is_told(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    hub, token = confirm(meeting)
    assert reload(hub.id).state is State.WAITING
    assert acts_of(hub.id) == [Act.REGISTERED, Act.CONFIRMED]
    assert subjects_to(HOST)[-1] == "Your hub in Nairobi is registered"
    assert subjects_to(coordinator.email) == [
        "A hub waits: Nairobi, Kenya National Library Service"
    ]
    assert queries.get_hub_by_link(token).id == hub.id
    assert queries.get_hub_by_link(last_token(HOST)).id == hub.id


def test_link_confirms_once(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    register(meeting)
    token = last_token(HOST)
    service.confirm(token)
    with pytest.raises(NotFound):
        service.confirm(token)


def test_person_who_signed_in_by_the_address_need_not_confirm_it(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    person = make_person(HOST)
    viewer = Someone(person.id, HOST, coordinator.client).viewer
    hub = service.register(meeting.id, GIVEN, by=viewer, language="en")
    assert reload(hub.id).state is State.WAITING


def test_hub_a_coordinator_adds_is_accepted_at_once(coordinator: Someone) -> None:
    hub = add(make_meeting(coordinator.viewer), coordinator.viewer)
    assert reload(hub.id).state is State.ACCEPTED
    assert subjects_to(HOST) == ["Your hub in Nairobi is accepted"]


def test_hub_of_a_meeting_that_is_over_is_for_coordinators_to_write_down(
    coordinator: Someone,
) -> None:
    meeting = make_meeting(
        coordinator.viewer, begins_on=date(2012, 11, 6), ends_on=date(2012, 11, 9)
    )
    with pytest.raises(Conflict, match="This meeting is over"):
        register(meeting)
    hub = add(meeting, coordinator.viewer)
    assert reload(hub.id).state is State.ACCEPTED
    assert subjects_to(HOST) == []


def test_registration_is_open_through_the_last_day_at_the_meeting(coordinator: Someone) -> None:
    today = now().date()
    meeting = make_meeting(
        coordinator.viewer, begins_on=today, ends_on=today, timezone="Etc/GMT+12"
    )
    assert register(meeting).state is State.UNCONFIRMED


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"host": ""}, "host", "Name the institution that hosts the hub."),
        ({"city": ""}, "city", "Name the city or town where people gather."),
        ({"country": "ZZ"}, "country", "Choose the country or territory where people gather."),
        (
            {"country": "US"},
            "timezone",
            "This country has several time zones. Choose the one of your city.",
        ),
        ({"timezone": "Mars/Base"}, "timezone", "Choose the time zone of your city."),
        ({"country": "XK"}, "timezone", "Choose the time zone of your city."),
        ({"latitude": 1.0}, "longitude", "Give both latitude and longitude, or neither."),
        (
            {"latitude": 91.0, "longitude": 0.0},
            "latitude",
            "A latitude is a number from −90 (south) to 90 (north).",
        ),
        (
            {"latitude": 9.0, "longitude": 181.0},
            "longitude",
            "A longitude is a number from −180 (west) to 180 (east).",
        ),
        (
            {"expected_count": 0},
            "expected_count",
            "Give the number of people you expect, such as 25.",
        ),
        ({"interests": ""}, "interests", "Name at least one area of interest."),
        (
            {"website": "javascript:alert(1)"},
            "website",
            "Give the whole address, beginning with https:// or http://.",
        ),
        (
            {"coordinator_email": "wanjiru"},
            "coordinator_email",
            "Enter an e-mail address such as name@example.org.",
        ),
        (
            {"technical_email": ""},
            "technical_email",
            "Give the address of the technical coordinator.",
        ),
        ({"technical_name": ""}, "technical_name", "Name the person who has this address."),
        ({"host": "x" * 201}, "host", "This is too long: at most 200 characters."),
        ({"activities": "x" * 5001}, "activities", "This is too long: at most 5000 characters."),
    ],
)
def test_registration_says_what_is_wrong(
    coordinator: Someone, changes: dict[str, object], field: str, sentence: str
) -> None:
    meeting = make_meeting(coordinator.viewer)
    with pytest.raises(Invalid) as refused:
        register(meeting, **changes)
    assert refused.value.fields == {field: sentence}


def test_time_zone_of_a_country_that_has_one_need_not_be_chosen(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    hub = register(meeting, country="US", timezone="America/Denver")
    assert hub.timezone == "America/Denver"


def test_hub_follows_sessions_of_its_meeting_alone(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    other = make_session(make_meeting(coordinator.viewer, name="Other"), coordinator.viewer)
    cancelled = make_session(meeting, coordinator.viewer)
    programme.cancel_session(cancelled.id, "The speaker is ill.", by=coordinator.viewer)
    for session in (other, cancelled):
        with pytest.raises(Invalid) as refused:
            register(meeting, session)
        assert refused.value.fields == {"sessions": "Choose sessions of the list."}


def test_too_many_registrations_of_one_address_are_refused(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    for _ in range(5):
        register(meeting)
    with pytest.raises(TooMany):
        register(meeting)


def test_change_of_an_accepted_hub_is_noted_and_told(coordinator: Someone) -> None:
    hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    assert service.update(token, replace(GIVEN, expected_count=40, country="UG")) is True
    assert (reload(hub.id).state, reload(hub.id).expected_count) == (State.ACCEPTED, 40)
    assert reload(hub.id).timezone == "Africa/Kampala"
    assert subjects_to(coordinator.email)[-1] == "Changed: the hub in Nairobi"
    letter = last_letter(coordinator.email)
    assert "Country or territory: Kenya → Uganda" in letter
    assert "Expected participants: 25 → 40" in letter
    assert "Time zone: Nairobi → Kampala" in letter
    before = acts_of(hub.id)
    assert service.update(token, replace(GIVEN, expected_count=40, country="UG")) is False
    assert acts_of(hub.id) == before


def test_stale_change_is_refused(coordinator: Someone) -> None:
    hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    with pytest.raises(Conflict):
        service.update(token, GIVEN, revision=hub.revision - 1)


def test_another_address_of_the_host_gets_a_link_and_the_old_one_is_told(
    coordinator: Someone,
) -> None:
    hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    service.update(token, replace(GIVEN, coordinator_email="New@example.org", city="Buy pills"))
    assert subjects_to("new@example.org") == ["You coordinate a remote hub"]
    assert "pills" not in last_letter("new@example.org")
    assert queries.get_hub_by_link(last_token("new@example.org")).id == hub.id
    assert "new@example.org" in last_letter(HOST)
    assert "All links you have to its page stopped working." in last_letter(HOST)


def test_links_of_the_host_before_open_nothing_any_more(coordinator: Someone) -> None:
    hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    decisions.send_link(hub.id, by=coordinator.viewer)
    other = last_token(HOST)
    service.update(token, replace(GIVEN, coordinator_email="new@example.org"))
    for old in (token, other):
        with pytest.raises(NotFound):
            queries.get_hub_by_link(old)
        assert queries.find_hub_by_token(links.asking_token(old)) is None


def test_declined_hub_is_handed_in_again_by_a_change(coordinator: Someone) -> None:
    hub, token = confirm(make_meeting(coordinator.viewer))
    decisions.decline(hub.id, "Which library?", by=coordinator.viewer)
    service.update(token, GIVEN)
    assert reload(hub.id).state is State.WAITING
    assert acts_of(hub.id)[-2:] == [Act.DECLINED, Act.HANDED_IN]


def test_nobody_writes_words_of_theirs_to_a_stranger_by_another_address(
    coordinator: Someone,
) -> None:
    meeting = make_meeting(coordinator.viewer)
    hub, token = confirm(meeting)
    service.withdraw(token)
    words = replace(GIVEN, city="You won", coordinator_name="evil.example")
    service.update(token, replace(words, coordinator_email="victim@example.net"))
    service.send_links(meeting.id, "victim@example.net", address="192.0.2.1")
    assert reload(hub.id).state is State.WAITING
    assert subjects_to("victim@example.net") == ["You coordinate a remote hub"] * 2
    for word in ("You won", "evil.example"):
        assert word not in last_letter("victim@example.net")


def test_host_of_another_address_is_written_to_by_name_once_it_was_used(
    coordinator: Someone,
) -> None:
    meeting = make_meeting(coordinator.viewer)
    _hub, token = accept(meeting, coordinator.viewer)
    given = replace(GIVEN, coordinator_email="new@example.org")
    service.update(token, given)
    service.update(last_token("new@example.org"), replace(given, expected_count=40))
    service.send_links(meeting.id, "new@example.org", address="192.0.2.1")
    assert subjects_to("new@example.org")[-1] == "The page of your hub in Nairobi"


def test_coordinators_are_not_flooded_with_changes_of_a_hub(coordinator: Someone) -> None:
    hub, token = confirm(make_meeting(coordinator.viewer))
    for number in range(5):
        service.withdraw(token)
        service.update(token, replace(GIVEN, activities=str(number)))
    letters_before = len(subjects_to(coordinator.email))
    with pytest.raises(TooMany):
        service.update(token, replace(GIVEN, activities="More"))
    with pytest.raises(TooMany):
        service.withdraw(token)
    assert reload(hub.id).state is State.WAITING
    assert len(subjects_to(coordinator.email)) == letters_before


def test_withdrawn_hub_leaves_the_list_and_coordinators_are_told(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    hub, token = accept(meeting, coordinator.viewer)
    service.withdraw(token, "No electricity.")
    assert reload(hub.id).state is State.WITHDRAWN
    assert queries.accepted_hubs(meeting.id) == []
    assert "No electricity." in last_letter(coordinator.email)
    with pytest.raises(Conflict):
        service.withdraw(token)


def test_new_link_ends_the_old_ones(coordinator: Someone) -> None:
    hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    service.replace_link(token)
    with pytest.raises(NotFound):
        queries.get_hub_by_link(token)
    assert queries.get_hub_by_link(last_token(HOST)).id == hub.id


def test_lost_link_is_sent_to_its_host_alone(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    hub, token = accept(meeting, coordinator.viewer)
    service.send_links(meeting.id, "nobody@example.org", address="192.0.2.1")
    assert subjects_to("nobody@example.org") == []
    service.send_links(meeting.id, "WANJIRU@example.org", address="192.0.2.1")
    assert subjects_to(HOST)[-1] == "The page of your hub in Nairobi"
    assert queries.get_hub_by_link(last_token(HOST)).id == hub.id
    assert queries.get_hub_by_link(token).id == hub.id


def test_hub_nobody_confirms_is_forgotten_after_a_week(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer)
    lapsed, fresh = register(meeting, session), register(meeting)
    waiting, _token = confirm(meeting)
    with transaction():
        long_ago = now() - timedelta(days=8)
        changed = update(Hub).where(Hub.id.in_([lapsed.id, waiting.id]))
        db.session.execute(changed.values(registered_at=long_ago))
    retention.sweep()
    assert [hub.id for hub in queries.all_hubs(meeting.id, viewer=coordinator.viewer)] == [
        fresh.id,
        waiting.id,
    ]


def test_nobody_without_an_account_can_skip_the_letter(coordinator: Someone) -> None:
    hub = service.register(
        make_meeting(coordinator.viewer).id, GIVEN, by=ANONYMOUS, language="fr", address="192.0.2.1"
    )
    assert (hub.state, hub.language) == (State.UNCONFIRMED, "fr")
