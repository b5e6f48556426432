"""Every write of preservation: a round asked for, backups noted, what follows a restoring, mending."""

from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import select, update

from coalition import tasks
from coalition.accounts.queries import coordinators
from coalition.audit.service import note
from coalition.database import db, now, transaction
from coalition.errors import Conflict, NotAllowed
from coalition.library import fixity, pictures
from coalition.library.models import File, Version
from coalition.library.storage import Storage
from coalition.mail import service as mail
from coalition.preservation import ending, letters, policy, rounds
from coalition.preservation.backing_up import Made
from coalition.preservation.ending import Ended
from coalition.preservation.manifest import Manifest, NotABackup
from coalition.preservation.models import Backup, Round
from coalition.preservation.numbers import skip_numbers
from coalition.preservation.queries import round_under_way
from coalition.preservation.sources import Source
from coalition.search.upkeep import REBUILD
from coalition.tasks import Work
from coalition.web.viewer import Viewer


def compare_all(*, by: Viewer) -> None:
    """Begin a round of comparing all files now. Raises NotAllowed, and Conflict while one is on."""
    if not policy.may_look_after(by):
        raise NotAllowed(_("Only coordinators have all files checked."))
    with transaction():
        if round_under_way() is not None:
            raise Conflict(_("All files are being checked already."))
        db.session.add(Round(started_by_id=by.person_id))
        tasks.submit(rounds.KIND, rounds.SUBJECT)
        note("preservation.check_asked", by=by.person_id)


def note_backup(made: Made, place: Path) -> None:
    """Note that a backup was made, for the coordinators' page and the audit log."""
    manifest = made.manifest
    with transaction():
        db.session.add(
            Backup(
                made_at=manifest.made_at,
                name=made.name,
                place=str(place),
                file_count=len(manifest.files),
                byte_count=sum(held.size_bytes for held in manifest.files.values()),
                copied_bytes=made.copied_bytes,
                damaged_count=len(manifest.damaged),
            )
        )
        note(
            "preservation.backed_up",
            by=None,
            name=made.name,
            files=len(manifest.files),
            with_secret_key=manifest.has_secret_key or None,
        )


def note_restored(manifest: Manifest) -> Ended:
    """Have everything made anew that no backup holds, and end what may have been ended since.

    Made anew: index, pictures, the queue's messages; work that was being done when the backup was
    made waits again. Every coordinator is told. Returns what was ended; once all is done, running
    it again changes nothing and returns the same.
    """
    with transaction():
        before = ending.noted(manifest)
        if before is not None:
            return before
        running = update(Work).where(Work.state == tasks.State.RUNNING)
        db.session.execute(running.values(state=tasks.State.WAITING, claimed_by="", due_at=now()))
        tasks.submit(REBUILD, "index")
        for version_id in db.session.scalars(select(Version.id).where(Version.picture_count > 0)):
            pictures.draw_soon(version_id)
        ended = ending.end_all(manifest)
        note("preservation.restored", by=None, program=manifest.program, **ended.facts())
        people = coordinators()
        for person in people:
            mail.write(person.email, letters.restored_letter(person, ended, people))
        skip_numbers()
        return ended


def mend(source: Source) -> tuple[list[str], dict[str, str]]:
    """Put the right bytes of files marked as damaged back from a backup.

    Returns the digests that are mended, and why others are not, by digest. Raises NotABackup.
    """
    held = {name.rpartition("/")[2] for name in source.manifest().files}
    damaged = db.session.scalars(select(File.digest).where(File.damage != "")).all()
    mended, failed = [], {}
    for digest in damaged:
        try:
            if digest not in held:
                raise NotABackup("it is not in the backup")
            _put_back(digest, source)
        except (NotABackup, OSError) as problem:
            failed[digest] = str(problem)
        else:
            mended.append(digest)
    return mended, failed


def _put_back(digest: str, source: Source) -> None:
    store = fixity.store()
    row = db.session.get_one(File, digest)
    size_bytes = row.size_bytes
    with source.original(digest) as stream:
        whole = Storage(store.folder, limit_bytes=size_bytes + 1)
        with whole.receive(stream) as incoming:  # type: ignore[arg-type]  # only read() is needed
            if incoming.stored.digest != digest:
                raise NotABackup("its bytes in the backup are damaged too")
            incoming.keep()
    fixity.note_findings([fixity.examine(store.place_of(digest), digest, size_bytes)])
