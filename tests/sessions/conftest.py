"""What tests of the page of a session begin with: workshop 130, held by an association."""

from dataclasses import dataclass, replace

import pytest

from coalition.library import queries as library_queries
from coalition.library import service as library
from coalition.library.models import Audience, Document
from coalition.programme import service
from coalition.programme.description import OrganiserFields, PersonFields
from coalition.programme.models import Meeting, Role, Session, Use
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, TEXT, put
from tests.members.making import own_of
from tests.programme.making import make_meeting, make_session


@dataclass(frozen=True)
class Held:
    """A session with the one who holds it and the one who coordinates."""

    meeting: Meeting
    session: Session
    holder: Someone
    coordinator: Someone

    @property
    def address(self) -> str:
        """The address of its page."""
        return f"/sessions/{self.session.id}"

    def tie(self, document: Document, use: Use = Use.BRIEF) -> None:
        """Tie a document to it."""
        service.tie_document(self.session.id, document.id, use, by=self.coordinator.viewer)

    def document(
        self,
        title: str = "A brief",
        *,
        audience: Audience = Audience.PUBLIC,
        name: str = "brief.txt",
        use: Use = Use.BRIEF,
        text: str = TEXT,
        publish: bool = True,
    ) -> Document:
        """Deposit a document of the holder and tie it."""
        fields = replace(FIELDS, title=title, audience=audience)
        made = put(self.holder.viewer, own_of(self.holder), text, fields, name)
        if publish:
            library.publish(made.id, by=self.holder.viewer)
        self.tie(made, use)
        return library_queries.get_document(made.id, viewer=self.holder.viewer)


@pytest.fixture
def held(representative: Someone, coordinator: Someone) -> Held:
    """Workshop 130 of the meeting in Baku, with a moderator and a speaker."""
    meeting = make_meeting(coordinator.viewer)
    session = make_session(
        meeting,
        coordinator.viewer,
        description="How libraries open the network.\n\nA second paragraph.",
        webcast="https://webcast.example.org/1",
        remote_address="https://meet.example.org/1",
        remote_instructions="Say your name first.",
        languages=("en", "ar"),
        is_ours=True,
        organisers=(OrganiserFields(own_of(representative)), OrganiserFields(name="EIFL")),
        people=(
            PersonFields(Role.SPEAKER, "Bo Speaker", "Reading Rooms Trust"),
            PersonFields(Role.MODERATOR, "Ann Moderator", "IFLA", "ann@example.org"),
        ),
    )
    work_through()
    return Held(meeting, session, representative, coordinator)
