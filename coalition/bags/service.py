"""Takes a bag of the library into an empty installation: addresses, versions and hashes as they were.

Files are put into the store first and all rows come in one transaction. What is ended half-way has
left files that belong to nothing; they go the next time, and the installation is still empty.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from coalition.audit import service as audit
from coalition.bags import rows, shapes, taking
from coalition.bags.opening import Bag, NotOurBag
from coalition.database import db, transaction
from coalition.library import originals
from coalition.library.models import Document, Subject
from coalition.library.storage import Storage
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
KEPT = "bags"  # folder of the instance, for the audit logs of bags
Progress = Callable[[int], None]


class NotEmpty(Exception):
    """There is something in the installation already; the message says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in. lacking: versions whose file the bag has not, as sentences."""

    document_count: int
    version_count: int
    organisation_count: int
    session_count: int
    lacking: Sequence[str]
    log: taking.Log | None
    log_path: Path | None


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
    count = taking.refuse_unfit(bag, found)
    try:
        _store_files(bag, progress)
        version_count = _put(bag, found, log, count, by=by, name=name)
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
        log,
        _kept_log(bag, log) if log else None,
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
    log: taking.Log | None,
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


def _kept_log(bag: Bag, log: taking.Log) -> Path:
    """Keep the audit log of the bag beside this installation's own, which begins anew.

    Without the details of acts: nobody could forget those of a person in a file, and the chain
    needs only their digests.
    """
    folder = settings().instance / KEPT
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"audit-{log.head[:16]}.jsonl"
    path.touch(mode=0o600)
    with (
        (bag.folder / taking.AUDIT).open(encoding="utf-8") as source,
        path.open("w", encoding="utf-8") as file,
    ):
        for line in source:
            file.write(json.dumps(json.loads(line) | {"detail": None}, ensure_ascii=False) + "\n")
    return path
