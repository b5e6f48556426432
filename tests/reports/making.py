"""What tests of reports begin with: a session of a member, its people, and a text."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from coalition.programme.description import OrganiserFields, PersonFields
from coalition.programme.models import Meeting, Role, Session
from coalition.reports import service
from coalition.reports.description import Presentation, Publishing, ReportFields, Speaker
from coalition.web.viewer import Viewer
from tests.conftest import Someone
from tests.programme.making import make_meeting, make_session

SAID = ReportFields(
    title="Digital inclusion",
    organisers="Library Association of the Low Lands",
    rapporteur="Rita Rapporteur, EIFL",
    speakers=(Speaker("Sam Speaker", "IFLA"),),
    key_issues="Public access needs libraries.",
    presentations=(Presentation("Sam Speaker", "Libraries are open to all."),),
    discussion="Who pays for it?",
    next_steps="A paper by March.",
    language="en",
)
PEOPLE = (
    PersonFields(Role.SPEAKER, "Sam Speaker", "IFLA"),
    PersonFields(Role.RAPPORTEUR, "Rita Rapporteur", "EIFL", "rita@example.org"),
    PersonFields(Role.MODERATOR, "Ann Moderator", "", "ann@example.org"),
)
CHOICE = Publishing(licence="CC-BY-4.0")
DUE = datetime(2012, 11, 20, 12, tzinfo=UTC)  # the last day, for a session of 6 November


def held_session(
    coordinator: Someone,
    holder: Someone | None = None,
    meeting: Meeting | None = None,
    **changes: Any,
) -> Session:
    """Return workshop 130 of 6 November 2012, held by somebody's organisation."""
    by = coordinator.viewer
    organisers = (OrganiserFields(holder.organisation_id),) if holder else ()
    given: dict[str, Any] = {"people": PEOPLE, "organisers": organisers}
    return make_session(meeting or make_meeting(by), by, **(given | changes))


def written(session: Session, by: Viewer, **changes: Any) -> ReportFields:
    """Save a whole report as its first text and return what it says."""
    said = replace(SAID, **changes)
    service.save_text(session.id, said, by=by, revision=0)
    return said


def as_posted(said: ReportFields, revision: int) -> dict[str, Any]:
    """Return what the page of a report sends."""
    return {
        "revision": str(revision),
        "title": said.title,
        "language": said.language,
        "organisers": said.organisers,
        "rapporteur": said.rapporteur,
        "speakers": "\n".join(f"{one.name}, {one.affiliation}" for one in said.speakers),
        "key_issues": said.key_issues,
        "presentation_heading": [one.heading for one in said.presentations],
        "presentation_text": [one.text for one in said.presentations],
        "discussion": said.discussion,
        "next_steps": said.next_steps,
    }
