"""Has a version's file read in the background, keeps its text by page, and fills in what it says."""

import re
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import joinedload

from coalition.database import db, locked, transaction
from coalition.ingest import reader
from coalition.ingest.likeness import bands
from coalition.ingest.reading import Metadata, Unreadable, shape_to_json
from coalition.ingest.reading import Page as FilePage
from coalition.ingest.reading import Reading as FileReading
from coalition.library import fixity, indexing, pictures, recognised, recognising
from coalition.library.description import (
    LONGEST_ABSTRACT,
    LONGEST_NAME,
    LONGEST_TITLE,
    MOST_AUTHORS,
    is_language,
    is_partial_date,
)
from coalition.library.models import (
    Author,
    Document,
    File,
    Likeness,
    Page,
    Reading,
    Recognition,
    State,
    Version,
)
from coalition.library.offering import BARRED, HARMFUL, is_offered
from coalition.tasks import Later, submit
from coalition.web.forms import clean, clean_lines
from coalition.web.site import settings

READING = "read"
FAILED = "failed"  # our own fault, not the file's: tried again by the queue, then by coordinators
SUBJECT = "version:"

# Titles and authors that programs write when nobody typed any.
MADE_UP_TITLE = re.compile(
    r"(microsoft (word|powerpoint)( - .*)?|(power ?point|slide) ?presentation|untitled.*|document ?\d*"
    r"|presentation ?\d*|titel?|title|untitled|slide 1|.*\.(docx?|pptx?|odt|odp|rtf|pdf|indd|tex|dvi|qxd|html?))",
    re.IGNORECASE,
)
MADE_UP_AUTHOR = re.compile(
    r"(user|admin(istrator)?|author|unknown|anonymous|owner|root|windows user|microsoft.*|"
    r"python-docx|openoffice.*|libreoffice.*|un-named|none)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Task:
    """A version whose file is to be read."""

    version_id: int
    digest: str
    file_name: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of reading a file: the reading, or the code and detail of why there is none.

    The digest is that of the file that was read.
    """

    version_id: int
    digest: str
    reading: FileReading | None = None
    seconds: float = 0.0
    code: str = ""
    detail: str = ""


def read_soon(version_id: int) -> None:
    """Note, inside a transaction, that a version's file is to be read."""
    submit(READING, f"{SUBJECT}{version_id}")


def subject_of(version_id: int) -> str:
    """Return the name of this work in the queue."""
    return f"{SUBJECT}{version_id}"


def read_versions(subjects: Sequence[str]) -> None:
    """Read the files of these versions ("version:7"), one after the other: the queue's handler.

    A file that cannot be read is a result and is kept with its reason. Any other failure is
    noted and raised, for the queue to try again.
    """
    for subject in subjects:
        version_id = int(subject.removeprefix(SUBJECT))
        if _is_looked_at(version_id):
            raise Later
        for task in begin([version_id]):
            _read(task)


def begin(version_ids: Sequence[int]) -> list[Task]:
    """Mark versions as being read and return what is to be done.

    Those deleted are left out, and those whose file is not offered.
    """
    with transaction():
        found = (
            select(Version)
            .where(Version.id.in_(version_ids))
            .options(joinedload(Version.file))
            .order_by(Version.id)
            .with_for_update(of=Version)  # none is deleted meanwhile
        )
        versions = [one for one in db.session.scalars(found) if is_offered(one.file)]
        for version in versions:
            version.reading = Reading.READING
        return [Task(version.id, version.file_digest, version.file_name) for version in versions]


def read_file(task: Task) -> Outcome:
    """Read a file in a process of its own, without the database; may be called by many threads.

    That it cannot be read is an outcome; raises what is our own fault, such as a missing file.
    """
    found = settings()
    budget = reader.Budget(seconds=found.reading_seconds, memory_mb=found.reading_memory_mb)
    began = time.perf_counter()
    try:
        reading = reader.read(fixity.sound_path(task.digest), task.file_name, budget)
    except Unreadable as problem:
        seconds = time.perf_counter() - began
        return Outcome(task.version_id, task.digest, None, seconds, problem.code, problem.detail)
    return Outcome(task.version_id, task.digest, reading, time.perf_counter() - began)


def note(outcome: Outcome) -> None:
    """Keep what came of a reading: the text by page, or why there is none.

    What was read of the same file before stays when it cannot be read once more, unless a harmful
    program was found in it. Nothing is kept of a file in which one was found while it was read, nor
    of one that the version does not have.
    """
    with transaction():
        version = _held(outcome)
        if version is None or (outcome.reading and _is_barred(version.file_digest)):
            return
        version.reading_seconds = round(outcome.seconds, 3)
        if outcome.reading:
            _note_text(version, outcome.reading)
        else:
            _note_problem(version, outcome)
        _show_in_search(version.document_id)


def note_failed(version_id: int, digest: str) -> None:
    """Note that reading the file of a version failed by our own fault, not the file's."""
    note(Outcome(version_id, digest, code=FAILED))


def give_up_reading(subject: str) -> None:
    """Note that a version's reading was given up by the queue."""
    version = db.session.get(Version, int(subject.removeprefix(SUBJECT)))
    if version is not None:
        note_failed(version.id, version.file_digest)


def _held(outcome: Outcome) -> Version | None:
    """Return the version whose file was read, None when it is gone; nobody deletes it meanwhile.

    Whoever found something harmful holds the file, for which others wait who hold the document.
    """
    version = db.session.get(Version, outcome.version_id)
    if version is not None and outcome.code != HARMFUL:
        db.session.get(Document, version.document_id, with_for_update=True)
        version = db.session.get(Version, outcome.version_id, populate_existing=True)
    return version if version is not None and version.file_digest == outcome.digest else None


def _is_barred(digest: str) -> bool:
    """Tell whether a file is held back by now, and let nobody hold it back until the commit."""
    return locked(File, digest).screening in BARRED


def _is_looked_at(version_id: int) -> bool:
    """Tell whether a file waits to be looked at for harmful programs, which comes before reading."""
    found = select(File).join(Version).where(Version.id == version_id)
    file = db.session.scalars(found).one_or_none()
    return file is not None and not is_offered(file) and file.screening not in BARRED


def _read(task: Task) -> None:
    try:
        note(read_file(task))
    except Exception:
        note_failed(task.version_id, task.digest)
        raise


def _note_problem(version: Version, outcome: Outcome) -> None:
    if version.page_count and outcome.code != HARMFUL:
        version.reading = Reading.READABLE
        if version.recognition == Recognition.WAITING:  # it gave way to this reading
            recognising.recognise_soon(version.id)
    else:
        _forget_text(version)
        version.reading = Reading.UNREADABLE
        version.text_revision += 1
    version.problem, version.problem_detail = outcome.code, outcome.detail


def _note_text(version: Version, reading: FileReading) -> None:
    before = recognised.remember(version)
    _forget_text(version)
    version.reading = Reading.READABLE
    version.text_revision += 1
    _keep_facts(version, reading)
    _keep_pages(version.id, reading.pages)
    _keep_likeness(version.id, reading.likeness)
    goes_on = recognising.is_wanted(reading.notices) and recognising.is_possible()
    recognised.put_back(version, before, goes_on=goes_on)
    if version.number == 1:
        _prefill(version.document_id, reading)
    if version.kind in pictures.KINDS and version.page_count:
        pictures.draw_soon(version.id)
    if goes_on:
        recognising.recognise_soon(version.id)


def _keep_facts(version: Version, reading: FileReading) -> None:
    version.kind = reading.kind
    version.unit = reading.unit
    version.page_count = len(reading.pages)
    version.character_count = reading.character_count
    version.language = reading.language or ""
    version.likeness = reading.likeness
    version.said = asdict(reading.metadata)
    version.outline = [[heading.level, heading.title, heading.page] for heading in reading.outline]
    version.notices = [asdict(notice) for notice in reading.notices]


def _keep_pages(version_id: int, pages: Sequence[FilePage]) -> None:
    if not pages:
        return
    rows = [
        {
            "version_id": version_id,
            "number": page.number,
            "label": (page.label or "")[:40],
            "text": page.text,
            "shape": shape_to_json(page.shape),
            "language": page.language or "",
        }
        for page in pages
    ]
    db.session.execute(insert(Page), rows)


def _keep_likeness(version_id: int, sketch: str) -> None:
    rows = [{"version_id": version_id, "band": band} for band in bands(sketch)]
    if rows:
        db.session.execute(insert(Likeness), rows)


def _forget_text(version: Version) -> None:
    """Empty what an earlier, perhaps interrupted, reading has left."""
    for table in (Page, Likeness):
        db.session.execute(delete(table).where(table.version_id == version.id))
    version.problem = version.problem_detail = version.language = version.likeness = ""
    version.page_count = version.character_count = 0
    version.notices, version.outline, version.said = [], [], {}
    version.recognition = Recognition.NONE


def _show_in_search(document_id: int) -> None:
    document = db.session.get_one(Document, document_id)
    if document.state == State.PUBLISHED:
        indexing.index_soon(document_id)


def _prefill(document_id: int, reading: FileReading) -> None:
    """Fill in what a draft does not say yet from what its file says of itself."""
    document = db.session.get_one(Document, document_id)
    if document.state != State.DRAFT:
        return
    said = reading.metadata
    before = _said_of(document)
    title = _likely_title(said)
    if document.title_is_prefilled and title:
        document.title = title
    if not document.abstract:
        document.abstract = clean_lines(said.description)[:LONGEST_ABSTRACT]
    if not document.issued and said.issued and is_partial_date(said.issued):
        document.issued = said.issued
    if not document.languages and reading.language and is_language(reading.language):
        document.languages = [reading.language]
    named = select(func.count()).where(Author.document_id == document_id)
    authors = [] if db.session.scalar(named) else _likely_authors(said)
    for position, name in enumerate(authors):
        db.session.add(Author(document_id=document_id, position=position, name=name))
    if authors or _said_of(document) != before:
        document.revision += 1  # a form or a program that knows all of it is not stale


def _said_of(document: Document) -> tuple[str, str, str, tuple[str, ...]]:
    return document.title, document.abstract, document.issued, tuple(document.languages)


def _likely_title(said: Metadata) -> str:
    """Return the title somebody gave the file, or nothing when a program made it up."""
    title = re.sub(r"^Microsoft (Word|PowerPoint) - ", "", clean(said.title))
    is_file_name = "_" in title and " " not in title
    if len(title) > LONGEST_TITLE or is_file_name or MADE_UP_TITLE.fullmatch(title):
        return ""
    return title


def _likely_authors(said: Metadata) -> list[str]:
    names = dict.fromkeys(clean(name)[:LONGEST_NAME] for name in said.authors)
    return [name for name in names if name and not MADE_UP_AUTHOR.fullmatch(name)][:MOST_AUTHORS]
