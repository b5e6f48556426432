"""Every read of preservation: damaged files and whose they are, rounds, backups, what is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from coalition.database import db
from coalition.errors import NotAllowed
from coalition.library.models import Document, File, Version
from coalition.preservation import policy
from coalition.preservation.models import Backup, DamageLetter, Round
from coalition.web.viewer import Viewer

MOST_SHOWN = 100
ROUNDS_SHOWN = 26  # half a year


@dataclass(frozen=True, slots=True)
class Use:
    """A version that has a file: of which document, which number, and the file's name there."""

    document_id: int
    title: str
    number: int
    file_name: str


@dataclass(frozen=True, slots=True)
class DamagedFile:
    """A damaged file and the versions that have it."""

    digest: str
    size_bytes: int
    damage: str
    damaged_at: datetime | None
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How files and backups are: what there is, the rounds, the backups, the newest first."""

    file_count: int
    byte_count: int
    compared_count: int  # of the round that is under way
    damaged_count: int
    damaged: tuple[DamagedFile, ...]
    under_way: Round | None
    rounds: Sequence[Round]
    backups: Sequence[Backup]


def standing(*, viewer: Viewer) -> Standing:
    """Return how files and backups are, for coordinators. Seven queries. Raises NotAllowed."""
    if not policy.may_look_after(viewer):
        raise NotAllowed(_("Only coordinators see how the files and the backups are."))
    count, size = db.session.execute(select(func.count(), func.sum(File.size_bytes))).one()
    under_way = round_under_way()
    ended = select(Round).where(Round.ended_at.is_not(None)).order_by(Round.id.desc())
    newest = select(Backup).order_by(Backup.made_at.desc(), Backup.id.desc())
    return Standing(
        file_count=count,
        byte_count=size or 0,
        compared_count=_compared_count(under_way) if under_way else 0,
        damaged_count=damage_count(viewer=viewer),
        damaged=damaged_files(limit=MOST_SHOWN),
        under_way=under_way,
        rounds=db.session.scalars(ended.limit(ROUNDS_SHOWN)).all(),
        backups=db.session.scalars(newest.limit(5)).all(),
    )


def damage_count(*, viewer: Viewer) -> int:
    """Return how many files are damaged, for coordinators; none for others."""
    if not policy.may_look_after(viewer):
        return 0
    return db.session.scalar(select(func.count()).where(File.damage != "")) or 0


def damaged_files(*, limit: int | None = None) -> tuple[DamagedFile, ...]:
    """Return the damaged files, the longest damaged first. Two queries."""
    found = select(File).where(File.damage != "").order_by(File.damaged_at, File.digest)
    files = db.session.scalars(found.limit(limit)).all()
    uses = uses_of([file.digest for file in files])
    return tuple(
        DamagedFile(
            file.digest, file.size_bytes, file.damage, file.damaged_at, uses.get(file.digest, ())
        )
        for file in files
    )


def uses_of(digests: Sequence[str]) -> dict[str, tuple[Use, ...]]:
    """Return the versions that have these files, by digest, the oldest document first."""
    rows = db.session.execute(
        select(Version.file_digest, Document.id, Document.title, Version.number, Version.file_name)
        .join(Document)
        .where(Version.file_digest.in_(digests))
        .order_by(Document.id, Version.number)
    )
    found: dict[str, tuple[Use, ...]] = {}
    for digest, document_id, title, number, file_name in rows:
        use = Use(document_id, title, number, file_name)
        found[digest] = (*found.get(digest, ()), use)
    return found


def round_under_way() -> Round | None:
    """Return the round of comparing files that has not ended, if there is one."""
    return db.session.scalars(
        select(Round).where(Round.ended_at.is_(None)).order_by(Round.id.desc()).limit(1)
    ).first()


def last_told_at() -> datetime | None:
    """Return when coordinators were last written to about damaged files."""
    return db.session.scalar(select(func.max(DamageLetter.written_at)))


def _compared_count(under_way: Round) -> int:
    compared = select(func.count()).where(File.checked_at >= under_way.started_at)
    return db.session.scalar(compared) or 0
