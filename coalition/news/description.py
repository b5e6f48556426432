"""What is said in a post, and what of it cannot be kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from coalition.errors import Invalid
from coalition.library.description import is_language

LONGEST_TITLE = 300  # characters
LONGEST_TEXT = 50_000
LONGEST_DESCRIPTION = 1_000
LONGEST_TAG = 20  # the width of the column
MOST_PICTURES = 20  # of a post


@dataclass(frozen=True, slots=True)
class PostFields:
    """What a coordinator says in a post: Markdown in one language (BCP 47), tied to what it is about."""

    title: str
    text: str
    language: str = "en"
    meeting_id: int | None = None
    session_id: int | None = None


def refuse_faulty(fields: PostFields) -> None:
    """Raise Invalid with a sentence for each field that cannot be kept."""
    faults = dict(_faults(fields))
    if faults:
        raise Invalid(fields=faults)


def _faults(fields: PostFields) -> Iterator[tuple[str, str]]:
    if not fields.title:
        yield "title", _("Give the post a title.")
    if len(fields.title) > LONGEST_TITLE:
        yield "title", _("This is too long: at most %(most)d characters.", most=LONGEST_TITLE)
    if not fields.text.strip():
        yield "body", _("Write what there is to say.")
    if len(fields.text) > LONGEST_TEXT:
        yield "body", _("This is too long: at most %(most)d characters.", most=LONGEST_TEXT)
    if len(fields.language) > LONGEST_TAG or not is_language(fields.language):
        yield "language", _("Choose the language it is written in.")
