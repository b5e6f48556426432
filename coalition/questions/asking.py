"""What is said when a question is asked, or about a desk, and what of it cannot be kept."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _

from coalition.errors import Invalid
from coalition.questions.models import Desk, Shown, Via

LONGEST_TEXT = 2_000  # characters of a question
LONGEST_ANSWER = 10_000
LONGEST_NAME = 200
MOST_PARTICIPANTS = 1_000_000
ONCE_BYTES = 24
_ONCE = re.compile(r"[A-Za-z0-9_-]{22,100}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it arrives. `once` is the secret of the form it was typed into."""

    text: str
    once: str
    language: str = ""
    name: str = ""
    affiliation: str = ""
    shown: Shown = Shown.NAME
    via: Via = Via.WEB
    hub_id: int | None = None

    @property
    def key(self) -> str:
        """Return the key to the question's own page, the same however often it is sent.

        The text is part of it: whoever goes back and asks something else with the same form asks
        a second question.
        """
        return hashlib.sha256(f"{self.once}\n{self.text}".encode()).hexdigest()[:43]


@dataclass(frozen=True, slots=True)
class DeskFields:
    """How a desk is set up; a time that is None follows the session."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    shows_waiting: bool = False
    email: str = ""


@dataclass(frozen=True, slots=True)
class Remarks:
    """What moderators add to the report of a desk."""

    participant_count: int | None = None
    topics: str = ""
    remarks: str = ""


def remarks_of(desk: Desk) -> Remarks:
    """Return what moderators added to the report of a desk."""
    return Remarks(desk.participant_count, desk.topics, desk.remarks)


def fingerprint_of(said: DeskFields | Remarks) -> str:
    """Return what tells whether these are still the words a page showed."""
    parts = [
        part.astimezone(UTC).isoformat() if isinstance(part, datetime) else part
        for part in astuple(said)
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def check_asked(asked: Asked) -> None:
    """Raise Invalid with a sentence for each fault of a question."""
    _refuse(_faults(asked))


def check_wording(text: str) -> None:
    """Raise Invalid, under "wording", for words that are no question."""
    _refuse(_text_faults(text))


def check_desk(fields: DeskFields) -> None:
    """Raise Invalid with a sentence for each fault of a desk's set-up."""
    if fields.opens_at and fields.closes_at and fields.opens_at >= fields.closes_at:
        raise Invalid(fields={"closes_at": _("The desk closes before it opens. Change one time.")})


def _faults(asked: Asked) -> Iterator[tuple[str, str]]:
    yield from _text_faults(asked.text)
    if not _ONCE.fullmatch(asked.once):
        yield "once", _("The form was damaged on its way. Reload the page and send it again.")
    for field in ("name", "affiliation"):
        if len(getattr(asked, field)) > LONGEST_NAME:
            yield field, _("This is too long: at most %(most)d characters.", most=LONGEST_NAME)


def _text_faults(text: str) -> Iterator[tuple[str, str]]:
    if len(text) < 2:
        yield "wording", _("Write your question.")
    elif len(text) > LONGEST_TEXT:
        sentence = _(
            "Your question has %(count)d characters; at most %(most)d can be read out. Shorten it.",
            count=len(text),
            most=LONGEST_TEXT,
        )
        yield "wording", sentence


def _refuse(faults: Iterator[tuple[str, str]]) -> None:
    found = dict(faults)
    if found:
        raise Invalid(fields=found)
