"""The whole library as members of a bag: a document at a time, what they refer to after them.

What is added while they are gathered is then there for whatever refers to it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import joinedload, selectinload

from coalition.audit import earlier
from coalition.audit import queries as audit
from coalition.audit.exports import as_json_lines
from coalition.bags import shapes
from coalition.bags.bagging import About
from coalition.bags.describing import record_members, written
from coalition.bags.queries import DAMAGED, HELD_BACK, file_member
from coalition.bags.surroundings import Surroundings
from coalition.bags.taking import AUDIT, EARLIER
from coalition.database import db, now
from coalition.library import queries as library
from coalition.library.models import Document, File, Screening, Version
from coalition.programme.models import Session, SessionDocument
from coalition.programme.queries import known_to
from coalition.records.models import Announcement, Doi, DoiState
from coalition.records.queries import records_of
from coalition.web.site import address_of, settings
from coalition.web.viewer import ANONYMOUS, Viewer
from coalition.web.zipping import Member

BATCH = 50
LINE = msgspec.json.Encoder()


@dataclass(slots=True)
class Gathered:
    """What is gathered: for whom, how much is to come, and what could not be taken along.

    public: only what everybody may have. damaged: sentences that name files.
    """

    public: bool
    viewer: Viewer
    damaged: list[str] = field(default_factory=list)
    document_count: int = 0
    file_count: int = 0

    @property
    def condition(self) -> ColumnElement[bool]:
        """Return the condition for the documents that are gathered."""
        return library.published_for(ANONYMOUS) if self.public else true()


def about_library(gathered: Gathered) -> About:
    """Return what a bag of the library says of itself."""
    what = "what everybody may have" if gathered.public else "everything but accounts and letters"
    return About("library", [address_of("home.index")], f"{settings().coalition_name}: {what}")


def expected(gathered: Gathered) -> tuple[int, int]:
    """Return how many files, and bytes in them, are to be gathered at the most."""
    sizes = (
        select(func.count(), func.coalesce(func.sum(File.size_bytes), 0))
        .select_from(Version)
        .join(File, File.digest == Version.file_digest)
        .join(Document, Document.id == Version.document_id)
        .where(gathered.condition)
    )
    count, size_bytes = db.session.execute(sizes).one()
    logs = [] if gathered.public else earlier.kept(settings().instance)
    return count + len(logs), int(size_bytes) + sum(path.stat().st_size for path in logs)


def library_members(gathered: Gathered) -> Iterator[Member]:
    """Give all members of a bag of the library, with what is in them read by the batch."""
    after = 0
    while numbers := db.session.scalars(_numbers(gathered, after)).all():
        yield from _of_documents(gathered, numbers)
        after = numbers[-1]
        db.session.rollback()  # lets go of the rows, and holds up nobody who writes
    for name, rows in Surroundings(gathered.viewer, gathered.public).files():
        content = b"".join(LINE.encode(row) + b"\n" for row in rows)
        yield Member(f"metadata/{name}.jsonl", now(), content)
        db.session.rollback()
    if not gathered.public:
        content = "".join(as_json_lines(audit.chained())).encode()
        yield Member(AUDIT, now(), content)
        yield from _earlier_logs(gathered)
    if gathered.damaged:
        lines = "".join(f"{line}\n" for line in gathered.damaged)
        yield Member("metadata/damaged.txt", now(), lines.encode())


def _earlier_logs(gathered: Gathered) -> Iterator[Member]:
    """Give the audit logs of installations before this one; one that is damaged is left out."""
    for path in earlier.kept(settings().instance):
        try:
            earlier.read_kept(path)
        except earlier.Unreadable as problem:
            gathered.damaged.append(f"earlier audit log {path.name}: {problem}")
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield Member(f"{EARLIER}/{path.name}", now(), path=path, digest=digest)


def _numbers(gathered: Gathered, after: int) -> Select[int]:
    found = select(Document.id).where(Document.id > after, gathered.condition)
    return found.order_by(Document.id).limit(BATCH)


def _documents(numbers: Sequence[int]) -> Select[Document]:
    return (
        select(Document)
        .where(Document.id.in_(numbers))
        .order_by(Document.id)
        .options(
            joinedload(Document.organisation),
            selectinload(Document.authors),
            selectinload(Document.subjects),
            selectinload(Document.versions).joinedload(Version.file),
            selectinload(Document.history),
        )
        .execution_options(populate_existing=True)
    )


def _of_documents(gathered: Gathered, numbers: Sequence[int]) -> Iterator[Member]:
    """Give the files and the metadata of some documents."""
    records = records_of(numbers, viewer=gathered.viewer)
    dois = {row.document_id: row for row in db.session.scalars(_of(Doi, numbers))}
    told = {row.document_id: row for row in db.session.scalars(_announced(numbers))}
    ties = _ties(numbers, gathered)
    for document in db.session.scalars(_documents(numbers)).all():
        files: dict[int, shapes.Original] = {}
        for version in document.versions:
            missing, member = _file(gathered, document, version)
            if member:
                yield member
                gathered.file_count += 1
            files[version.number] = shapes.shaped(
                shapes.Original, version.file, path=member.name if member else "", missing=missing
            )
        folder = f"metadata/documents/{document.id}/"
        if record := records.get(document.id):
            paths = {n: {"path": f.path, "missing": f.missing} for n, f in files.items()}
            yield from record_members(record, folder, paths)
        shape = _shape(
            gathered,
            document,
            files,
            ties.get(document.id, ()),
            told.get(document.id),
            dois.get(document.id),
        )
        at = document.published_at or document.created_at
        yield Member(f"{folder}document.json", at, written(shape))
        gathered.document_count += 1


def _file(gathered: Gathered, document: Document, version: Version) -> tuple[str, Member | None]:
    """Return why the file of a version is missing, or the file."""
    if version.file.screening == Screening.REMOVED:
        return "removed", None
    if version.file.screening == Screening.HARMFUL or (
        gathered.public and not library.is_offered(version)
    ):
        return HELD_BACK, None
    member = file_member(version, f"data/documents/{document.id}/")
    if member is None:
        gathered.damaged.append(
            f"document {document.id}, version {version.number}, {version.file_name} "
            f"(SHA-256 {version.file_digest})"
        )
        return DAMAGED, None
    return "", member


def _shape(
    gathered: Gathered,
    document: Document,
    files: dict[int, shapes.Original],
    ties: Sequence[SessionDocument],
    told: Announcement | None,
    doi: Doi | None,
) -> shapes.Document:
    history = () if gathered.public else document.history
    shape = shapes.shaped(
        shapes.Document,
        document,
        authors=tuple(shapes.shaped(shapes.Author, row) for row in document.authors),
        subject_ids=tuple(subject.id for subject in document.subjects),
        versions=tuple(
            shapes.shaped(shapes.Version, row, file=files[row.number]) for row in document.versions
        ),
        history=tuple(shapes.shaped(shapes.Event, row) for row in history),
        sessions=tuple(shapes.shaped(shapes.Tie, row) for row in ties),
        announced=told
        and shapes.shaped(shapes.Announced, told, sets=tuple(one.name for one in told.sets)),
        doi=doi and shapes.shaped(shapes.Doi, doi),
    )
    return _as_everybody_knows(shape) if gathered.public else shape


def _as_everybody_knows(shape: shapes.Document) -> shapes.Document:
    """Return a public document without what its page does not tell everybody."""
    doi = shape.doi
    is_known = doi is not None and doi.sent_at is not None and doi.state != DoiState.HIDDEN
    versions = tuple(
        replace(one, file=replace(one.file, screening=Screening.NONE, harm=""))
        for one in shape.versions
    )
    return replace(
        shape,
        created_at=shape.published_at or shape.created_at,
        handed_in_at=None,
        versions=versions,
        doi=replace(doi, problem="") if doi and is_known else None,
    )


def _of(model: type[Doi], numbers: Sequence[int]) -> Select[Doi]:
    return select(model).where(model.document_id.in_(numbers))


def _announced(numbers: Sequence[int]) -> Select[Announcement]:
    found = select(Announcement).where(Announcement.document_id.in_(numbers))
    return found.options(selectinload(Announcement.sets))


def _ties(numbers: Sequence[int], gathered: Gathered) -> dict[int, list[SessionDocument]]:
    found: dict[int, list[SessionDocument]] = {}
    for tie in db.session.scalars(
        select(SessionDocument)
        .join(Session, Session.id == SessionDocument.session_id)
        .where(SessionDocument.document_id.in_(numbers), known_to(gathered.viewer))
        .order_by(SessionDocument.id)
    ):
        found.setdefault(tie.document_id, []).append(tie)
    return found
