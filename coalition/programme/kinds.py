"""The kinds of session and the roles of people in one, by their keys, and how readers see them."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l

# As the programmes of the Internet Governance Forum name them; keys are kept for good.
KINDS = {
    "workshop": _l("Workshop"),
    "dynamic-coalition": _l("Dynamic coalition meeting"),
    "main-session": _l("Main session"),
    "open-forum": _l("Open forum"),
    "best-practice-forum": _l("Best practice forum"),
    "pre-event": _l("Pre-event"),
    "launch": _l("Launch or award"),
    "networking": _l("Networking session"),
    "ceremony": _l("Opening or closing"),
    "other": _l("Other session"),
}
OTHER = "other-session"
_SESSIONS_ONLY = KINDS.keys() - {"other"}


def session_kind_label(key: str) -> str:
    """Return the kind in the reader's language; an unknown key as it is, none as nothing."""
    return str(KINDS[key]) if key in KINDS else key


def found_as(key: str) -> str:
    """Return the key by which search knows a kind of session: documents have an "other" too."""
    return OTHER if key == "other" else key


def found_kind_label(document_kind_label: Callable[[str], str], key: str) -> str:
    """Return the name of a kind by which search knows sessions, else that of a kind of document."""
    if key == OTHER or key in _SESSIONS_ONLY:
        return session_kind_label("other" if key == OTHER else key)
    return document_kind_label(key)
