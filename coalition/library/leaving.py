"""Lets versions go that nobody was shown: their text, and their files where no other version has them."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import delete, func, select

from coalition.database import after_commit, db
from coalition.library import originals
from coalition.library.models import File, Likeness, Page, Version


def let_all_go(document_id: int) -> None:
    """Delete all versions of a document that is held, inside a transaction."""
    _let_go(_versions(document_id))


def let_earlier_go(document_id: int) -> None:
    """Do the same with all but the newest, which then is the first: there is none before it."""
    *earlier, newest = _versions(document_id)
    _let_go(earlier)
    if newest.number > 1:
        newest.number, newest.note = 1, ""


def _versions(document_id: int) -> Sequence[Version]:
    found = select(Version).where(Version.document_id == document_id).order_by(Version.number)
    return db.session.scalars(found).all()


def _let_go(versions: Sequence[Version]) -> None:
    """Take what is needed in the order in which others do: the files, the versions, their pages."""
    ids = [version.id for version in versions]
    digests = sorted({version.file_digest for version in versions})
    # whoever deposits the same bytes just now holds the row until their version is there
    db.session.execute(
        select(File.digest).where(File.digest.in_(digests)).order_by(File.digest).with_for_update()
    )
    db.session.execute(select(Version.id).where(Version.id.in_(ids)).with_for_update())
    for table in (Page, Likeness):
        db.session.execute(delete(table).where(table.version_id.in_(ids)))
    db.session.execute(delete(Version).where(Version.id.in_(ids)))
    for digest in digests:
        if not db.session.scalar(
            select(func.count(Version.id)).where(Version.file_digest == digest)
        ):
            db.session.execute(delete(File).where(File.digest == digest))
            after_commit(partial(originals.sweep, digest))
