"""Every write to documents: deposit, edit, publish, review, withdraw; read_versions does the reading."""

from collections.abc import Callable
from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from coalition.audit import service as audit
from coalition.database import db, transaction
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.library import (
    indexing,
    leaving,
    letters,
    originals,
    policy,
    quota,
    repeats,
    screening,
)
from coalition.library.description import (
    DocumentFields,
    checked,
    refuse_incomplete,
    title_from,
)
from coalition.library.downloads import note_download as note_download
from coalition.library.models import (
    Act,
    Audience,
    Author,
    Document,
    DocumentSubject,
    Reading,
    State,
    Subject,
    Version,
)
from coalition.library.noting import note_act
from coalition.library.offering import refuse_unoffered
from coalition.library.publishing import delete_draft as delete_draft
from coalition.library.publishing import publish as publish
from coalition.library.publishing import send_back as send_back
from coalition.library.publishing import withdraw as withdraw
from coalition.library.reading import READING as READING
from coalition.library.reading import give_up_reading as give_up_reading
from coalition.library.reading import read_soon, subject_of
from coalition.library.reading import read_versions as read_versions
from coalition.library.standing import held, refuse_stale, where_it_stands
from coalition.members.models import Organisation
from coalition.members.models import State as OrganisationState
from coalition.tasks import State as WorkState
from coalition.tasks import Work
from coalition.web.site import settings
from coalition.web.viewer import Viewer


def deposit(
    stream: BinaryIO,
    file_name: str,
    *,
    by: Viewer,
    organisation_id: int | None,
    fields: DocumentFields | None = None,
    once: str = "",
    then: Callable[[Document], object] | None = None,
    made_here: bool = False,
) -> Document:
    """Keep a file as version 1 of a new draft and have it read; None is the coalition itself.

    Without fields the title is made of the file's name until the file has been read. `once` is
    the token of a form: sent again with the same bytes it gives the draft it made before. `then`
    is what else is done with a new draft, or else neither is. What the site has `made_here` of text
    is not looked at for harmful programs. Raises NotAllowed, and Invalid with a sentence when the
    file is refused.
    """
    _refuse_depositing_for(organisation_id, by)
    with originals.arriving(stream, file_name) as arrived, transaction():
        digest = arrived.incoming.stored.digest
        if once and (made := repeats.claim(once, digest, by=by)):
            return made
        document = deposit_arrived(
            arrived,
            by=by,
            organisation_id=organisation_id,
            fields=fields,
            made_here=made_here,
        )
        if once:
            repeats.fulfil(once, digest, document.id, by=by)
        if then:
            then(document)
        return document


def deposit_arrived(
    arrived: originals.Arrived,
    *,
    by: Viewer,
    organisation_id: int | None,
    fields: DocumentFields | None = None,
    title_is_prefilled: bool = False,
    made_here: bool = False,
) -> Document:
    """Do the same with a file that has arrived; many join in one transaction around them.

    With `title_is_prefilled` the title in fields gives way to the one the file says of itself.
    """
    _refuse_depositing_for(organisation_id, by)
    described = checked(fields) if fields else None
    with transaction():
        _refuse_unapproved(organisation_id)
        quota.hold(organisation_id)
        document = Document(
            title=title_from(arrived.file_name),
            title_is_prefilled=described is None or title_is_prefilled,
            organisation_id=organisation_id,
            deposited_by_id=by.person_id,
        )
        db.session.add(document)
        db.session.flush()
        if described:
            _describe(document, described)
        _add_version(document, 1, arrived, "", by, made_here=made_here)
        note_act(document.id, Act.DEPOSITED, by)
    return document


def edit(
    document_id: int, fields: DocumentFields, *, by: Viewer, revision: int | None = None
) -> None:
    """Change what is said about a document. Raises Conflict when it changed since `revision`.

    Raises Invalid with a sentence per field, NotFound and NotAllowed.
    """
    described = checked(fields)
    with transaction():
        document = held(document_id, by)
        refuse_stale(document, revision)
        if not policy.may_edit(by, document):
            raise Conflict(where_it_stands(document))
        was_public = document.audience == Audience.PUBLIC
        was = (document.title, document.audience.value)
        _describe(document, described)
        document.title_is_prefilled = False
        if document.state == State.PUBLISHED:
            refuse_incomplete(document)
            is_taken_back = was_public and document.audience != Audience.PUBLIC
            (indexing.forget_soon if is_taken_back else indexing.index_soon)(document.id)
        changed = zip(("title", "audience"), was, (document.title, document.audience), strict=True)
        note_act(
            document.id,
            Act.EDITED,
            by,
            changes={part: [old, str(new)] for part, old, new in changed if old != new},
        )


def add_version(
    document_id: int,
    stream: BinaryIO,
    file_name: str,
    note: str,
    *,
    by: Viewer,
    once: str = "",
    made_here: bool = False,
) -> Version:
    """Keep a file as the next version and have it read; the address stays. Returns the version.

    In a document that was never published it takes the place of the file before, which goes, as
    version 1; then the note, which readers would see, is for its history only and may be empty.
    `once` is the token of a form: sent again with the same bytes it gives the version it made.
    Raises Invalid when the file is refused, is the newest version's or no note says what changed.
    """
    said = note.strip()
    with originals.arriving(stream, file_name) as arrived, transaction():
        document = held(document_id, by)
        if not policy.may_edit(by, document):
            raise Conflict(where_it_stands(document))
        newest = db.session.scalars(
            select(Version)
            .where(Version.document_id == document_id)
            .order_by(Version.number.desc())
            .limit(1)
        ).one()
        digest = arrived.incoming.stored.digest
        if newest.file_digest == digest:
            if once and repeats.find(once, digest, by=by):
                return newest
            raise Invalid(
                fields={
                    "file": _("This is the same file as version %(number)d.", number=newest.number)
                }
            )
        if policy.was_never_published(document):
            leaving.let_all_go(document_id)
            number, for_readers = 1, ""
        elif said:
            number, for_readers = newest.number + 1, said
        else:
            raise Invalid(fields={"note": _("Say in a few words what changed.")})
        quota.hold(document.organisation_id)
        version = _add_version(document, number, arrived, for_readers, by, made_here=made_here)
        document.revision += 1
        note_act(document_id, Act.VERSION_ADDED, by, said, version=number)
        if once:
            repeats.claim(once, digest, by=by)
            repeats.fulfil(once, digest, document_id, by=by)
        is_told = settings().review_before_publishing and not by.is_coordinator
        if is_told and document.state == State.PUBLISHED:
            letters.tell_new_version(document, version, said, by)
    return version


def retry_reading(document_id: int, number: int, *, by: Viewer) -> None:
    """Have the file of a version read once more. Raises NotAllowed, NotFound and Conflict."""
    if not policy.may_retry_reading(by):
        raise NotAllowed(_("Only coordinators have files read again."))
    with transaction():
        document = held(document_id, by)
        version = db.session.scalars(
            select(Version)
            .where(Version.document_id == document_id, Version.number == number)
            .options(joinedload(Version.file))
        ).one_or_none()
        if version is None:
            raise NotFound(_("This version does not exist, or it is not open to you."))
        refuse_unoffered(version)
        if version.reading in {Reading.WAITING, Reading.READING}:
            raise Conflict(_("The file is being read already."))
        version.reading = Reading.WAITING
        audit.note(
            "library.reading_retried",
            f"document:{document_id}",
            by=by.person_id,
            title=document.title,
            version=number,
        )
        db.session.execute(
            delete(Work).where(
                Work.kind == READING,
                Work.subject == subject_of(version.id),
                Work.state != WorkState.RUNNING,  # a pause before the next try is cut short
            )
        )
        read_soon(version.id)


def _refuse_depositing_for(organisation_id: int | None, by: Viewer) -> None:
    if not policy.may_deposit_for(by, organisation_id):
        raise NotAllowed(_("You can deposit only for an approved organisation you represent."))


def _refuse_unapproved(organisation_id: int | None) -> None:
    if organisation_id is None:
        return
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None or organisation.state != OrganisationState.APPROVED:
        raise Invalid(
            fields={"organisation": _("Documents are deposited for approved organisations only.")}
        )


def _add_version(
    document: Document,
    number: int,
    arrived: originals.Arrived,
    note: str,
    by: Viewer,
    *,
    made_here: bool,
) -> Version:
    version = Version(
        document_id=document.id,
        number=number,
        note=note,
        file_digest=originals.keep(arrived.incoming, arrived.media_type),
        file_name=arrived.file_name,
        created_by_id=by.person_id,
    )
    db.session.add(version)
    db.session.flush()
    quota.refuse_too_much(document.organisation_id)
    screening.admit(version, made_here=made_here)
    return version


def _describe(document: Document, fields: DocumentFields) -> None:
    """Write the checked fields to the row and its authors and subjects."""
    document.title = fields.title
    document.abstract = fields.abstract
    document.kind = fields.kind
    document.issued = fields.issued
    document.languages = list(fields.languages)
    document.licence = fields.licence
    document.audience = Audience(fields.audience)
    document.revision += 1
    db.session.execute(delete(Author).where(Author.document_id == document.id))
    db.session.add_all(
        Author(
            document_id=document.id,
            position=position,
            name=author.name,
            is_organisation=author.is_organisation,
            orcid=author.orcid,
        )
        for position, author in enumerate(fields.authors)
    )
    known = set(db.session.scalars(select(Subject.id).where(Subject.id.in_(fields.subject_ids))))
    if known != set(fields.subject_ids):
        raise Invalid(fields={"subjects": _("Choose subjects from the list.")})
    db.session.execute(delete(DocumentSubject).where(DocumentSubject.document_id == document.id))
    db.session.add_all(DocumentSubject(document_id=document.id, subject_id=i) for i in known)
