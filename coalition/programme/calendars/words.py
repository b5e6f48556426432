"""What a calendar program shows of a session beside its time: how to take part, who, what about."""

from collections.abc import Iterator

from flask_babel import gettext as _

from coalition.programme.kinds import session_kind_label
from coalition.programme.labels import ROLES, role_label
from coalition.programme.models import Meeting, Session, State
from coalition.web.languages import language_name
from coalition.web.site import address_of
from coalition.web.templating import has_endpoint

RULE = "———"  # a line of its own: what follows it is the session's description


def title_of(session: Session) -> str:
    """Return the title; of a cancelled session with the word before it.

    Programs that leave the state out would else show it as if it were held.
    """
    if session.state is not State.CANCELLED:
        return session.title
    return f"{_('Cancelled')}: {session.title}"


def place_of(session: Session) -> str:
    """Return the room and the place of the meeting, as far as they are known."""
    room = session.room.name if session.room else ""
    return ", ".join(filter(None, (room, session.meeting.place)))


def description_of(session: Session) -> str:
    """Return how to take part and who holds it, then below a rule what the session is about."""
    parts = ["\n".join(part) for part in (_taking_part(session), _about(session)) if part]
    if session.description:
        parts.append(f"{RULE}\n{session.description}")
    return "\n\n".join(parts)


def page_of(session: Session) -> str:
    """Return the address of the session's page, or of the schedule where there is none."""
    if has_endpoint("sessions.detail"):
        return address_of("sessions.detail", session_id=session.id)
    return schedule_of(session.meeting)


def schedule_of(meeting: Meeting) -> str:
    """Return the address of a meeting's schedule, or of the site where there is none."""
    if has_endpoint("programme.detail"):
        return address_of("programme.detail", meeting_id=meeting.id)
    return address_of("home.index")


def _taking_part(session: Session) -> list[str]:
    """Return the lines a remote participant looks for first."""
    told = []
    if session.state is State.CANCELLED:
        told.append(_("Cancelled: %(reason)s", reason=session.cancelled_reason))
    if session.webcast:
        told.append(_("Webcast: %(address)s", address=session.webcast))
    if session.remote_address:
        told.append(_("Take part remotely: %(address)s", address=session.remote_address))
    if session.remote_instructions:
        told.append(session.remote_instructions)
    if session.languages:
        names = ", ".join(language_name(tag) for tag in session.languages)
        told.append(_("Languages: %(names)s", names=names))
    return told


def _about(session: Session) -> list[str]:
    """Return who holds the session, who does what in it, and where more is said."""
    kind = session_kind_label(session.kind)
    told = [f"{kind} {session.number}" if session.number else kind]
    names = ", ".join(o.organisation.name if o.organisation else o.name for o in session.organisers)
    if names:
        told.append(_("Held by %(names)s", names=names))
    told += _people(session)
    told.append(_("More: %(address)s", address=page_of(session)))
    return told


def _people(session: Session) -> Iterator[str]:
    for role in ROLES:
        shown = [
            f"{person.name} ({person.affiliation})" if person.affiliation else person.name
            for person in session.people
            if person.role is role
        ]
        if shown:
            yield f"{role_label(role)}: {', '.join(shown)}"
