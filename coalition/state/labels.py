"""What measures are called, and what is said of them to coordinators: the cause, and what to do."""

from datetime import datetime

from babel.numbers import format_decimal
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coalition.state.measures import Measure
from coalition.web.templating import show_datetime

NAMES = {
    "database": _l("Database"),
    "disk": _l("Room on the disk"),
    "files": _l("Files of documents"),
    "index": _l("Search"),
    "queue": _l("Work in the background"),
    "worker": _l("Worker"),
    "mail": _l("Letters"),
    "clock": _l("Clock"),
}


CAUSES = {
    "read-only": _l(
        "The disk can be read but not written to. Reading and searching go on; nothing can be saved."
    ),
    "full": _l("The disk is full. Reading and searching go on; nothing can be saved."),
    "low": _l("Only %(free_mb)s MB are free; below %(warn_mb)s MB is too little for long."),
    "busy": _l("Another program keeps the database, so that nothing can be saved."),
    "gone": _l("The database cannot be reached."),
    "damaged": _l("The database is damaged."),
    "failing": _l("The disk failed while it was read or written to."),
    "index": _l("The search index is missing or cannot be used."),
    "slow": _l("Work has been waiting since %(oldest)s."),
    "no-worker": _l(
        "No worker has been there since %(last)s. New files are not read, changes are not found, "
        "letters are not sent; all of it is kept."
    ),
    "never-worker": _l(
        "No worker has been there for a day. New files are not read, changes are not found, "
        "letters are not sent; all of it is kept."
    ),
    "mail": _l("Letters cannot be sent. They are kept. The reason: %(problem)s"),
    "clock": _l(
        "Something was noted at %(newest)s, which is yet to come: the clock was ahead then, or it "
        "is behind now."
    ),
    "failed": _l("It cannot be used: %(problem)s."),
}
MAKE_ROOM = _l(
    "Make room on the disk, or move the data to a larger one. The folders “bundles”, “printed” and "
    "“pictures” of the instance can be deleted: they are made anew."
)
RESTORE = _l("Stop the site, keep a copy of the instance folder, and restore the last backup.")
LOOK = _l("Look in the log of the site for the reason, and whether the disk is there.")
START = _l(
    "Start “flask worker”, or the site by “flask serve”, which works too. What waits is done then."
)
ADVICE = {
    "read-only": _l(
        "Look in the system's log for why the disk was made read-only, mend it, mount it for "
        "writing and start the site again. Before that, make a backup."
    ),
    "full": MAKE_ROOM,
    "low": MAKE_ROOM,
    "busy": _l("End the other program, such as a backup or a database tool that was left open."),
    "gone": LOOK,
    "failed": LOOK,
    "damaged": RESTORE,
    "failing": RESTORE,
    "index": _l("The worker makes it anew by itself; “flask reindex” does so at once."),
    "given-up": _l("Mend the cause and have it tried again."),
    "slow": _l("See that a worker runs and is not held up."),
    "no-worker": START,
    "never-worker": START,
    "mail": _l(
        "See that the mail server runs and that MAIL_URL names it. The letters go out by "
        "themselves, each once."
    ),
    "clock": _l(
        "Compare the clock of the machine with another one, and let it be set from the network "
        "(NTP). Nothing is lost; times in histories may be out of order."
    ),
}


def cause(found: Measure) -> str:
    """Return in a sentence how it is, and what the matter is."""
    if found.code == "given-up":
        return ngettext(
            "%(num)d piece of work was given up after several tries.",
            "%(num)d pieces of work were given up after several tries.",
            _number(found, "failed"),
        )
    if found.code:
        return str(CAUSES[found.code]) % _shown(found)
    return _well(found)


def advice(found: Measure) -> str:
    """Return what whoever looks after the machine can do; empty when all is well."""
    return str(ADVICE.get(found.code, ""))


def _well(found: Measure) -> str:
    match found.name:
        case "disk":
            return _("%(free_mb)s MB are free.", **_shown(found))
        case "queue" if found.values["waiting"]:
            return ngettext(
                "%(num)d piece of work waits or is paused.",
                "%(num)d pieces of work wait or are paused.",
                _number(found, "waiting"),
            )
        case "queue":
            return _("Nothing waits.")
        case "worker":
            return _("Last there at %(last)s.", **_shown(found))
        case "mail" if found.values["last"]:
            return _("The last letter was sent at %(last)s.", **_shown(found))
        case "mail":
            return _("No letter has been sent yet.")
    return _("As it should be.")


def _shown(found: Measure) -> dict[str, str]:
    """Return the values of a measure as a page writes them."""
    return {name: _in_words(value) for name, value in found.values.items()}


def _in_words(value: object) -> str:
    if isinstance(value, datetime):
        return show_datetime(value)
    return format_decimal(value, locale=get_locale()) if isinstance(value, int) else str(value)


def _number(found: Measure, name: str) -> int:
    value = found.values[name]
    return value if isinstance(value, int) else 0
