"""What tests of the programme begin with: a meeting in Baku and sessions in it."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from coalition.database import db, now, transaction
from coalition.programme import followers, service
from coalition.programme.description import (
    MeetingFields,
    OrganiserFields,
    PersonFields,
    SessionFields,
)
from coalition.programme.models import Meeting, Role, Session, SessionEvent
from coalition.tasks import Work
from coalition.web.viewer import ANONYMOUS, Viewer
from tests.conftest import work_through
from tests.members.making import last_token

BAKU = ZoneInfo("Asia/Baku")
STRANGER = "reader@example.org"
ROOMS = ("Room 1", "Room 2")
THEMES = ("Access and diversity", "Openness")


def at(clock: str, day: int = 6) -> datetime:
    """Return the moment clocks in Baku show this, on a day of November 2012."""
    return datetime.fromisoformat(f"2012-11-{day:02}T{clock}").replace(tzinfo=BAKU)


def meeting_fields(**changes: Any) -> MeetingFields:
    """Return what is said of the meeting in Baku."""
    given: dict[str, Any] = {
        "name": "IGF 2012",
        "timezone": "Asia/Baku",
        "begins_on": date(2012, 11, 6),
        "ends_on": date(2012, 11, 9),
        "place": "Baku Expo Center",
        "country": "AZ",
        "themes": THEMES,
        "rooms": ROOMS,
    }
    return MeetingFields(**(given | changes))


def make_meeting(by: Viewer, **changes: Any) -> Meeting:
    """Return the meeting in Baku, made by a coordinator."""
    return service.create_meeting(meeting_fields(**changes), by=by)


def session_fields(**changes: Any) -> SessionFields:
    """Return what is said of workshop 130, on Tuesday from 9:00 to 10:30 in Room 1."""
    given: dict[str, Any] = {
        "title": "Digital inclusion",
        "kind": "workshop",
        "number": "130",
        "room": "Room 1",
        "theme": "Access and diversity",
        "starts_at": at("09:00"),
        "ends_at": at("10:30"),
        "people": (PersonFields(Role.MODERATOR, "Ann Moderator", "IFLA", "ann@example.org"),),
    }
    return SessionFields(**(given | changes))


def make_session(meeting: Meeting, by: Viewer, **changes: Any) -> Session:
    """Return workshop 130, or another session with these changes."""
    return service.create_session(
        meeting.id, session_fields(**changes), by=by, despite_clashes=True
    )


def propose(meeting: Meeting, by: Viewer, **changes: Any) -> Session:
    """Return a session that the first organisation of a representative proposes."""
    own = (OrganiserFields(min(by.organisation_ids)),)
    return make_session(meeting, by, **({"organisers": own} | changes))


def let_time_pass(minutes: int = 5) -> None:
    """Let all that was done to sessions have been done some minutes earlier."""
    with transaction():
        for event in db.session.scalars(select(SessionEvent)):
            event.at -= timedelta(minutes=minutes)


def all_told() -> None:
    """Let some minutes pass, then do the work that waits for that."""
    let_time_pass()
    with transaction():
        db.session.execute(update(Work).values(due_at=now()))
    work_through()


def follow_confirmed(session_id: int, email: str = STRANGER, language: str = "en") -> None:
    """Let an address follow a session, and confirm it."""
    followers.follow_by_mail(session_id, email, language, by=ANONYMOUS, address="192.0.2.1")
    followers.confirm(last_token(email))
