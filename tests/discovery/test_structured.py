"""Organisations, meetings and sessions in the words of schema.org."""

import pytest
from sqlalchemy import update

from coalition.database import db, transaction
from coalition.discovery import structured
from coalition.members import decisions
from coalition.members.models import Organisation
from coalition.programme import queries
from coalition.programme.description import OrganiserFields
from coalition.programme.models import Session, State
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.discovery.conftest import data, page_at
from tests.members.making import own_of
from tests.programme.making import make_meeting, make_session

SITE = "http://127.0.0.1:8000"
BAKU = {
    "@type": "Place",
    "name": "Baku Expo Center",
    "address": {
        "@type": "PostalAddress",
        "addressLocality": "Baku Expo Center",
        "addressCountry": "AZ",
    },
}


def change(session: Session, **values: object) -> Session:
    """Return a session as it is after this change."""
    with transaction():
        db.session.execute(update(Session).where(Session.id == session.id).values(**values))
    return queries.get_session(session.id, viewer=ANONYMOUS)


@pytest.fixture
def session(coordinator: Someone) -> Session:
    """Workshop 130 of the meeting in Baku."""
    return make_session(make_meeting(coordinator.viewer), coordinator.viewer)


def test_a_session_is_an_event_of_its_meeting(session: Session, anonymous: Someone) -> None:
    way, told = sorted(
        data(page_at(anonymous.client, f"/sessions/{session.id}")), key=lambda one: one["@type"]
    )
    assert [one.get("item") for one in way["itemListElement"]] == [
        f"{SITE}/meetings",
        f"{SITE}/meetings/{session.meeting_id}",
        None,
    ]
    assert told["name"] == "Digital inclusion"
    assert told["startDate"] == "2012-11-06T09:00:00+04:00"
    assert told["endDate"] == "2012-11-06T10:30:00+04:00"
    assert told["eventStatus"] == "https://schema.org/EventScheduled"
    assert told["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert told["location"] == BAKU | {"name": "Room 1, Baku Expo Center"}
    assert told["superEvent"] == {
        "@type": "Event",
        "@id": f"{SITE}/meetings/{session.meeting_id}",
        "name": "IGF 2012",
        "url": f"{SITE}/meetings/{session.meeting_id}",
        "startDate": "2012-11-06",
        "endDate": "2012-11-09",
        "location": BAKU,
    }


def test_what_can_be_watched_is_held_in_both_places(session: Session) -> None:
    told = structured.session(
        change(session, webcast="https://live.example.org/130"), viewer=ANONYMOUS
    )
    assert told["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert told["location"][1] == {
        "@type": "VirtualLocation",
        "url": "https://live.example.org/130",
    }


def test_a_cancelled_session_says_so_and_nothing_of_taking_part(session: Session) -> None:
    cancelled = change(session, webcast="https://live.example.org/1", state=State.CANCELLED)
    told = structured.session(cancelled, viewer=ANONYMOUS)
    assert told["eventStatus"] == "https://schema.org/EventCancelled"
    assert told["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert "live.example.org" not in str(told)
    moved = structured.session(change(session, state=State.MOVED), viewer=ANONYMOUS)
    assert moved["eventStatus"] == "https://schema.org/EventRescheduled"


def test_an_organiser_whose_page_is_closed_is_told_by_name(
    representative: Someone, coordinator: Someone, anonymous: Someone
) -> None:
    member_id = own_of(representative)
    held = make_session(
        make_meeting(coordinator.viewer),
        coordinator.viewer,
        organisers=(OrganiserFields(member_id),),
    )
    found = queries.get_session(held.id, viewer=ANONYMOUS)
    told = structured.session(found, viewer=ANONYMOUS)["organizer"]
    assert told["@id"] == f"{SITE}/members/{member_id}"
    decisions.suspend(member_id, "No contact.", by=coordinator.viewer)
    found = queries.get_session(held.id, viewer=ANONYMOUS)
    assert structured.session(found, viewer=ANONYMOUS)["organizer"] == {
        "@type": "Organization",
        "name": "Library Association of the Low Lands",
    }
    assert structured.session(found, viewer=coordinator.viewer)["organizer"] == told
    things = data(page_at(anonymous.client, f"/sessions/{held.id}"))
    assert f"/members/{member_id}" not in str(things)


def test_a_meeting_names_the_sessions_that_have_a_time(
    session: Session, coordinator: Someone, anonymous: Someone
) -> None:
    meeting = queries.get_meeting(session.meeting_id)
    change(make_session(meeting, coordinator.viewer, number="131"), state=State.CANCELLED)
    hidden = make_session(meeting, coordinator.viewer, number="132")
    with transaction():
        db.session.execute(
            update(Session).where(Session.id == hidden.id).values(state=State.PROPOSED)
        )
    told = data(page_at(anonymous.client, f"/meetings/{session.meeting_id}"))[0]
    assert [one["@id"] for one in told["subEvent"]] == [
        f"{SITE}/sessions/{number}" for number in (session.id, session.id + 1)
    ]


def test_a_member_is_known_by_its_ror(representative: Someone, anonymous: Someone) -> None:
    number = representative.organisation_id
    with transaction():
        values = {"ror": "01a2b3c84", "website": "https://low.example.org", "acronym": "LALL"}
        db.session.execute(update(Organisation).where(Organisation.id == number).values(**values))
    told = data(page_at(anonymous.client, f"/members/{number}"))[0]
    assert told == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": "https://ror.org/01a2b3c84",
        "name": "Library Association of the Low Lands",
        "alternateName": "LALL",
        "url": "https://low.example.org",
        "identifier": "https://ror.org/01a2b3c84",
        "address": {"@type": "PostalAddress", "addressCountry": "NL"},
        "mainEntityOfPage": f"{SITE}/members/{number}",
        "memberOf": {
            "@type": "Organization",
            "@id": f"{SITE}/",
            "name": "Dynamic Coalition on Public Access in Libraries",
            "alternateName": "DC-PAL",
            "url": f"{SITE}/",
        },
    }


def test_nothing_in_data_ends_its_block() -> None:
    text = str(structured.script([{"name": "</script><script>alert(1)&\u2028"}]))
    assert text == (
        '<script type="application/ld+json">{"@context":"https://schema.org","name":'
        '"\\u003c/script\\u003e\\u003cscript\\u003ealert(1)\\u0026\\u2028"}</script>'
    )
    assert structured.script([]) == ""
