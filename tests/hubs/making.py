"""What tests of hubs begin with: a meeting that is coming, sessions in it, and hubs in every state."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from coalition.database import db, now
from coalition.hubs import decisions, service
from coalition.hubs.models import Act, Hub, HubEvent
from coalition.hubs.registration import HubFields
from coalition.programme import service as programme
from coalition.programme.description import MeetingFields, PersonFields, SessionFields
from coalition.programme.models import Meeting, Role, Session
from coalition.web.viewer import ANONYMOUS, Viewer
from tests.members.making import last_token

HOST = "wanjiru@example.org"
TECHNICIAN = "otieno@example.org"
MODERATOR = "remote@example.org"
GIVEN = HubFields(
    host="Kenya National Library Service",
    country="KE",
    city="Nairobi",
    coordinator_name="Wanjiru",
    coordinator_email=HOST,
    interests="Public access\nin libraries",
    expected_count=25,
    activities="A debate on the Monday before.",
    languages=("en", "sw"),
    website="https://hub.example.org/",
    technical_name="Otieno",
    technical_email=TECHNICIAN,
)
# As it is typed into the form.
TYPED: dict[str, Any] = {
    "host": "Kenya National Library Service",
    "country": "KE",
    "city": "Nairobi",
    "timezone": "",
    "latitude": "−1,29",
    "longitude": "36.82",
    "interests": "Public access\r\nin libraries",
    "expected_count": "25",
    "activities": "A debate on the Monday before.",
    "languages": ["en", "sw"],
    "website": "https://hub.example.org/",
    "coordinator_name": "Wanjiru",
    "coordinator_email": "Wanjiru@Example.org",
    "technical_name": "Otieno",
    "technical_email": TECHNICIAN,
}


def first_day() -> date:
    """Return the first day of the meeting: ten days from now."""
    return (now() + timedelta(days=10)).date()


def make_meeting(by: Viewer, **changes: Any) -> Meeting:
    """Return a meeting in Baku that is coming, made by a coordinator."""
    given: dict[str, Any] = {
        "name": "IGF in Baku",
        "timezone": "Asia/Baku",
        "begins_on": first_day(),
        "ends_on": first_day() + timedelta(days=3),
        "country": "AZ",
        "rooms": ("Room 1",),
    }
    return programme.create_meeting(MeetingFields(**(given | changes)), by=by)


def make_session(meeting: Meeting, by: Viewer, **changes: Any) -> Session:
    """Return workshop 130: the first day, 05:00 to 06:30 UTC, with a remote moderator."""
    day = datetime.combine(meeting.begins_on, datetime.min.time(), UTC)
    given: dict[str, Any] = {
        "title": "Digital inclusion",
        "kind": "workshop",
        "number": "130",
        "room": "Room 1",
        "starts_at": day + timedelta(hours=5),
        "ends_at": day + timedelta(hours=6, minutes=30),
        "webcast": "https://webcast.example.org/130",
        "remote_address": "https://take-part.example.org/130",
        "people": (PersonFields(Role.REMOTE_MODERATOR, "Rita", "IFLA", MODERATOR),),
    }
    fields = SessionFields(**(given | changes))
    return programme.create_session(meeting.id, fields, by=by, despite_clashes=True)


def register(meeting: Meeting, *sessions: Session, **changes: Any) -> Hub:
    """Return a hub that somebody without an account registered and did not confirm yet."""
    numbers = [session.id for session in sessions]
    fields = replace(GIVEN, **changes)
    return service.register(meeting.id, fields, numbers, by=ANONYMOUS, language="en")


def confirm(meeting: Meeting, *sessions: Session, **changes: Any) -> tuple[Hub, str]:
    """Return a hub that waits for a decision, and the token of its host's page."""
    hub = register(meeting, *sessions, **changes)
    return hub, service.confirm(last_token(hub.coordinator_email))


def accept(meeting: Meeting, by: Viewer, *sessions: Session, **changes: Any) -> tuple[Hub, str]:
    """Return a hub that is accepted, and the token of its host's page."""
    hub, token = confirm(meeting, *sessions, **changes)
    decisions.accept(hub.id, by=by)
    return hub, token


def add(meeting: Meeting, by: Viewer, *sessions: Session, **changes: Any) -> Hub:
    """Return a hub that a coordinator added, accepted at once."""
    numbers = [session.id for session in sessions]
    fields = replace(GIVEN, **changes)
    return service.register(meeting.id, fields, numbers, by=by, language="en")


def reload(hub_id: int) -> Hub:
    """Return a hub as it now is."""
    return db.session.get_one(Hub, hub_id, populate_existing=True)


def acts_of(hub_id: int) -> list[Act]:
    """Return what happened to a hub, oldest first."""
    events = select(HubEvent.act).where(HubEvent.hub_id == hub_id).order_by(HubEvent.id)
    return list(db.session.scalars(events))
