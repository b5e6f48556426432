"""A folder of files brought into the library at once, with a line of report for each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import select

from coalition.database import db, transaction
from coalition.errors import CoalitionError, Invalid
from coalition.ingest import sentences
from coalition.library import service
from coalition.library.licences import ALL_RIGHTS_RESERVED
from coalition.library.models import Audience, Document, Reading, Version
from coalition.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one file.

    outcome: "text" (read), "empty" (kept, no text in it), "failed" (kept, cannot be read),
    "rejected" (not kept) or "waiting" (not read yet).
    reason: a sentence where it is not plain text. pages and characters are counts.
    """

    file: str
    outcome: str
    reason: str = ""
    document_id: int | None = None
    kind: str = ""
    pages: int = 0
    characters: int = 0
    language: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the line for a report of one JSON object a line."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the files of a folder are to be kept."""

    organisation_id: int | None = None
    licence: str = ALL_RIGHTS_RESERVED
    kind: str = "other"
    audience: Audience = Audience.PUBLIC
    publish: bool = False


def files_in(folder: Path) -> list[Path]:
    """Return the files below a folder, by name, without hidden ones."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def bring_in(
    files: Sequence[Path], wanted: Wanted, *, by: Viewer, step: Callable[[], None]
) -> list[Line]:
    """Deposit each file as a draft and note its reading; `step` is called after each file."""
    lines = []
    for path in files:
        try:
            with path.open("rb") as stream:
                document = service.deposit(
                    stream, path.name, by=by, organisation_id=wanted.organisation_id
                )
        except (CoalitionError, OSError) as problem:
            lines.append(Line(str(path), "rejected", sentence_of(problem)))
        else:
            lines.append(Line(str(path), "waiting", document_id=document.id))
        step()
    return lines


def settle(lines: Sequence[Line], wanted: Wanted, *, by: Viewer) -> Iterator[Line]:
    """Give each line its outcome once the files were read; publish what is to be published."""
    for line in lines:
        if line.document_id is None:
            yield line
            continue
        version = db.session.scalars(
            select(Version).where(Version.document_id == line.document_id)
        ).one()
        read = _outcome(line, version)
        if wanted.publish and read.outcome in {"text", "empty"}:
            read = _published(read, line.document_id, wanted, by)
        yield read


def sentence_of(problem: Exception) -> str:
    """Return what a refusal says, in one line."""
    if isinstance(problem, Invalid):
        return " ".join([problem.message, *problem.fields.values()]).strip()
    return str(problem)


def _outcome(line: Line, version: Version) -> Line:
    if version.reading == Reading.UNREADABLE:
        reason = sentences.describe(version.problem, version.problem_detail)
        return replace(line, outcome="failed", reason=reason)
    if version.reading != Reading.READABLE:
        return line
    notices = [
        sentences.describe(str(notice["code"]), str(notice.get("detail", "")))
        for notice in version.notices
    ]
    return replace(
        line,
        outcome="text" if version.character_count else "empty",
        reason=" ".join(notices),
        kind=version.unit,
        pages=version.page_count,
        characters=version.character_count,
        language=version.language,
    )


def _published(line: Line, document_id: int, wanted: Wanted, by: Viewer) -> Line:
    """Say of a document what publishing needs, and publish it."""
    with transaction():
        document = db.session.get_one(Document, document_id)
        document.kind = wanted.kind
        document.licence = wanted.licence
        document.audience = wanted.audience
        document.languages = document.languages or [line.language or "und"]
    try:
        service.publish(document_id, by=by)
    except CoalitionError as problem:
        return replace(line, reason=f"{line.reason} {sentence_of(problem)}".strip())
    return line
