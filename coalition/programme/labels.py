"""What readers call the roles of people in a session, the states of sessions, and what is said of one."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coalition.programme.models import Role, State

ROLES = {
    Role.MODERATOR: _l("Moderator"),
    Role.REMOTE_MODERATOR: _l("Remote moderator"),
    Role.SPEAKER: _l("Speaker"),
    Role.RAPPORTEUR: _l("Rapporteur"),
}
STATES = {
    State.PROPOSED: _l("Proposed"),
    State.ACCEPTED: _l("Accepted"),
    State.SCHEDULED: _l("Scheduled"),
    State.MOVED: _l("Moved"),
    State.CANCELLED: _l("Cancelled"),
}

FIELDS = {
    "number": _l("Number"),
    "kind": _l("Kind of session"),
    "title": _l("Title"),
    "description": _l("Description"),
    "theme": _l("Theme"),
    "room": _l("Room"),
    "time": _l("Time"),
    "starts_at": _l("Beginning"),
    "ends_at": _l("End"),
    "webcast": _l("Webcast"),
    "remote_address": _l("Address of remote participation"),
    "remote_instructions": _l("How to take part remotely"),
    "languages": _l("Languages"),
    "is_ours": _l("Of the coalition"),
    "organisers": _l("Organisers"),
    "people": _l("People"),
    "state": _l("State"),
}


def role_label(role: Role) -> str:
    """Return what a role is called in the reader's language."""
    return str(ROLES[role])


def state_label(state: State) -> str:
    """Return what a state is called in the reader's language."""
    return str(STATES[state])


def field_label(name: str) -> str:
    """Return what an attribute of a session is called in the reader's language."""
    return str(FIELDS.get(name, name))


def address_lines(addresses: Iterable[tuple[str, str, str]]) -> tuple[str, ...]:
    """Return other addresses of a session, by name with old and new, as lines of a letter."""
    nothing = _("nothing")
    return tuple(
        _(
            "%(field)s: %(old)s → %(new)s",
            field=field_label(name),
            old=old or nothing,
            new=new or nothing,
        )
        for name, old, new in addresses
    )
