"""What the JSON files of a bag of the library say: shapes that are written and read alike.

Fields have the names of the columns they are kept in, unless a comment says otherwise. Moments are
RFC 3339 in UTC, days ISO 8601. docs/bags.md tells of each file.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from msgspec import Meta, Struct
from msgspec.structs import fields

from coalition.library.models import Act, Audience, Screening, State
from coalition.members.models import State as OrganisationState
from coalition.programme.models import Act as SessionAct
from coalition.programme.models import Role, Use
from coalition.programme.models import State as SessionState
from coalition.records.models import DoiState

Moment = Annotated[datetime, Meta(tz=True)]
Number = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
# Shown as a link: what else may stand there, such as javascript:, would be run by whoever follows it.
Address = Annotated[str, Meta(pattern=r"^(https?://\S+)?\Z")]
# As announcing.sets_of names them; harvesters are told what these numbers are called.
Set = Annotated[str, Meta(pattern=r"^(kind:[a-z0-9_-]+|[a-z]+:[1-9][0-9]{0,9})\Z")]
Shape = TypeVar("Shape", bound=Struct)


class Group(Struct, frozen=True):
    """A stakeholder group: a line of metadata/groups.jsonl."""

    id: Number
    name: str
    position: int
    is_intergovernmental: bool


class Organisation(Struct, frozen=True):
    """An organisation: a line of metadata/organisations.jsonl."""

    id: Number
    name: str
    name_language: str
    english_name: str
    acronym: str
    country: str
    stakeholder_group_id: Number
    website: Address
    website_host: str
    ror: str
    reason: str
    state: OrganisationState
    applied_at: Moment
    waiting_since: Moment | None
    approved_at: Moment | None


class Subject(Struct, frozen=True):
    """A subject: a line of metadata/subjects.jsonl."""

    id: Number
    name: str
    position: int


class Named(Struct, frozen=True):
    """A theme or a room of a meeting."""

    id: Number
    name: str
    position: int


class Meeting(Struct, frozen=True):
    """A meeting with its themes and rooms: a line of metadata/meetings.jsonl."""

    id: Number
    name: str
    place: str
    country: str
    timezone: str
    begins_on: date
    ends_on: date
    theme: str
    about: str
    website: Address
    created_at: Moment
    changed_at: Moment
    revision: int
    themes: tuple[Named, ...]
    rooms: tuple[Named, ...]


class Organiser(Struct, frozen=True):
    """Who holds a session: a member by its number, or anybody else by name."""

    position: int
    organisation_id: Number | None
    name: str


class Participant(Struct, frozen=True):
    """Who does something in a session; the address they sign in by is not told."""

    position: int
    role: Role
    name: str
    affiliation: str


class SessionEvent(Struct, frozen=True):
    """An act in the history of a session; who did it is not told."""

    act: SessionAct
    changes: dict[str, list[str]]
    text: str
    at: Moment


class Session(Struct, frozen=True):
    """A session: a line of metadata/sessions.jsonl."""

    id: Number
    meeting_id: Number
    number: str
    kind: str
    title: str
    description: str
    theme_id: Number | None
    room_id: Number | None
    starts_at: Moment | None
    ends_at: Moment | None
    webcast: Address
    remote_address: Address
    remote_instructions: str
    languages: list[str]
    state: SessionState
    cancelled_reason: str
    is_ours: bool
    uid: str
    sequence: int
    created_at: Moment
    changed_at: Moment
    revision: int
    organisers: tuple[Organiser, ...]
    people: tuple[Participant, ...]
    history: tuple[SessionEvent, ...]


class Author(Struct, frozen=True):
    """Who wrote a document."""

    position: int
    name: str
    is_organisation: bool
    orcid: str


class Original(Struct, frozen=True):
    """The file of a version.

    path: where it is in the bag, or "" when it is not there, and `missing` says why: "damaged",
    "removed" (by a coordinator, since it was harmful) or "held back" (it is harmful).
    """

    digest: Digest
    size_bytes: Annotated[int, Meta(ge=0)]
    media_type: str
    created_at: Moment
    path: str
    missing: str
    screening: Screening
    harm: str


class Version(Struct, frozen=True):
    """A version of a document; its text is read anew of its file."""

    number: Number
    note: str
    file_name: str
    created_at: Moment
    kind: str
    unit: str
    page_count: int
    language: str
    file: Original


class Event(Struct, frozen=True):
    """An act in the history of a document; who did it is not told."""

    act: Act
    text: str
    at: Moment


class Tie(Struct, frozen=True):
    """The session a document belongs to, and what it is to it; `id` orders those of a session."""

    id: Number
    session_id: Number
    use: Use
    tied_at: Moment


class Announced(Struct, frozen=True):
    """What the world was last told of a document."""

    digest: Digest
    is_gone: bool
    first_at: Moment
    stamped_at: Moment
    sets: tuple[Set, ...]


class Doi(Struct, frozen=True):
    """The DOI of a document."""

    name: str
    state: DoiState
    digest: str
    problem: str
    created_at: Moment
    sent_at: Moment | None


class Document(Struct, frozen=True):
    """A document with all it consists of: metadata/documents/N/document.json."""

    id: Number
    title: str
    abstract: str
    title_is_prefilled: bool
    kind: str
    issued: str
    languages: list[str]
    licence: str
    audience: Audience
    state: State
    organisation_id: Number | None
    created_at: Moment
    handed_in_at: Moment | None
    published_at: Moment | None
    withdrawn_at: Moment | None
    withdrawn_reason: str
    revision: int
    authors: tuple[Author, ...]
    subject_ids: tuple[Number, ...]
    versions: tuple[Version, ...]
    history: tuple[Event, ...]
    sessions: tuple[Tie, ...]
    announced: Announced | None
    doi: Doi | None


def shaped(shape: type[Shape], row: object, **others: object) -> Shape:
    """Return a row in its shape: others are the fields that are not its columns."""
    names = (field.name for field in fields(shape) if field.name not in others)
    return shape(**{name: getattr(row, name) for name in names}, **others)


def values(shape: Struct, *left_out: str, **others: object) -> Mapping[str, Any]:
    """Return the columns of a row a shape says, with others added and some left out."""
    names = (field.name for field in fields(shape) if field.name not in left_out)
    return {name: getattr(shape, name) for name in names} | others
