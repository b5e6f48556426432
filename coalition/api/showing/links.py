"""Things in short, each with its page and where the interface tells more of it."""

from coalition.api.shapes.parts import MeetingLink, OrganisationLink, SessionLink
from coalition.members.models import Organisation
from coalition.members.policy import known
from coalition.records.record import Gathering, Occasion
from coalition.web.site import address_of, settings
from coalition.web.viewer import Viewer


def api_address(endpoint: str, **values: int) -> str:
    """Return the absolute address of an operation of this interface."""
    return address_of(f"api.{endpoint}", **values)


def listed(endpoint: str, **filters: int) -> str:
    """Return the absolute address of a list with these filters."""
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{api_address(endpoint)}?{query}"


def organisation_link(organisation: Organisation | None, viewer: Viewer) -> OrganisationLink:
    """Return whose document it is; None is the coalition itself."""
    if organisation is None:
        name, url = settings().coalition_name, address_of("home.index")
        return OrganisationLink(id=None, name=name, url=url, api_url=None)
    if known(viewer, organisation) is None:
        return OrganisationLink(id=None, name=organisation.name, url=None, api_url=None)
    return OrganisationLink(
        id=organisation.id,
        name=organisation.name,
        url=address_of("members.detail", organisation_id=organisation.id),
        api_url=api_address("member", organisation_id=organisation.id),
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
