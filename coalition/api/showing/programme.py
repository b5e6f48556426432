"""Meetings and sessions in the shape programs get."""

from collections.abc import Sequence
from datetime import datetime

from coalition.api.shapes.parts import DocumentLink, MeetingLink
from coalition.api.shapes.programme import Meeting as MeetingShape
from coalition.api.shapes.programme import Organiser as OrganiserShape
from coalition.api.shapes.programme import Participant
from coalition.api.shapes.programme import Session as SessionShape
from coalition.api.showing.links import api_address, listed
from coalition.members.policy import known
from coalition.programme.models import Meeting, Organiser, Session, SessionDocument
from coalition.web.site import address_of
from coalition.web.viewer import Viewer


def meeting_shape(meeting: Meeting) -> MeetingShape:
    """Return a meeting."""
    return MeetingShape(
        id=meeting.id,
        url=address_of("programme.detail", meeting_id=meeting.id),
        api_url=api_address("meeting", meeting_id=meeting.id),
        sessions_url=listed("sessions", meeting=meeting.id),
        name=meeting.name,
        place=meeting.place,
        country=meeting.country or None,
        timezone=meeting.timezone,
        begins_on=meeting.begins_on,
        ends_on=meeting.ends_on,
        theme=meeting.theme,
        website=meeting.website or None,
    )


def session_shape(
    session: Session, ties: Sequence[SessionDocument], *, viewer: Viewer
) -> SessionShape:
    """Return a session with its meeting, theme, room, organisers and people; ties with documents."""
    return SessionShape(
        id=session.id,
        url=address_of("sessions.detail", session_id=session.id),
        api_url=api_address("session", session_id=session.id),
        number=session.number or None,
        kind=session.kind,
        title=session.title,
        description=session.description,
        state=session.state.value,
        cancelled_reason=session.cancelled_reason or None,
        is_ours=session.is_ours,
        meeting=_meeting_link(session.meeting),
        theme=session.theme.name if session.theme else None,
        room=session.room.name if session.room else None,
        starts_at=_on_site(session.meeting, session.starts_at),
        ends_at=_on_site(session.meeting, session.ends_at),
        languages=list(session.languages),
        webcast=session.webcast or None,
        remote_address=session.remote_address or None,
        organisers=[_organiser(one, viewer) for one in session.organisers],
        people=[
            Participant(role=person.role.value, name=person.name, affiliation=person.affiliation)
            for person in session.people
        ],
        documents=[_document_link(tie) for tie in ties],
    )


def _meeting_link(meeting: Meeting) -> MeetingLink:
    return MeetingLink(
        id=meeting.id,
        name=meeting.name,
        url=address_of("programme.detail", meeting_id=meeting.id),
        api_url=api_address("meeting", meeting_id=meeting.id),
    )


def _organiser(organiser: Organiser, viewer: Viewer) -> OrganiserShape:
    member = known(viewer, organiser.organisation)
    if member is None:
        name = organiser.organisation.name if organiser.organisation else organiser.name
        return OrganiserShape(id=None, name=name, url=None)
    url = address_of("members.detail", organisation_id=member.id)
    return OrganiserShape(id=member.id, name=member.name, url=url)


def _document_link(tie: SessionDocument) -> DocumentLink:
    return DocumentLink(
        id=tie.document_id,
        title=tie.document.title,
        use=tie.use.value,
        url=address_of("library.detail", document_id=tie.document_id),
        api_url=api_address("document", document_id=tie.document_id),
    )


def _on_site(meeting: Meeting, moment: datetime | None) -> datetime | None:
    """Return a moment with the offset that the clocks of the meeting have then."""
    return moment.astimezone(meeting.zone) if moment else None
