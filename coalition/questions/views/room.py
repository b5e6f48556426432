"""What the pages of questions share: the blueprint, labels, and parts drawn once for all readers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_urlsafe
from threading import RLock
from time import monotonic
from typing import Any

from flask import Blueprint, current_app, g, request
from flask import session as browser_session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from coalition.programme import queries as programme
from coalition.programme.models import Session
from coalition.questions import queries
from coalition.questions.asking import ONCE_BYTES
from coalition.questions.labels import asker_for, state_label, via_label
from coalition.web.bodies import LETS_GO
from coalition.web.clocks import reader_zone, zone_chosen
from coalition.web.languages import locale_tag
from coalition.web.viewing import current_viewer

blueprint = Blueprint("questions", __name__, url_prefix="/sessions/<int:session_id>/questions")
blueprint.add_app_template_filter(state_label, "question_state")
blueprint.add_app_template_filter(via_label, "question_via")
blueprint.add_app_template_filter(asker_for, "asker")

KEPT_SECONDS = 60  # a name of a hub may change without the desk doing so
MOST_KEPT = 500
BLANK_ONCE, BLANK_TOKEN = token_urlsafe(24), token_urlsafe(24)


@dataclass
class Drawn:
    """Parts of pages that are the same for all readers of a language, drawn once a version.

    When five hundred readers ask what is new within a few seconds, one of them has it drawn.
    """

    parts: dict[tuple[str, ...], tuple[str, float, str]] = field(default_factory=dict)
    lock: Any = field(default_factory=RLock)  # a page holds parts; its type has no name

    def part(self, key: tuple[str, ...], version: str, draw: Callable[[], str]) -> str:
        """Return the part of this version; drawn by `draw` unless it was lately."""
        with self.lock:
            kept = self.parts.get(key)
            if kept and kept[0] == version and monotonic() - kept[1] < KEPT_SECONDS:
                return kept[2]
            html = draw()
            if len(self.parts) >= MOST_KEPT:
                self.parts.clear()
            self.parts[key] = (version, monotonic(), html)
            return html


def drawn(name: str, session_id: int, version: str, draw: Callable[[], str]) -> str:
    """Return a part of a page that depends on session, language and the reader's zone alone."""
    kept: Drawn = current_app.extensions.setdefault("coalition.drawn_questions", Drawn())
    key = (name, str(session_id), locale_tag(), f"{reader_zone()} {zone_chosen()}")
    return kept.part(key, version, draw)


def for_everybody(session_id: int, version: str, draw: Callable[[str], str]) -> str:
    """Return a whole page that is the same for all readers who are not signed in.

    `draw` is given the `once` of its form. That, and the token of the forms around, are put in
    for each reader: drawing costs ten times what this does, and all readers come at once.
    """
    name = current_app.config["WTF_CSRF_FIELD_NAME"]

    def draw_blank() -> str:
        setattr(g, name, BLANK_TOKEN)  # where Flask-WTF keeps the token of a request
        try:
            return draw(BLANK_ONCE)
        finally:
            g.pop(name, None)

    page = drawn("page", session_id, version, draw_blank)
    own = page.replace(BLANK_ONCE, token_urlsafe(ONCE_BYTES))
    return own.replace(BLANK_TOKEN, generate_csrf()) if BLANK_TOKEN in own else own


def is_plain() -> bool:
    """Tell whether this reader sees what everybody does: not signed in, and told nothing."""
    told = "_flashes" in browser_session
    return not (current_viewer().is_signed_in or told or request.query_string)


def look(session_id: int) -> queries.Glance:
    """Return how the desk stands, by one query as a rule. Raises NotFound."""
    found = queries.glance(session_id)
    if found is None or not found.is_public:  # then it is told, or open to this viewer alone
        programme.get_session(session_id, viewer=current_viewer())
    return found or queries.Glance("", is_public=False)


def only_if_new(version: str, draw: Callable[[], str]) -> ResponseReturnValue:
    """Answer with a part of a page, or with nothing where the reader has this version already."""
    request.environ[LETS_GO] = True  # the reader comes back only after seconds
    if request.args.get("seen") == version:
        return "", 204
    return draw()


def session_of(session_id: int) -> Session:
    """Return the session of a public page. Raises NotFound."""
    return programme.get_session(session_id, viewer=current_viewer())
