"""What a bag of one document holds for its viewer: its record and the files offered to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from coalition.bags.bagging import About
from coalition.bags.describing import record_members
from coalition.bags.names import safe_name
from coalition.database import now
from coalition.errors import NotFound
from coalition.library import fixity, policy
from coalition.library import queries as library
from coalition.library.models import Document, Version
from coalition.programme.queries import sessions_of_documents
from coalition.records.identifiers import dois_of
from coalition.records.queries import record_of
from coalition.records.record import Record
from coalition.web.viewer import Viewer
from coalition.web.zipping import Member

DAMAGED, HELD_BACK = "damaged", "held back"


@dataclass(frozen=True, slots=True)
class Single:
    """The bag of one document: what it holds, what it says of itself, which versions are in it.

    damaged: the versions whose files are damaged on this site, and not in it.
    """

    document: Document
    about: About
    members: Sequence[Member]
    versions: Sequence[Version]
    damaged: Sequence[Version]


def document_bag(document_id: int, *, viewer: Viewer) -> Single:
    """Return the bag of a document the viewer may read, drafts in their care too. Raises NotFound."""
    document = library.get_document(document_id, viewer=viewer)
    if not policy.may_read(viewer, document):
        raise NotFound(_("There is no document at this address, or it is not open to you."))
    sessions = sessions_of_documents([document_id], viewer=viewer).get(document_id, ())
    record = record_of(document, sessions, dois_of([document_id]).get(document_id, ""))
    inside, damaged, members, files = [], [], [], {}
    for version in document.versions:
        missing, member = "", None
        if not library.is_offered(version):
            missing = HELD_BACK
        elif (member := file_member(version, "data/")) is None:
            missing = DAMAGED
            damaged.append(version)
        else:
            inside.append(version)
            members.append(member)
        files[version.number] = {"path": member.name if member else "", "missing": missing}
    described = record_members(record, "metadata/", files)
    return Single(document, _about(record), [*described, *members], inside, damaged)


def file_member(version: Version, folder: str) -> Member | None:
    """Return the file of a version as a part of a bag; None when its bytes are not right."""
    try:
        path = fixity.sound_path(version.file_digest)
    except (fixity.Damaged, NotFound):
        return None
    name = f"{folder}versions/{version.number}/{safe_name(version.file_name)}"
    return Member(name, version.created_at, path=path, digest=version.file_digest)


def _about(record: Record) -> About:
    doi = f"https://doi.org/{record.doi}" if record.doi else ""
    names = [name for name in (record.address, doi, record.ark) if name]
    today = now().replace(
        hour=0, minute=0, second=0, microsecond=0
    )  # so that it is made once a day
    return About("document", names, record.title, today)
