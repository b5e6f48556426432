"""What comes out of a file: pages, metadata, notices; and the refusal when nothing does."""

from dataclasses import dataclass, replace
from typing import Any, Literal

Unit = Literal["page", "slide", "part"]


class Unreadable(Exception):
    """Nothing could be read; `code` is a key of `sentences`, `detail` a word or figure for it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Page:
    """One page, slide or part: numbered from 1; the label is what the file itself calls it."""

    number: int
    label: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself: a hint, never a fact. `issued` is YYYY, YYYY-MM or YYYY-MM-DD."""

    title: str = ""
    authors: tuple[str, ...] = ()
    issued: str | None = None
    language: str | None = None
    description: str | None = None
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the depositor should know; `code` is a key of `sentences`."""

    code: str
    page: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """What one extractor gives: pages in order, metadata as found, notices."""

    unit: Unit
    pages: tuple[Page, ...]
    metadata: Metadata = Metadata()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read: `language` is what the text is in (BCP 47), None when it is not clear."""

    kind: str
    media_type: str
    unit: Unit
    pages: tuple[Page, ...]
    metadata: Metadata
    language: str | None
    notices: tuple[Notice, ...]

    @property
    def character_count(self) -> int:
        """Count the characters of all pages."""
        return sum(len(page.text) for page in self.pages)


def with_notices(reading: Reading, *notices: Notice) -> Reading:
    """Return the reading with further notices at its end."""
    return replace(reading, notices=(*reading.notices, *notices))


def to_json(reading: Reading) -> dict[str, Any]:
    """Return the reading as plain lists and dictionaries."""
    said = reading.metadata
    return {
        "kind": reading.kind,
        "media_type": reading.media_type,
        "unit": reading.unit,
        "language": reading.language,
        "pages": [[page.number, page.label, page.text] for page in reading.pages],
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
    """Return the reading `to_json` was given. Raises KeyError, TypeError or ValueError on others."""
    said = answer["metadata"]
    return Reading(
        kind=str(answer["kind"]),
        media_type=str(answer["media_type"]),
        unit=_unit(answer["unit"]),
        pages=tuple(
            Page(int(number), _optional(label), str(text))
            for number, label, text in answer["pages"]
        ),
        metadata=Metadata(
            title=str(said["title"]),
            authors=tuple(str(author) for author in said["authors"]),
            issued=_optional(said["issued"]),
            language=_optional(said["language"]),
            description=_optional(said["description"]),
            keywords=tuple(str(keyword) for keyword in said["keywords"]),
        ),
        language=_optional(answer["language"]),
        notices=tuple(
            Notice(str(code), None if page is None else int(page), str(detail))
            for code, page, detail in answer["notices"]
        ),
    )


def _optional(value: Any) -> str | None:
    return None if value is None else str(value)


def _unit(value: Any) -> Unit:
    if value == "page":
        return "page"
    if value == "slide":
        return "slide"
    if value == "part":
        return "part"
    raise ValueError(value)
