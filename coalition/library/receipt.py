"""The receipt of a file: what was read of it and found in it, told to whoever cares for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from coalition.ingest import kinds, sentences
from coalition.ingest.reading import LEAST_CHARACTERS
from coalition.library import queries
from coalition.library.alike import Alike, alike
from coalition.library.findings import Findings, findings_of
from coalition.library.models import Document, Reading, Recognition, Version
from coalition.library.offering import HARMFUL
from coalition.library.queries import PageSize
from coalition.library.reading import FAILED
from coalition.web.languages import language_name
from coalition.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Recognising:
    """How many pages that are pictures have been recognised, of how many."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Saying:
    """A fact as the file tells it beside what the record has; both may be several lines."""

    label: str
    in_file: tuple[str, ...]
    in_record: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a depositor is told of a version's file before it is published.

    `languages` are BCP 47 tags with the pages they are on; no pages means the whole text.
    """

    kind: str
    languages: tuple[tuple[str, tuple[int, ...]], ...]
    recognised_pages: tuple[int, ...]
    findings: Findings
    sayings: tuple[Saying, ...]
    alike: tuple[Alike, ...]


def receipt_of(version: Version, *, viewer: Viewer) -> Receipt:
    """Return the receipt of a version with its document. Four queries. Raises NotFound."""
    pages = queries.outline(version, viewer=viewer)
    kind = kinds.KINDS.get(version.kind)
    return Receipt(
        kind=kind.label if kind else "",
        languages=_languages(version, pages),
        recognised_pages=tuple(page.number for page in pages if page.is_recognised),
        findings=findings_of(version),
        sayings=_sayings(version),
        alike=tuple(alike(version, viewer=viewer)),
    )


def recognising(version: Version, *, viewer: Viewer) -> Recognising | None:
    """Return how far the recognition of a version's pictures has come; None when none is going on."""
    if version.reading != Reading.READABLE or version.recognition != Recognition.WAITING:
        return None
    pages = queries.outline(version, viewer=viewer)
    done = sum(page.is_recognised for page in pages)
    bare = sum(page.characters < LEAST_CHARACTERS and not page.is_recognised for page in pages)
    return Recognising(done, done + bare)


def version_to_read(document: Document) -> Version:
    """Return the newest version that has a text, else the newest."""
    readable = [version for version in document.versions if version.reading == Reading.READABLE]
    return (readable or document.versions)[-1]


def is_waiting(version: Version) -> bool:
    """Tell whether the reading is not at its end yet."""
    return version.reading in {Reading.WAITING, Reading.READING}


def problem_of(version: Version) -> str:
    """Return why a file could not be read and what to do, or an empty string."""
    if version.reading != Reading.UNREADABLE:
        return ""
    if version.problem == HARMFUL:
        return _(
            "A harmful program was found in this file: %(name)s. It is offered to nobody.",
            name=version.problem_detail,
        )
    if version.problem == FAILED:
        return _failed()
    return sentences.describe(version.problem, version.problem_detail)


def problem_since(version: Version) -> str:
    """Return that a file could not be read once more, whose text of before is still there; or ""."""
    return _failed() if version.reading == Reading.READABLE and version.problem else ""


def _failed() -> str:
    return _(
        "The site failed to read this file. It is kept, and a coordinator can have it read again."
    )


def _languages(
    version: Version, pages: Sequence[PageSize]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return the text's language, then others with the pages in them, the most pages first."""
    others: dict[str, list[int]] = {}
    for page in pages:
        if page.language and page.language != version.language:
            others.setdefault(page.language, []).append(page.number)
    found = [(version.language, ())] if version.language else []
    most_first = sorted(others.items(), key=lambda item: -len(item[1]))
    return (*found, *((tag, tuple(numbers)) for tag, numbers in most_first))


def _sayings(version: Version) -> tuple[Saying, ...]:
    """Return what the file says of itself, as far as it does, beside the record."""
    document, said = version.document, version.said
    found = (
        Saying(_("Title"), _lines(said.get("title")), _lines(document.title)),
        Saying(
            _("Authors"),
            tuple(map(str, said.get("authors") or ())),
            tuple(author.name for author in document.authors),
        ),
        Saying(_("Date"), _lines(said.get("issued")), _lines(document.issued)),
        Saying(
            _("Language"),
            tuple(language_name(tag) for tag in _lines(said.get("language"))),
            tuple(language_name(tag) for tag in document.languages),
        ),
        Saying(_("Description"), _lines(said.get("description")), _lines(document.abstract)),
        Saying(_("Keywords"), tuple(map(str, said.get("keywords") or ())), ()),
    )
    return tuple(saying for saying in found if saying.in_file)


def _lines(value: object) -> tuple[str, ...]:
    return (str(value),) if value else ()
