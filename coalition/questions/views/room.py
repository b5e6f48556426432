"""What the pages of questions share: the blueprint, labels, and parts drawn once for all readers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from coalition.programme import queries as programme
from coalition.programme.models import Session
from coalition.questions import queries
from coalition.questions.labels import asker_in_full, state_label, via_label
from coalition.web.clocks import reader_zone
from coalition.web.languages import locale_tag
from coalition.web.viewing import current_viewer

blueprint = Blueprint("questions", __name__, url_prefix="/sessions/<int:session_id>/questions")
blueprint.add_app_template_filter(state_label, "question_state")
blueprint.add_app_template_filter(via_label, "question_via")
blueprint.add_app_template_filter(asker_in_full, "asker")

KEPT_SECONDS = 60  # a name of a hub may change without the desk doing so
MOST_KEPT = 500


@dataclass
class Drawn:
    """Parts of pages that are the same for all readers of a language, drawn once a version.

    When five hundred readers ask what is new within a few seconds, one of them has it drawn.
    """

    parts: dict[tuple[str, ...], tuple[str, float, str]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

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
    key = (name, str(session_id), locale_tag(), str(reader_zone()))
    return kept.part(key, version, draw)


def look(session_id: int) -> queries.Glance:
    """Return how the desk stands, by one query as a rule. Raises NotFound."""
    found = queries.glance(session_id)
    if found is None or not found.is_public:  # then it is told, or open to this viewer alone
        programme.get_session(session_id, viewer=current_viewer())
    return found or queries.Glance("", is_public=False)


def only_if_new(version: str, draw: Callable[[], str]) -> ResponseReturnValue:
    """Answer with a part of a page, or with nothing where the reader has this version already."""
    if request.args.get("seen") == version:
        return "", 204
    return draw()


def session_of(session_id: int) -> Session:
    """Return the session of a public page. Raises NotFound."""
    return programme.get_session(session_id, viewer=current_viewer())
