"""How readers see the states of a question, the ways it came, and what was done to it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coalition.hubs.models import Hub
from coalition.questions.models import Question, Shown, State, Via

STATES = {
    State.ASKED: _l("Waiting"),
    State.FORWARDED: _l("Forwarded"),
    State.ANSWERED: _l("Answered"),
    State.LEFT_OVER: _l("Left over"),
    State.DECLINED: _l("Declined"),
    State.MERGED: _l("Put together with another"),
}
VIAS = {
    Via.ROOM: _l("In the room"),
    Via.WEB: _l("Web"),
    Via.HUB: _l("Hub"),
    Via.MAIL: _l("Mail"),
}


def state_label(state: State) -> str:
    """Return where a question stands, in the reader's language."""
    return str(STATES[state])


def via_label(via: Via) -> str:
    """Return the way a question came, in the reader's language."""
    return str(VIAS[via])


def asker_in_public(question: Question) -> str:
    """Return what the public sees of who asked; "" for one who asked to be shown by nothing."""
    if question.shown is Shown.NOTHING:
        return ""
    name = question.name if question.shown is Shown.NAME else ""
    return _joined(name, question.affiliation, hub_label(question.hub))


def asker_in_full(question: Question) -> str:
    """Return all that was given of who asked, as moderators see it."""
    return _joined(question.name, question.affiliation, hub_label(question.hub))


def asker_for(question: Question, moderates: bool) -> str:
    """Return what this reader sees of who asked: all of it for moderators, or what is public."""
    return asker_in_full(question) if moderates else asker_in_public(question)


def hub_label(hub: Hub | None) -> str:
    """Return how a hub is called where a question came from it; "" for none."""
    return _("Hub %(place)s", place=hub.city or hub.host) if hub else ""


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
