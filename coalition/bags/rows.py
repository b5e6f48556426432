"""The rows a bag of the library is made into, inside a transaction; what is to be read is queued."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, insert, select, text

from coalition import tasks
from coalition.bags import shapes
from coalition.bags.taking import Contents
from coalition.database import Base, db, now
from coalition.library.models import (
    Author,
    Damage,
    Document,
    DocumentEvent,
    DocumentSubject,
    File,
    Reading,
    Screening,
    Subject,
    Version,
)
from coalition.library.offering import HARMFUL
from coalition.library.screening import admit
from coalition.members.models import Organisation, StakeholderGroup
from coalition.programme.models import (
    Meeting,
    Organiser,
    Participant,
    Room,
    Session,
    SessionDocument,
    SessionEvent,
    Theme,
)
from coalition.records.models import AnnouncedSet, Announcement, Doi
from coalition.search.upkeep import INDEX
from coalition.web.viewer import Viewer

# Tables whose rows keep their numbers, which PostgreSQL does not count by itself then.
NUMBERED: Sequence[type[Base]] = (
    *(StakeholderGroup, Organisation, Subject, Meeting, Theme, Room, Session),
    *(Document, SessionDocument),
)
PARTS = ("themes", "rooms", "organisers", "people", "history")
OF_A_DOCUMENT = (
    *("authors", "subject_ids", "versions", "history", "sessions", "announced", "doi"),
)
BARRED = frozenset({"removed", "held back"})


def put_contents(found: Contents) -> None:
    """Write what documents refer to. The list of groups that every installation has gives way."""
    db.session.execute(delete(StakeholderGroup))
    _insert(StakeholderGroup, found.groups)
    _insert(Organisation, found.organisations)
    _insert(Subject, found.subjects)
    _insert(Meeting, found.meetings)
    for one in found.meetings:
        _insert(Theme, one.themes, meeting_id=one.id)
        _insert(Room, one.rooms, meeting_id=one.id)
    _insert(Session, found.sessions)
    for session in found.sessions:
        _insert(Organiser, session.organisers, session_id=session.id)
        _insert(Participant, session.people, session_id=session.id)
        _insert(SessionEvent, session.history, session_id=session.id)
    for organisation in found.organisations:
        tasks.submit(INDEX, f"organisation:{organisation.id}")
    for session in found.sessions:
        tasks.submit(INDEX, f"session:{session.id}")


def put_documents(documents: Sequence[shapes.Document], *, by: Viewer) -> int:
    """Write some documents with all they consist of; return how many versions they have."""
    _put(
        Document,
        [shapes.values(one, *OF_A_DOCUMENT, deposited_by_id=by.person_id) for one in documents],
    )
    for one in documents:
        _insert(Author, one.authors, document_id=one.id)
        _insert(DocumentEvent, one.history, document_id=one.id)
        _insert(SessionDocument, one.sessions, document_id=one.id)
        subjects = [{"document_id": one.id, "subject_id": n} for n in one.subject_ids]
        _put(DocumentSubject, subjects)
        if one.announced:
            told = shapes.values(one.announced, "sets", document_id=one.id)
            _put(Announcement, [told])
            sets = [{"document_id": one.id, "name": name} for name in one.announced.sets]
            _put(AnnouncedSet, sets)
        if one.doi:
            _insert(Doi, [one.doi], document_id=one.id)
        tasks.submit(INDEX, f"document:{one.id}")
    _put_files([version.file for one in documents for version in one.versions])
    _put_versions(documents, by)
    return sum(len(one.versions) for one in documents)


def set_sequences() -> None:
    """Have PostgreSQL count on after the numbers that were given; SQLite does so by itself."""
    if db.session.get_bind().dialect.name != "postgresql":
        return
    for model in NUMBERED:
        table = model.__tablename__
        last = db.session.scalar(select(func.max(model.__table__.c.id)))
        if last is not None:
            count_on = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
            db.session.execute(count_on, {"name": table, "last": last})


def _put_files(files: Iterable[shapes.Original]) -> None:
    """Write the rows of files that have none yet."""
    wanted = {file.digest: file for file in files}
    known = db.session.scalars(select(File.digest).where(File.digest.in_(wanted))).all()
    _put(File, [_file(file) for digest, file in wanted.items() if digest not in known])


def _file(file: shapes.Original) -> Mapping[str, Any]:
    """Return the row of a file; one that could not be taken along waits to be put back."""
    at = now()
    found: dict[str, Any] = {
        "digest": file.digest,
        "size_bytes": file.size_bytes,
        "media_type": file.media_type,
        "created_at": file.created_at,
        "checked_at": at,
        "screening": Screening.REMOVED if file.missing in BARRED else Screening.NONE,
        "harm": file.harm if file.missing in BARRED else "",
        "damage": "" if file.path or file.missing in BARRED else Damage.MISSING.value,
    }
    return found | {"damaged_at": at if found["damage"] else None}


def _put_versions(documents: Sequence[shapes.Document], by: Viewer) -> None:
    """Write versions and have the text of their files read; of what is harmful nothing is read."""
    versions = [(one.id, version) for one in documents for version in one.versions]
    _put(
        Version,
        [
            shapes.values(
                version,
                "file",
                document_id=document_id,
                file_digest=version.file.digest,
                created_by_id=by.person_id,
                **_reading(version.file),
            )
            for document_id, version in versions
        ],
    )
    numbers = {one.id for one in documents}
    found = select(Version).where(Version.document_id.in_(numbers)).order_by(Version.id)
    for row in db.session.scalars(found).all():
        if row.problem != HARMFUL:
            admit(row)
    db.session.flush()
    db.session.expunge_all()


def _reading(file: shapes.Original) -> Mapping[str, Any]:
    if file.missing in BARRED:
        return {"reading": Reading.UNREADABLE, "problem": HARMFUL, "problem_detail": file.harm}
    return {"reading": Reading.WAITING, "problem": "", "problem_detail": ""}


def _insert(model: type[Base], shaped: Sequence[Struct], **others: object) -> None:
    _put(model, [shapes.values(one, *PARTS, **others) for one in shaped])


def _put(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), [dict(row) for row in rows])
