"""The page that says what the site keeps of people: why, for how long, and who sees it."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coalition.accounts.signing import KNOWN_FOR
from coalition.privacy.retention import RULES
from coalition.privacy.views.room import blueprint
from coalition.web.clocks import COOKIE as ZONE
from coalition.web.cookies import DEVICE, KNOWN, cookie_name
from coalition.web.site import settings


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie the site sets: its name, what it is for, and how long a browser keeps it."""

    name: str
    purpose: Any
    until: Any


@blueprint.get("/privacy")
def index() -> ResponseReturnValue:
    """Show what is kept."""
    return render_template(
        "privacy/index.html",
        rules=RULES,
        cookies=_cookies(),
    )


def _cookies() -> list[Cookie]:
    return [
        Cookie(
            current_app.config["SESSION_COOKIE_NAME"],
            _l("the language you chose, and what a form needs to be told from a forged one"),
            _l("until you close the browser; as long as you are signed in"),
        ),
        Cookie(
            cookie_name(DEVICE),
            _l("that you are signed in in this browser"),
            _("%(days)d days at most; gone when you sign out", days=settings().session_most_days),
        ),
        Cookie(
            cookie_name(KNOWN),
            _l("that you signed in here before, so that nobody can lock you out"),
            _("%(days)d days", days=KNOWN_FOR.days),
        ),
        Cookie(
            ZONE,
            _l("the time zone in which you want to see times"),
            _l("a year"),
        ),
    ]
