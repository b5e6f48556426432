"""A reading on its way from the child process: plain lists there, checked as a stranger's word here."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, get_args

from coalition.ingest.reading import (
    Heading,
    Metadata,
    Notice,
    Page,
    Reading,
    Unit,
    shape_from_json,
    shape_to_json,
)

MOST_PAGES = 100_000
MOST_REMARKS = 10_000  # headings of the outline, notices, authors or keywords that are kept
_LONGEST_LINE = 100_000  # characters of a title, a description, a detail
_LONGEST_TAG = 35  # characters of a language's (RFC 5646, 4.4.1)
_HIGHEST = 2**31 - 1  # what a column of the database holds
# What taking in an answer that makes no sense may raise.
NONSENSE = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
)


def to_json(reading: Reading) -> dict[str, Any]:
    """Return the reading as plain lists and dictionaries."""
    said = reading.metadata
    return {
        "kind": reading.kind,
        "media_type": reading.media_type,
        "unit": reading.unit,
        "language": reading.language,
        "pages": [
            [page.number, page.label, page.text, shape_to_json(page.shape), page.language]
            for page in reading.pages
        ],
        "outline": [[heading.level, heading.title, heading.page] for heading in reading.outline],
        "likeness": reading.likeness,
        "notices": [[notice.code, notice.page, notice.detail] for notice in reading.notices],
        "metadata": {
            "title": said.title,
            "authors": list(said.authors),
            "issued": said.issued,
            "language": said.language,
            "description": said.description,
            "keywords": list(said.keywords),
        },
    }


def from_json(answer: dict[str, Any]) -> Reading:
    """Return the reading `to_json` was given. Raises one of NONSENSE on anything else.

    Every string can be written down, numbers of pages rise, and what is long is in bounds.
    """
    unit = answer["unit"]
    if unit not in get_args(Unit):
        raise ValueError(unit)
    return Reading(
        kind=line(answer["kind"]),
        media_type=line(answer["media_type"]),
        unit=unit,
        pages=_pages(answer["pages"]),
        metadata=_metadata(answer["metadata"]),
        language=_tag(answer["language"]),
        notices=tuple(
            Notice(line(code), None if page is None else _number(page), line(detail))
            for code, page, detail in _few(answer["notices"])
        ),
        outline=tuple(
            Heading(_number(level), line(title), _number(page))
            for level, title, page in _few(answer["outline"])
        ),
        likeness=line(answer["likeness"]),
    )


def line(value: Any) -> str:
    """Return a string of moderate length. Raises TypeError or ValueError on anything else."""
    return _text(value)[:_LONGEST_LINE]


def _pages(answer: Sequence[Any]) -> tuple[Page, ...]:
    if len(answer) > MOST_PAGES:
        raise ValueError("pages")
    pages = tuple(
        Page(
            _number(number),
            None if label is None else line(label),
            _text(text),
            shape_from_json(shape),
            _tag(language),
        )
        for number, label, text, shape, language in answer
    )
    numbers = [page.number for page in pages]
    if any(one >= other for one, other in pairwise(numbers)):
        raise ValueError("pages")
    return pages


def _metadata(said: dict[str, Any]) -> Metadata:
    issued, description = said["issued"], said["description"]
    return Metadata(
        title=line(said["title"]),
        authors=tuple(map(line, _few(said["authors"]))),
        issued=None if issued is None else line(issued),
        language=_tag(said["language"]),
        description=None if description is None else line(description),
        keywords=tuple(map(line, _few(said["keywords"]))),
    )


def _text(value: Any) -> str:
    """Return a string that can be kept: databases take no NUL, and nothing takes half a pair."""
    if not isinstance(value, str):
        raise TypeError("text")
    value.encode()
    return value.replace("\0", "")


def _tag(value: Any) -> str | None:
    return None if value is None else _text(value)[:_LONGEST_TAG]


def _number(value: Any) -> int:
    if not isinstance(value, int) or not 0 < value <= _HIGHEST:
        raise ValueError("number")
    return value


def _few(values: Any) -> Sequence[Any]:
    if not isinstance(values, list):
        raise TypeError("list")
    return values[:MOST_REMARKS]
