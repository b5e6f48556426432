"""What documents refer to, as rows of a bag of the library: organisations, meetings and so on."""

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import Struct
from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import selectinload

from coalition.bags import shapes
from coalition.database import db
from coalition.library.models import Document, Subject
from coalition.library.queries import published_for
from coalition.members.models import Organisation, StakeholderGroup, State
from coalition.members.policy import known
from coalition.programme.models import Meeting, Organiser, Session
from coalition.programme.queries import known_to
from coalition.web.viewer import ANONYMOUS, Viewer


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The rows for everybody, where it is public, or for a coordinator."""

    viewer: Viewer
    public: bool

    def files(self) -> Iterator[tuple[str, Iterator[Struct]]]:
        """Give the name of each file and its rows; what others refer to comes after them."""
        yield "sessions", self._sessions()
        yield "meetings", _meetings()
        yield "subjects", _subjects()
        yield "organisations", self._organisations()
        yield "groups", _groups()

    def _sessions(self) -> Iterator[shapes.Session]:
        found = (
            select(Session)
            .where(known_to(self.viewer))
            .order_by(Session.id)
            .options(
                selectinload(Session.organisers).joinedload(Organiser.organisation),
                selectinload(Session.people),
                selectinload(Session.history),
            )
        )
        for session in db.session.scalars(found.execution_options(yield_per=200)):
            history = () if self.public else session.history
            yield shapes.shaped(
                shapes.Session,
                session,
                organisers=tuple(map(self._organiser, session.organisers)),
                people=tuple(shapes.shaped(shapes.Participant, row) for row in session.people),
                history=tuple(shapes.shaped(shapes.SessionEvent, row) for row in history),
            )

    def _organiser(self, row: Organiser) -> shapes.Organiser:
        """Return who holds a session, by name alone where the organisation is not in the bag."""
        organisation = row.organisation
        if organisation is None or known(self.viewer, organisation):
            return shapes.shaped(shapes.Organiser, row)
        return shapes.Organiser(row.position, None, organisation.name)

    def _organisations(self) -> Iterator[shapes.Organisation]:
        found = select(Organisation).where(self._told()).order_by(Organisation.id)
        for row in db.session.scalars(found.execution_options(yield_per=200)):
            if not self.public:
                yield shapes.shaped(shapes.Organisation, row)
                continue
            yield shapes.shaped(
                shapes.Organisation,
                row,
                reason="",
                applied_at=row.approved_at or row.applied_at,
                waiting_since=None,
                # that it is no member is all that may be known of it
                state=State.APPROVED if row.state == State.APPROVED else State.SUSPENDED,
            )

    def _told(self) -> ColumnElement[bool]:
        """Return the condition for the organisations that are told of."""
        if not self.public:
            return true()
        has_documents = exists().where(
            Document.organisation_id == Organisation.id, published_for(ANONYMOUS)
        )
        return or_(Organisation.state == State.APPROVED, has_documents)


def _meetings() -> Iterator[shapes.Meeting]:
    found = select(Meeting).order_by(Meeting.id)
    with_parts = found.options(selectinload(Meeting.themes), selectinload(Meeting.rooms))
    for meeting in db.session.scalars(with_parts):
        yield shapes.shaped(
            shapes.Meeting,
            meeting,
            themes=tuple(shapes.shaped(shapes.Named, row) for row in meeting.themes),
            rooms=tuple(shapes.shaped(shapes.Named, row) for row in meeting.rooms),
        )


def _subjects() -> Iterator[shapes.Subject]:
    for row in db.session.scalars(select(Subject).order_by(Subject.id)):
        yield shapes.shaped(shapes.Subject, row)


def _groups() -> Iterator[shapes.Group]:
    for row in db.session.scalars(select(StakeholderGroup).order_by(StakeholderGroup.id)):
        yield shapes.shaped(shapes.Group, row)
