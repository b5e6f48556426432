"""States, acts and fields of hubs in the reader's words: one place, so that every page says the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coalition.hubs.models import Act, State
from coalition.members.places import country_name
from coalition.web.clocks import city_of
from coalition.web.languages import language_name, locale_tag

# label, tone and icon of a badge
STATES: dict[State, tuple[Any, str, str]] = {
    State.UNCONFIRMED: (_l("E-mail not confirmed"), "", "mail"),
    State.WAITING: (_l("Waiting for a decision"), "wait", "clock"),
    State.ACCEPTED: (_l("Accepted"), "good", "check"),
    State.DECLINED: (_l("Declined"), "bad", "x"),
    State.WITHDRAWN: (_l("Withdrawn"), "", "x"),
}

# What happened, told with who did it.
ACTS: dict[Act, Any] = {
    Act.REGISTERED: _l("%(name)s registered the hub"),
    Act.CONFIRMED: _l("%(name)s confirmed the e-mail address"),
    Act.ACCEPTED: _l("%(name)s accepted the hub"),
    Act.DECLINED: _l("%(name)s declined the hub"),
    Act.CHANGED: _l("%(name)s changed the registration"),
    Act.CHOSE: _l("%(name)s chose sessions"),
    Act.HANDED_IN: _l("%(name)s handed the registration in again"),
    Act.WITHDRAWN: _l("%(name)s withdrew the hub"),
    Act.LINKED: _l("%(name)s asked for a new private link"),
}

ACT_ICONS: dict[Act, str] = {
    Act.REGISTERED: "send",
    Act.CONFIRMED: "mail",
    Act.ACCEPTED: "check",
    Act.DECLINED: "x",
    Act.CHANGED: "pencil",
    Act.CHOSE: "check",
    Act.HANDED_IN: "send",
    Act.WITHDRAWN: "x",
    Act.LINKED: "lock",
}

FIELDS: dict[str, Any] = {
    "host": _l("Host institution"),
    "country": _l("Country or territory"),
    "city": _l("City or town"),
    "timezone": _l("Time zone"),
    "latitude": _l("Latitude"),
    "longitude": _l("Longitude"),
    "interests": _l("Areas of interest"),
    "expected_count": _l("Expected participants"),
    "activities": _l("Activities before the meeting"),
    "languages": _l("Languages"),
    "website": _l("Web address"),
    "coordinator_name": _l("Hub coordinator"),
    "coordinator_email": _l("E-mail address of the hub coordinator"),
    "technical_name": _l("Technical coordinator"),
    "technical_email": _l("E-mail address of the technical coordinator"),
    "sessions": _l("Sessions"),
}


def hub_state_badge(state: State) -> tuple[str, str, str]:
    """Return label, tone and icon of a state's badge."""
    label, tone, icon = STATES[State(state)]
    return str(label), tone, icon


def state_label(state: State) -> str:
    """Return a state's name in the reader's language."""
    return str(STATES[state][0])


def act_sentence(act: Act, name: str) -> str:
    """Return what happened and who did it, such as "Ada accepted the hub"."""
    return str(ACTS[act]) % {"name": name or _("The host")}


def field_label(name: str) -> str:
    """Return what a field of a hub is called."""
    return str(FIELDS.get(name, name))


def field_value(name: str, value: str) -> str:
    """Return what a field held, as the history keeps it, in the reader's language."""
    if not value:
        return _("nothing")
    if name == "country":
        return country_name(value, locale_tag())
    if name == "timezone":
        return city_of(value) or value
    if name == "languages":
        return ", ".join(map(language_name, value.split(", ")))
    return value


def told_changes(changes: Mapping[str, Sequence[str]]) -> list[str]:
    """Return each change as a line: the field, what it was, what it is."""
    return [
        _(
            "%(field)s: %(old)s → %(new)s",
            field=field_label(name),
            old=field_value(name, old),
            new=field_value(name, new),
        )
        for name, (old, new) in changes.items()
    ]
