"""The kinds of document a coalition keeps: a key that never changes and the name readers see."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

KINDS = {
    "workshop-brief": _l("Workshop brief"),
    "background-paper": _l("Background paper"),
    "report": _l("Report"),
    "statement": _l("Statement"),
    "minutes": _l("Minutes"),
    "presentation": _l("Presentation"),
    "transcript": _l("Transcript"),
    "other": _l("Other document"),
}


def kind_label(key: str) -> str:
    """Return the name of a kind in the reader's language; an unknown key is shown as it is."""
    if not key:
        return _("Kind not chosen yet")
    return str(KINDS.get(key, key))
