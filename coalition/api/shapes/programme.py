"""Meetings and sessions as they come out."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from coalition.api.shapes.parts import (
    Country,
    DocumentLink,
    Language,
    MeetingLink,
    Moment,
    Number,
    Shape,
    Url,
    one_of,
)
from coalition.api.shapes.words import said as _l
from coalition.programme.kinds import KINDS
from coalition.programme.models import Role, State


class Meeting(Shape, frozen=True, kw_only=True):
    """A yearly meeting."""

    id: Number
    url: Url
    api_url: Url
    sessions_url: Annotated[Url, Meta(description=_l("Its sessions, in this interface."))]
    name: str
    place: str
    country: Country | None
    timezone: Annotated[str, Meta(description=_l("A name of the IANA time zone database."))]
    begins_on: date
    ends_on: Annotated[date, Meta(description=_l("The last day of it."))]
    theme: str
    website: Url | None


class Organiser(Shape, frozen=True, kw_only=True):
    """Who holds a session: a member, or anybody else."""

    id: Annotated[Number | None, Meta(description=_l("null for those that are no members."))]
    name: str
    url: Url | None


class Participant(Shape, frozen=True, kw_only=True):
    """A person who does something in a session."""

    role: Annotated[str, one_of(Role)]
    name: str
    affiliation: str


class Session(Shape, frozen=True, kw_only=True):
    """One session of a meeting."""

    id: Number
    url: Url
    api_url: Url
    number: Annotated[str | None, Meta(description=_l("As the programme prints it."))]
    kind: Annotated[str, one_of(KINDS)]
    title: str
    description: str
    state: Annotated[str, one_of(State)]
    cancelled_reason: str | None
    is_ours: Annotated[bool, Meta(description=_l("Whether the coalition takes part in it."))]
    meeting: MeetingLink
    theme: str | None
    room: str | None
    starts_at: Annotated[
        Moment | None, Meta(description=_l("As the clocks of the meeting show it."))
    ]
    ends_at: Moment | None
    languages: list[Language]
    webcast: Url | None
    remote_address: Annotated[Url | None, Meta(description=_l("Where one takes part from afar."))]
    organisers: list[Organiser]
    people: list[Participant]
    documents: Annotated[list[DocumentLink], Meta(description=_l("Those that you may read."))]
