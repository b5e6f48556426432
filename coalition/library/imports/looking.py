"""What an import knows of a file before it is kept: its digest, whose it is, who holds it already."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from coalition.database import db
from coalition.errors import CoalitionError, sentence_of
from coalition.library.imports.sources import Item
from coalition.library.imports.table import Wanted
from coalition.library.models import Act, Document, DocumentEvent, State, Version
from coalition.web.viewer import Viewer

CHUNK_BYTES = 1 << 20
Key = tuple[int | None, str]  # organisation and digest: the same twice is one document


@dataclass(frozen=True, slots=True)
class Looked:
    """A file whose bytes were looked at: their SHA-256 digest, or why it is not brought in."""

    item: Item
    organisation_id: int | None
    digest: str = ""
    problem: str = ""

    @property
    def key(self) -> Key:
        """Return what makes this file the same as another."""
        return self.organisation_id, self.digest


def look(item: Item, wanted: Wanted) -> Looked:
    """Read a file once for its digest; never raises what is the file's own fault."""
    row = item.row
    organisation_id = row.organisation_id if row else wanted.organisation_id
    if item.problem or item.open is None:
        return Looked(item, organisation_id, problem=item.problem)
    try:
        return Looked(item, organisation_id, digest=_digest(item))
    except (CoalitionError, OSError) as problem:
        return Looked(item, organisation_id, problem=why_not(problem))


def held(looked: Collection[Looked]) -> Mapping[Key, tuple[int, int]]:
    """Return the oldest document of the same organisation and bytes, with its version, by key.

    Documents that were withdrawn hold nothing any more.
    """
    digests = {one.digest for one in looked}
    found = (
        select(Document.organisation_id, Version.file_digest, Document.id, Version.id)
        .join(Version, Version.document_id == Document.id)
        .where(Version.file_digest.in_(digests), Document.state != State.WITHDRAWN)
        .order_by(Document.id.desc(), Version.id)
    )
    return {
        (organisation_id, digest): (document_id, version_id)
        for organisation_id, digest, document_id, version_id in db.session.execute(found)
    }


def is_left_behind(document: Document, by: Viewer) -> bool:
    """Tell whether an earlier import of the same person left this draft, touched by nobody since."""
    if document.state != State.DRAFT or document.deposited_by_id != by.person_id:
        return False
    acts = db.session.scalars(
        select(DocumentEvent.act).where(DocumentEvent.document_id == document.id)
    ).all()
    return list(acts) == [Act.DEPOSITED]


def why_not(problem: Exception) -> str:
    """Return why a file could not be taken, as a sentence."""
    if isinstance(problem, OSError):
        return _("The file cannot be opened: %(why)s.", why=problem.strerror or str(problem))
    return sentence_of(problem)


def _digest(item: Item) -> str:
    if item.open is None:
        raise ValueError(item.file)
    digest = hashlib.sha256()
    with item.open() as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
