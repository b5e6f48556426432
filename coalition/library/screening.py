"""Has files looked at by clamd before they are offered, again each month, and holds back harmful ones."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import structlog
from flask_babel import gettext as _
from sqlalchemy import Select, and_, exists, literal, or_, select

from coalition import tasks
from coalition.audit import service as audit
from coalition.database import after_commit, db, now, transaction
from coalition.errors import Conflict, NotAllowed, NotFound
from coalition.library import clamd, fixity, letters, originals, picture_store, policy, reading
from coalition.library.models import Document, File, Reading, Screening, Version
from coalition.library.offering import BARRED, HARMFUL, SUBJECT, is_on
from coalition.library.offering import SCREENING as SCREENING
from coalition.library.standing import held
from coalition.tasks import Work, submit
from coalition.web.site import settings
from coalition.web.viewer import Viewer

log = structlog.get_logger(__name__)

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 900))
AGAIN_AFTER = timedelta(days=30)  # what nobody knew of when a file was looked at, may be known now
MOST_AT_ONCE = 500  # files noted in one look at the clock
UNREACHABLE = clamd.Unreachable.__name__


def admit(version: Version, *, made_here: bool = False) -> None:
    """Have the file of a new version looked at and then read; inside a transaction.

    Where nobody looks at files it is read at once, and so is what was looked at, or was `made_here`
    of text by the site itself.
    """
    file = db.session.get_one(File, version.file_digest, populate_existing=True)
    if made_here and is_on():
        file.screening, file.screened_at, file.harm = Screening.CLEAN, now(), ""
    if is_on() and file.screening != Screening.CLEAN:
        file.screening = Screening.WAITING
        submit(SCREENING, SUBJECT + file.digest)
    elif file.screening in BARRED:
        _hold_back_version(version, file.harm)
    else:
        reading.read_soon(version.id)


def screen_files(subjects: Sequence[str]) -> None:
    """Have these files ("file:" and the digest) looked at: the queue's handler.

    Raises clamd.Unreachable and clamd.NotLookedAt, for the queue to try again.
    """
    for subject in subjects:
        digest = subject.removeprefix(SUBJECT)
        with transaction():
            file = db.session.get(File, digest)
            is_there = file is not None and file.screening != Screening.REMOVED
        if is_there and is_on():
            path = fixity.sound_path(digest)
            _note(digest, clamd.look(settings().clamd_url, path))
        elif is_there:
            _let_go(digest)


def note_due() -> None:
    """Note the files that are to be looked at: old ones, those long ago, those clamd was away for."""
    digests = db.session.scalars(_due()).all()
    if digests:
        _note_all(digests)
    given_up = [work.id for work in tasks.given_up() if _was_unreachable(work)]
    if given_up and clamd.answers(settings().clamd_url):
        for work_id in given_up:
            tasks.try_again(work_id)


def look_again(document_id: int, number: int, *, by: Viewer) -> None:
    """Have a file that was held back looked at once more.

    Raises NotAllowed, NotFound, and Conflict when it is not held back or nobody looks at files.
    """
    with transaction():
        file = _held_back_file(document_id, number, by)
        if not is_on():
            raise Conflict(_("No program that looks at files is set up on this site."))
        file.screening = Screening.WAITING
        submit(SCREENING, SUBJECT + file.digest)
        audit.note(
            "library.looked_again", f"document:{document_id}", by=by.person_id, version=number
        )


def remove_file(document_id: int, number: int, *, by: Viewer) -> None:
    """Delete the bytes of a file that is held back, for good; the documents stay, without it.

    Raises NotAllowed, NotFound and Conflict.
    """
    with transaction():
        file = _held_back_file(document_id, number, by)
        file.screening = Screening.REMOVED
        audit.note(
            "library.file_removed",
            f"document:{document_id}",
            by=by.person_id,
            version=number,
            digest=file.digest,
            found=file.harm,
        )
        db.session.flush()
        originals.storage().discard(file.digest)  # while the row is held: nobody deposits it now


def _held_back_file(document_id: int, number: int, by: Viewer) -> File:
    """Return the file of a version, held, when it is one that is held back."""
    if not policy.may_decide_on_harm(by):
        raise NotAllowed(_("Only coordinators decide on files that are held back."))
    held(document_id, by)
    digest = db.session.scalar(
        select(Version.file_digest).where(
            Version.document_id == document_id, Version.number == number
        )
    )
    if digest is None:
        raise NotFound(_("This version does not exist, or it is not open to you."))
    file = db.session.get_one(File, digest, with_for_update=True, populate_existing=True)
    if file.screening != Screening.HARMFUL:
        raise Conflict(_("This file is not held back any more."))
    return file


def _due() -> Select[str]:
    """Return the digests of files nobody is to look at yet, although somebody should."""
    wanted = [File.screening == Screening.WAITING]
    if is_on():
        is_old = File.screened_at < now() - AGAIN_AFTER
        wanted += [
            File.screening == Screening.NONE,
            and_(File.screening == Screening.CLEAN, is_old),
        ]
    is_noted = exists().where(
        Work.kind == SCREENING, Work.subject == literal(SUBJECT).concat(File.digest)
    )
    return select(File.digest).where(or_(*wanted), ~is_noted).limit(MOST_AT_ONCE)


def _note_all(digests: Sequence[str]) -> None:
    with transaction():
        files = db.session.scalars(select(File).where(File.digest.in_(digests)).with_for_update())
        for file in files:
            if file.screening == Screening.NONE:
                file.screening = Screening.WAITING
            submit(SCREENING, SUBJECT + file.digest)


def _was_unreachable(work: Work) -> bool:
    return work.kind == SCREENING and work.error.startswith(UNREACHABLE)


def _note(digest: str, harm: str) -> None:
    """Keep what was found in a file, and let its versions through or hold them back."""
    with transaction():
        file = db.session.get(File, digest, with_for_update=True, populate_existing=True)
        if file is None or file.screening == Screening.REMOVED:
            return
        file.screened_at, file.harm = now(), harm[:200]
        file.screening = Screening.HARMFUL if harm else Screening.CLEAN
        if harm:
            log.warning("harmful_file", digest=digest, found=harm)
            after_commit(partial(picture_store.discard, digest))
            for version in _versions(digest):
                _hold_back_version(version, file.harm)
        else:
            _read_what_waits(digest)


def _let_go(digest: str) -> None:
    """Read a file that waits, since nobody looks at files any more."""
    with transaction():
        file = db.session.get_one(File, digest, with_for_update=True, populate_existing=True)
        if file.screening == Screening.WAITING:
            file.screening = Screening.NONE
            _read_what_waits(digest)


def _read_what_waits(digest: str) -> None:
    for version in _versions(digest):
        if version.problem == HARMFUL:
            version.reading, version.problem, version.problem_detail = Reading.WAITING, "", ""
        if version.reading == Reading.WAITING:
            reading.read_soon(version.id)


def _hold_back_version(version: Version, harm: str) -> None:
    """Forget what was read of a version, and tell its people and the coordinators, once."""
    if version.problem == HARMFUL:
        return
    version.picture_count = 0
    reading.note(reading.Outcome(version.id, version.file_digest, code=HARMFUL, detail=harm))
    document = db.session.get_one(Document, version.document_id)
    letters.tell_held_back(document, version, harm)
    audit.note(
        "library.held_back",
        f"document:{document.id}",
        by=None,
        version=version.number,
        digest=version.file_digest,
        found=harm,
    )


def _versions(digest: str) -> Sequence[Version]:
    found = select(Version).where(Version.file_digest == digest).order_by(Version.id)
    return db.session.scalars(found).all()
