"""States and acts in the reader's words: one place, so that every page says the same."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from coalition.members.models import Act, State


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state in words: `label` for a badge, a sentence for each reader; tone and icon of the badge."""

    label: Any  # a lazy string, as the sentences are
    for_applicant: Any
    for_coordinator: Any
    tone: str
    icon: str


STATES: dict[State, StateWords] = {
    State.UNCONFIRMED: StateWords(
        _l("E-mail not confirmed"),
        _l(
            "Your application is not handed in yet: the e-mail address has to be confirmed with "
            "the link we sent. After that the coordinators read it."
        ),
        _l("The applicant has not confirmed the e-mail address yet. Nothing is to be done."),
        "",
        "mail",
    ),
    State.WAITING: StateWords(
        _l("Waiting for a decision"),
        _l(
            "Your application is with the coordinators. They approve it, ask you for more, or "
            "decline it with a reason; you get a letter in each case."
        ),
        _l("This application waits for a coordinator to decide."),
        "wait",
        "clock",
    ),
    State.ASKED: StateWords(
        _l("Waiting for the applicant"),
        _l(
            "The coordinators asked you the following. Answer, or correct your application; it "
            "keeps its place in the queue."
        ),
        _l("A question was asked; the applicant has not answered yet."),
        "info",
        "message-square",
    ),
    State.APPROVED: StateWords(
        _l("Member"),
        _l("Your organisation is a member. It can deposit documents and invite colleagues."),
        _l("This organisation is a member."),
        "good",
        "check",
    ),
    State.DECLINED: StateWords(
        _l("Declined"),
        _l(
            "Your application was declined, for the reason below. You may correct it and "
            "hand it in again."
        ),
        _l("This application was declined. The applicant may correct it and hand it in again."),
        "bad",
        "x",
    ),
    State.SUSPENDED: StateWords(
        _l("Suspended"),
        _l(
            "The membership of your organisation is suspended, for the reason below. Its "
            "documents stay where they are; nothing can be added until it is reinstated."
        ),
        _l("The membership is suspended. It can be reinstated."),
        "bad",
        "lock",
    ),
}

# What happened, told with who did it; `name` is a person or the coalition itself.
ACTS: dict[Act, Any] = {
    Act.APPLIED: _l("%(name)s applied"),
    Act.CONFIRMED: _l("%(name)s confirmed the e-mail address"),
    Act.ASKED: _l("%(name)s asked"),
    Act.ANSWERED: _l("%(name)s answered"),
    Act.CORRECTED: _l("%(name)s corrected the application"),
    Act.APPROVED: _l("%(name)s approved the application"),
    Act.DECLINED: _l("%(name)s declined the application"),
    Act.SUSPENDED: _l("%(name)s suspended the membership"),
    Act.REINSTATED: _l("%(name)s reinstated the membership"),
    Act.EDITED: _l("%(name)s changed the organisation's details"),
    Act.INVITED: _l("%(name)s invited a colleague"),
    Act.UNINVITED: _l("%(name)s withdrew an invitation"),
    Act.JOINED: _l("%(name)s became a representative"),
    Act.HANDED_OVER: _l("%(name)s handed over"),
    Act.LEFT: _l("%(name)s left"),
}

ACT_ICONS: dict[Act, str] = {
    Act.APPLIED: "send",
    Act.CONFIRMED: "mail",
    Act.ASKED: "message-square",
    Act.ANSWERED: "message-square",
    Act.CORRECTED: "pencil",
    Act.APPROVED: "check",
    Act.DECLINED: "x",
    Act.SUSPENDED: "lock",
    Act.REINSTATED: "check",
    Act.EDITED: "pencil",
    Act.INVITED: "mail",
    Act.UNINVITED: "x",
    Act.JOINED: "user",
    Act.HANDED_OVER: "user",
    Act.LEFT: "log-out",
}

FIELDS: dict[str, Any] = {
    "name": _l("Name in its own language"),
    "name_language": _l("Language of that name"),
    "english_name": _l("Name in English"),
    "acronym": _l("Acronym"),
    "country": _l("Country or territory"),
    "stakeholder_group": _l("Stakeholder group"),
    "website": _l("Website"),
    "ror": _l("ROR identifier"),
    "reason": _l("Why it wants to join"),
}

# The groups an installation begins with, in the order of their positions: the first migration makes
# their rows, and coordinators edit them. Here their names are only found to be translated.
USUAL_GROUPS: tuple[Any, ...] = (
    _l("Government"),
    _l("Intergovernmental organisation"),
    _l("Civil society"),
    _l("Private sector"),
    _l("Technical community"),
    _l("Academia and libraries"),
)


def state_label(state: State) -> str:
    """Return a state's name in the reader's language."""
    return str(STATES[state].label)


def state_badge(state: State) -> tuple[str, str, str]:
    """Return label, tone and icon of a state's badge."""
    words = STATES[State(state)]
    return str(words.label), words.tone, words.icon


def state_sentence(state: State, *, to_applicant: bool) -> str:
    """Return what a state means and what happens next, for the applicant or a coordinator."""
    words = STATES[state]
    return str(words.for_applicant if to_applicant else words.for_coordinator)


def act_sentence(act: Act, name: str) -> str:
    """Return what happened and who did it, such as "Ada asked"."""
    return str(ACTS[act]) % {"name": name}


def group_label(name: str) -> str:
    """Return a stakeholder group's name: the usual ones translated, the coalition's own as is."""
    return gettext(name) if name else ""


def field_label(name: str) -> str:
    """Return what a field of an organisation is called."""
    return str(FIELDS.get(name, name))
