"""The report of an import: one line a file, saying what became of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from flask_babel import gettext as _
from sqlalchemy import select

from coalition.database import db
from coalition.library.findings import Finding, findings_of
from coalition.library.models import Page, Reading, Recognition, Version
from coalition.library.receipt import problem_of

Outcome = Literal["text", "ocr", "empty", "rejected", "failed", ""]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one file.

    file: as the folder, table or ZIP file has it. outcome: "text" (read), "ocr" (read, some of it
    from pictures of pages), "empty" (kept, no text in it), "failed" (kept, cannot be read),
    "rejected" (not kept), or nothing yet in a rehearsal. reason: sentences, where there is
    something to say. kind: a key of ingest.kinds.KINDS. language: BCP 47. seconds: of reading.
    """

    file: str
    outcome: Outcome
    reason: str = ""
    document_id: int | None = None
    kind: str = ""
    pages: int = 0
    characters: int = 0
    language: str = ""
    seconds: float = 0.0

    def as_json(self) -> dict[str, object]:
        """Return the line for a report of one JSON object a line."""
        return asdict(self)


def is_settled(version: Version) -> bool:
    """Tell whether reading is at its end, with what is recognised in pictures."""
    if version.reading in {Reading.WAITING, Reading.READING}:
        return False
    return version.reading == Reading.UNREADABLE or version.recognition != Recognition.WAITING


def line_of(file: str, version: Version, *remarks: str) -> Line:
    """Return the line of a file whose version was read; the remarks come first in its reason."""
    return Line(
        file=file,
        outcome=_outcome(version),
        reason=" ".join(filter(None, (*remarks, problem_of(version), *_not_read(version)))),
        document_id=version.document_id,
        kind=version.kind,
        pages=version.page_count,
        characters=version.character_count,
        language=version.language,
        seconds=version.reading_seconds,
    )


def _outcome(version: Version) -> Outcome:
    if version.reading == Reading.UNREADABLE:
        return "failed"
    if not version.character_count:
        return "empty"
    recognised = select(Page.number).where(Page.version_id == version.id, Page.is_recognised)
    is_recognised = version.recognition == Recognition.DONE and db.session.scalar(
        recognised.limit(1)
    )
    return "ocr" if is_recognised else "text"


def _not_read(version: Version) -> Sequence[str]:
    """Return what a reader of the report must know of how far the file was read."""
    return [_with_pages(finding) for finding in findings_of(version).reading]


def _with_pages(finding: Finding) -> str:
    if not finding.pages:
        return finding.sentence
    pages = ", ".join(map(str, finding.pages))
    return _("%(sentence)s (Pages: %(pages)s)", sentence=finding.sentence, pages=pages)
