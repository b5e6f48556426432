"""Every read of the page that gathers a session: its documents by use, its day, what can be tied."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import load_only

from coalition.database import db, now
from coalition.library import policy as library_policy
from coalition.library import queries as library
from coalition.library.models import Document
from coalition.library.models import State as DocumentState
from coalition.programme import policy
from coalition.programme import queries as programme
from coalition.programme.listing import Before, moves_of
from coalition.programme.models import (
    Participant,
    Role,
    Session,
    SessionDocument,
    SessionEvent,
    State,
    Use,
)
from coalition.web.viewer import Viewer

MOST_OFFERED = 20  # documents found at once
MOST_WORDS = 8
USES = tuple(Use)  # in the order in which a page shows them
ROLES = (Role.MODERATOR, Role.SPEAKER, Role.REMOTE_MODERATOR, Role.RAPPORTEUR)


class Moment(StrEnum):
    """Where a session stands in time."""

    UNKNOWN = "unknown"  # it has no time yet
    AHEAD = "ahead"
    ON = "on"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything of a session that this viewer may know.

    `documents` are by use and `people` by role, without those of which there are none. `before` is
    where and when a moved session was to be. `earlier` and `later` are its neighbours of that day.
    """

    session: Session
    moment: Moment
    documents: tuple[tuple[Use, tuple[SessionDocument, ...]], ...]
    people: tuple[tuple[Role, tuple[Participant, ...]], ...]
    before: Before | None
    history: tuple[SessionEvent, ...]
    earlier: Session | None
    later: Session | None
    may_edit: bool

    @property
    def document_count(self) -> int:
        """Return how many documents belong to it."""
        return sum(len(ties) for _use, ties in self.documents)

    @property
    def enclosed_count(self) -> int:
        """Return how many of them its ZIP file encloses: what is published."""
        ties = (tie for _use, found in self.documents for tie in found)
        return sum(tie.document.state == DocumentState.PUBLISHED for tie in ties)

    @property
    def is_held(self) -> bool:
        """Tell whether one can take part in it: it is in the programme and not cancelled."""
        return self.session.state not in {State.PROPOSED, State.CANCELLED}


def gathered(session_id: int, *, viewer: Viewer, at: datetime | None = None) -> Gathered:
    """Return everything of a session, at this moment or another. Raises NotFound."""
    session = programme.get_session(session_id, viewer=viewer)
    earlier, later = neighbours(session, viewer=viewer)
    is_moved = session.state is State.MOVED
    return Gathered(
        session=session,
        moment=moment_of(session, at or now()),
        documents=documents_by_use(session, viewer=viewer),
        people=people_by_role(session),
        before=moves_of(session_ids=[session.id]).get(session.id) if is_moved else None,
        history=tuple(programme.history_of(session, viewer=viewer)),
        earlier=earlier,
        later=later,
        may_edit=policy.may_edit(viewer, session),
    )


def moment_of(session: Session, at: datetime) -> Moment:
    """Return where a session stands at a moment; its end no longer belongs to it."""
    if session.starts_at is None or session.ends_at is None:
        return Moment.UNKNOWN
    if at < session.starts_at:
        return Moment.AHEAD
    return Moment.ON if at < session.ends_at else Moment.OVER


def documents_by_use(
    session: Session, *, viewer: Viewer
) -> tuple[tuple[Use, tuple[SessionDocument, ...]], ...]:
    """Return what belongs to a session by what it is to it, whose organisers must be loaded.

    Readers see what they may read; those who edit the session also what is no longer to be read,
    so that they can untie it.
    """
    edits = policy.may_edit(viewer, session)
    ties = [
        tie
        for tie in programme.documents_of(session.id, viewer=viewer)
        if edits or library_policy.may_read(viewer, tie.document)
    ]
    by_use = ((use, tuple(tie for tie in ties if tie.use is use)) for use in USES)
    return tuple((use, found) for use, found in by_use if found)


def people_by_role(session: Session) -> tuple[tuple[Role, tuple[Participant, ...]], ...]:
    """Return the people of a session by what they do in it."""
    by_role = ((role, tuple(p for p in session.people if p.role is role)) for role in ROLES)
    return tuple((role, people) for role, people in by_role if people)


def neighbours(session: Session, *, viewer: Viewer) -> tuple[Session | None, Session | None]:
    """Return the sessions before and after this one on its day, in order of time and number."""
    if session.starts_at is None:
        return None, None
    day = session.starts_at.astimezone(session.meeting.zone).date()
    begins = datetime.combine(day, time(), session.meeting.zone)
    ends = datetime.combine(day + timedelta(days=1), time(), session.meeting.zone)
    of_the_day = list(
        db.session.scalars(
            select(Session)
            .where(
                Session.meeting_id == session.meeting_id,
                Session.starts_at >= begins,
                Session.starts_at < ends,
                # what is merely proposed is no place to go on to
                or_(Session.state != State.PROPOSED, Session.id == session.id),
                programme.known_to(viewer),
            )
            .options(load_only(Session.number, Session.title, Session.starts_at))
            .order_by(Session.starts_at, Session.number, Session.id)
        )
    )
    at = next((n for n, one in enumerate(of_the_day) if one.id == session.id), None)
    if at is None:
        return None, None
    around = [None, *of_the_day, None]
    return around[at], around[at + 2]


def tieable(
    words: str, *, viewer: Viewer, besides: Collection[int] = ()
) -> tuple[Sequence[Document], bool]:
    """Return the documents that can be tied, the latest first, and whether there are more.

    They are the viewer's own and those the viewer may read; found by words of the title, by number
    or by address. Without words they are the viewer's own. `besides` are left out.
    """
    found = library.cards(_open_to(viewer, words), Document.id.not_in(besides))
    wanted = found.order_by(Document.id.desc()).limit(MOST_OFFERED + 1)
    documents = list(db.session.scalars(wanted))
    return documents[:MOST_OFFERED], len(documents) > MOST_OFFERED


def _open_to(viewer: Viewer, words: str) -> ColumnElement[bool]:
    own = library.own_of(viewer)
    if not words.strip():
        return own
    is_open = or_(own, library.published_for(viewer))
    number = _number_in(words)
    return and_(is_open, or_(_titled(words), Document.id == number) if number else _titled(words))


def _titled(words: str) -> ColumnElement[bool]:
    """Return the condition for titles that hold all the words.

    SQLite folds the capitals of ASCII alone, so others are looked for as they may be written.
    """
    return and_(
        *(
            or_(
                *(
                    Document.title.icontains(form, autoescape=True)
                    for form in {word, word.lower(), word.upper(), word.capitalize()}
                )
            )
            for word in words.split()[:MOST_WORDS]
        )
    )


def _number_in(words: str) -> int | None:
    """Return the number of a document given by itself or by the end of its address."""
    address = words.strip().partition("#")[0].partition("?")[0]
    last = address.rstrip("/").rpartition("/")[2]
    return int(last) if last.isascii() and last.isdigit() and len(last) <= 9 else None
