"""The meetings of the demonstration, read from meetings.toml; the second is always a month away."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from coalition.database import now
from coalition.programme.description import MeetingFields, PersonFields, SessionFields
from coalition.programme.models import Role, Use
from coalition.programme.times import moment

_FILE = Path(__file__).with_name("meetings.toml")
AHEAD = timedelta(days=30)
REHEARSAL_HOURS = 10  # the rehearsal is on from an hour before it is loaded


@dataclass(frozen=True, slots=True)
class DemoSession:
    """A session: as it was planned and, where it was moved, as it is held.

    `organisers` are acronyms, `others` names of those who are no members; `documents` says what
    those of these slugs are to it.
    """

    key: str
    planned: SessionFields
    moved: SessionFields | None
    organisers: tuple[str, ...]
    others: tuple[str, ...]
    documents: Mapping[str, Use]
    is_proposed: bool
    cancelled_reason: str


@dataclass(frozen=True, slots=True)
class DemoMeeting:
    """A meeting and its sessions, in the order in which they are added."""

    key: str
    fields: MeetingFields
    sessions: tuple[DemoSession, ...]


def meetings(at: datetime | None = None) -> tuple[DemoMeeting, ...]:
    """Return the meetings as they are at a moment, which is now unless another is given."""
    return tuple(_meeting(given, at or now()) for given in _given())


@cache
def _given() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(_FILE.read_text(encoding="utf-8"))["meeting"])


def _meeting(given: dict[str, Any], at: datetime) -> DemoMeeting:
    zone = ZoneInfo(given["timezone"])
    begins_on = given.get("begins_on") or (at + AHEAD).astimezone(zone).date()
    fields = MeetingFields(
        name=given["name"],
        timezone=given["timezone"],
        begins_on=begins_on,
        ends_on=begins_on + timedelta(days=given["days"] - 1),
        place=given["place"],
        country=given["country"],
        theme=given["theme"],
        about=given["about"].strip(),
        website=given["website"],
        themes=tuple(given["themes"]),
        rooms=tuple(given["rooms"]),
    )
    sessions = tuple(_session(one, begins_on, zone, at) for one in given["session"])
    return DemoMeeting(given["key"], fields, sessions)


def _session(given: dict[str, Any], begins_on: date, zone: ZoneInfo, at: datetime) -> DemoSession:
    moved = given.get("moved")
    return DemoSession(
        key=given["key"],
        planned=_fields(given, begins_on, zone, at),
        moved=_fields(given | moved, begins_on, zone, at) if moved else None,
        organisers=tuple(given["organisers"]),
        others=tuple(given.get("others", ())),
        documents={slug: Use(use) for slug, use in given.get("documents", {}).items()},
        is_proposed=given.get("proposed", False),
        cancelled_reason=given.get("cancelled", ""),
    )


def _fields(given: dict[str, Any], begins_on: date, zone: ZoneInfo, at: datetime) -> SessionFields:
    starts_at, ends_at = _times(given, begins_on, zone, at)
    return SessionFields(
        title=given["title"],
        kind=given["kind"],
        number=given["number"],
        description=given.get("description", "").strip(),
        theme=given.get("theme", ""),
        room=given.get("room", ""),
        starts_at=starts_at,
        ends_at=ends_at,
        webcast=given.get("webcast", ""),
        remote_address=given.get("remote_address", ""),
        remote_instructions=given.get("remote_instructions", ""),
        languages=tuple(given["languages"]),
        is_ours=bool(given["organisers"]),
        people=tuple(
            PersonFields(
                Role(one["role"]), one["name"], one.get("affiliation", ""), one.get("email", "")
            )
            for one in given.get("people", ())
        ),
    )


def _times(
    given: dict[str, Any], begins_on: date, zone: ZoneInfo, at: datetime
) -> tuple[datetime | None, datetime | None]:
    if given.get("today"):
        began = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
        return began, began + timedelta(hours=REHEARSAL_HOURS)
    if "starts" not in given:
        return None, None
    day = begins_on + timedelta(days=given["day"])
    starts: time = given["starts"]
    ends: time = given["ends"]
    return moment(day, starts, zone), moment(day, ends, zone)
