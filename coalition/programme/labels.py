"""What readers call the roles of people in a session, and the states of sessions."""

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


def role_label(role: Role) -> str:
    """Return what a role is called in the reader's language."""
    return str(ROLES[role])


def state_label(state: State) -> str:
    """Return what a state is called in the reader's language."""
    return str(STATES[state])
