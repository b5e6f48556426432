"""Things in short, each with its page and where the interface tells more of it."""

from coalition.api.shapes.parts import MeetingLink, OrganisationLink, SessionLink
from coalition.records.record import Gathering, Occasion, Publisher
from coalition.web.site import address_of


def api_address(endpoint: str, **values: int) -> str:
    """Return the absolute address of an operation of this interface."""
    return address_of(f"api.{endpoint}", **values)


def listed(endpoint: str, **filters: int) -> str:
    """Return the absolute address of a list with these filters."""
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{api_address(endpoint)}?{query}"


def organisation_link(publisher: Publisher) -> OrganisationLink:
    """Return whose document it is; without a number it is the coalition itself."""
    number = publisher.organisation_id
    return OrganisationLink(
        id=number,
        name=publisher.name,
        url=publisher.address,
        api_url=api_address("member", organisation_id=number) if number else None,
    )


def meeting_link(meeting: Gathering) -> MeetingLink:
    """Return a meeting in short."""
    return MeetingLink(
        id=meeting.meeting_id,
        name=meeting.name,
        url=meeting.address,
        api_url=api_address("meeting", meeting_id=meeting.meeting_id),
    )


def session_link(occasion: Occasion) -> SessionLink:
    """Return a session in short."""
    return SessionLink(
        id=occasion.session_id,
        number=occasion.number or None,
        title=occasion.title,
        url=occasion.address,
        api_url=api_address("session", session_id=occasion.session_id),
        meeting=meeting_link(occasion.meeting),
    )
