"""Which files are offered: those nothing harmful was found in, or where nobody looks at files."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from coalition.database import db
from coalition.errors import Conflict, Invalid
from coalition.library.models import Document, File, Screening, Version
from coalition.tasks import Work
from coalition.web.site import settings

SCREENING = "screen"
SUBJECT = "file:"
HARMFUL = "harmful"  # the problem of a version whose file is held back
BARRED = frozenset({Screening.HARMFUL, Screening.REMOVED})


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a file is not offered, in a sentence each for those who care for it and for others."""

    title: str
    sentence: str
    for_readers: str
    is_harmful: bool = False
    is_removed: bool = False


def is_on() -> bool:
    """Tell whether files are looked at before they are offered."""
    return bool(settings().clamd_url)


def is_offered(file: File) -> bool:
    """Tell whether a file may be read, drawn, found and downloaded."""
    return file.screening not in BARRED and (not is_on() or file.screening == Screening.CLEAN)


def hold_of(version: Version) -> Hold | None:
    """Return why the file of a version is not offered; None when it is. One query at most."""
    file = version.file
    if is_offered(file):
        return None
    match file.screening:
        case Screening.HARMFUL:
            return _held_back(file)
        case Screening.REMOVED:
            return _removed(file)
        case _other:
            return _waiting(file)


def refuse_unoffered(version: Version) -> None:
    """Raise Conflict with the reason when the file of a version is not offered."""
    hold = hold_of(version)
    if hold:
        raise Conflict(hold.for_readers)


def refuse_publishing(document: Document) -> None:
    """Raise Invalid with the reason when the file of a document's newest version is not offered."""
    newest = db.session.scalars(
        select(Version)
        .where(Version.document_id == document.id)
        .order_by(Version.number.desc())
        .limit(1)
    ).one()
    screening = db.session.get_one(File, newest.file_digest)
    if is_offered(screening):
        return
    if screening.screening in BARRED:
        raise Invalid(
            _(
                "A harmful program was found in the file, so the document cannot be published. "
                "Add a version with a file that has none."
            )
        )
    raise Invalid(
        _(
            "The file is being looked at for harmful programs. Publish the document when that is "
            "done, in a moment as a rule; what you wrote is kept."
        )
    )


def is_stuck(digest: str) -> bool:
    """Tell whether looking at a file has failed so far, as it does while clamd is away."""
    failed = select(Work.id).where(
        Work.kind == SCREENING, Work.subject == SUBJECT + digest, Work.tries > 0
    )
    return db.session.scalar(failed.limit(1)) is not None


def _held_back(file: File) -> Hold:
    return Hold(
        _("A harmful program was found in this file"),
        _(
            "It is called %(name)s. The file is offered to nobody, and nothing of it is shown or "
            "found. Add a version with a file that has no such program in it.",
            name=file.harm,
        ),
        _("A harmful program was found in this file, so it is not offered any more."),
        is_harmful=True,
    )


def _removed(file: File) -> Hold:
    return Hold(
        _("This file was deleted"),
        _(
            "A harmful program, %(name)s, was found in it. Add a version with another file.",
            name=file.harm,
        ),
        _("A harmful program was found in this file, and it was deleted."),
        is_removed=True,
    )


def _waiting(file: File) -> Hold:
    title = _("The file is being looked at for harmful programs")
    for_readers = _("This file is being looked at for harmful programs. Come back in a while.")
    if is_stuck(file.digest):
        return Hold(
            title,
            _(
                "The program that does it could not look at this file so far. It is tried again by "
                "itself, and coordinators can see why it failed. Until then the file is kept, and "
                "offered to nobody."
            ),
            for_readers,
        )
    return Hold(
        title,
        _("This takes seconds as a rule. Until then nobody can open it, and it is not read."),
        for_readers,
    )
