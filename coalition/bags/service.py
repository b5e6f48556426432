"""Takes a bag of the library into an empty installation: addresses, versions and hashes as they were.

Files are put into the store first and all rows come in one transaction. What is ended half-way has
left files that belong to nothing; they go the next time, and the installation is still empty.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from coalition.audit import earlier
from coalition.audit import service as audit
from coalition.audit.exports import as_json_lines
from coalition.bags import rows, shapes, taking
from coalition.bags.opening import Bag, NotOurBag
from coalition.bags.writing import PART
from coalition.database import db, transaction
from coalition.library import originals
from coalition.library.models import Document, Subject
from coalition.library.storage import Storage, sync_folder
from coalition.members.models import Organisation
from coalition.programme.models import Meeting, Session
from coalition.web.site import settings
from coalition.web.viewer import Viewer

BATCH = 100
EMPTY: Mapping[str, type[Document | Organisation | Subject | Meeting | Session]] = {
    "documents": Document,
    "organisations": Organisation,
    "subjects": Subject,
    "meetings": Meeting,
    "sessions": Session,
}
Progress = Callable[[int], None]


class NotEmpty(Exception):
    """There is something in the installation already; the message says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in. lacking: versions whose file the bag has not, as sentences.

    logs: the audit logs of the bag as they were kept, its own first.
    """

    document_count: int
    version_count: int
    organisation_count: int
    session_count: int
    lacking: Sequence[str]
    logs: Sequence[earlier.Log]


def take_in(bag: Bag, *, by: Viewer, name: str, progress: Progress) -> Taken:
    """Put everything in a bag into this installation, which must be empty; what was read is queued.

    by: in whose name documents are from now on deposited, since the bag tells of no accounts.
    name: of the bag, for the audit log. progress: told the bytes of each file. Raises NotOurBag and
    NotEmpty, and then nothing has changed.
    """
    refuse_unless_empty()
    if bag.content != "library":
        raise NotOurBag("It is the bag of one document. Only that of a library can be taken in.")
    found, log = taking.contents(bag), taking.log_of(bag)
    logs = taking.earlier_logs_of(bag, log)
    count = taking.refuse_unfit(bag, found)
    try:
        _store_files(bag, progress)
        with _kept([*([log] if log else ()), *logs]) as kept:
            version_count = _put(bag, found, log, logs, count, by=by, name=name)
    except BaseException as problem:
        db.session.rollback()
        originals.clear()
        if isinstance(problem, IntegrityError | DataError | OverflowError | UnicodeError):
            why = getattr(problem, "orig", problem)
            raise NotOurBag(f"What it says does not fit together: {why}") from None
        raise
    return Taken(
        count,
        version_count,
        len(found.organisations),
        len(found.sessions),
        list(_lacking(bag)),
        kept,
    )


def refuse_unless_empty() -> None:
    """Raise NotEmpty when there is anything that a bag could bring."""
    for what, model in EMPTY.items():
        if db.session.scalar(select(model.id).limit(1)) is not None:
            raise NotEmpty(
                f"This installation holds {what} already, and nothing is ever overwritten. Take the "
                "bag into an empty one: INSTANCE=/another/folder flask --app wsgi bag import …"
            )


def _put(
    bag: Bag,
    found: taking.Contents,
    log: earlier.Log | None,
    logs: Sequence[earlier.Log],
    count: int,
    *,
    by: Viewer,
    name: str,
) -> int:
    """Write all rows in one transaction; return how many versions there are."""
    with transaction():
        refuse_unless_empty()
        rows.put_contents(found)
        version_count = sum(rows.put_documents(batch, by=by) for batch in _batches(bag))
        rows.set_sequences()
        audit.note(
            "bags.taken_in",
            by=by.person_id,
            name=name,
            count=count,
            acts=log.count if log else 0,
            head=log.head if log else "",
            earlier=[one.head for one in logs],
        )
    return version_count


def _store_files(bag: Bag, progress: Progress) -> None:
    """Put the files into the store, hashed once more on their way; each is there before its row."""
    for document in taking.documents(bag):
        for version in document.versions:
            file = version.file
            if not file.path:
                continue
            store = Storage(settings().files_folder, max(file.size_bytes, 1))
            with (bag.folder / file.path).open("rb") as source:
                stored = store.store(source)
            if stored.digest != file.digest:
                raise NotOurBag(f"{file.path} changed while it was read.")
            progress(file.size_bytes)


def _batches(bag: Bag) -> Iterator[list[shapes.Document]]:
    found = taking.documents(bag)
    while batch := list(islice(found, BATCH)):
        yield batch


def _lacking(bag: Bag) -> Iterator[str]:
    for document in taking.documents(bag):
        for version in document.versions:
            if not version.file.path:
                yield (
                    f"document {document.id}, version {version.number}, {version.file_name}: "
                    f"{version.file.missing}"
                )


@contextmanager
def _kept(logs: Sequence[earlier.Log]) -> Iterator[Sequence[earlier.Log]]:
    """Keep audit logs beside this installation's own, which begins anew; give them where they are.

    They are on the disk before the rows are, and gone again where those cannot be written.
    """
    folder = settings().instance / earlier.FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)
    new = [folder / log.name for log in logs if not (folder / log.name).exists()]
    try:
        for log in logs:
            _keep(log.path, folder / log.name)
        sync_folder(folder)
        yield [replace(log, path=folder / log.name) for log in logs]
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        raise


def _keep(source: Path, target: Path) -> None:
    """Write a log without the details of acts, whole or not at all.

    Nobody could forget those of a person in a file, and the chain needs only their digests.
    """
    partial = target.with_name(f".{target.name}{PART}")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    with partial.open("w", encoding="utf-8") as file:
        file.writelines(as_json_lines(earlier.acts_in(source)))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
