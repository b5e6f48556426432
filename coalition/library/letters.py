"""The letters about what became of a document: handed in, or with a file that is held back."""

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from coalition.accounts.models import Person
from coalition.accounts.queries import coordinators, find_person
from coalition.database import db
from coalition.library import policy
from coalition.library.models import Act, Document, DocumentEvent, Version
from coalition.mail import service as mail
from coalition.mail.service import Letter
from coalition.members.queries import people_to_write, viewer_of
from coalition.web.site import address_of
from coalition.web.viewer import Viewer


def tell_handed_in(document: Document, by: Viewer) -> None:
    """Write to every coordinator that a document waits for their review, and who handed it in."""
    address = address_of("library.detail", document_id=document.id)
    for person in coordinators():
        with force_locale(person.language):
            subject = _(
                "%(facet)s: %(value)s",
                facet=_("Document handed in for review"),
                value=document.title,
            )
            said = _("%(who)s handed the document in for review", who=by.name)
        _write(person, subject, (document.title, said, address))


def tell_new_version(document: Document, version: Version, note: str, by: Viewer) -> None:
    """Write to the coordinators, but not to who did it, that a published document has a new version."""
    address = address_of("library.version", document_id=document.id, number=version.number)
    for person in coordinators():
        if person.id != by.person_id:
            with force_locale(person.language):
                subject = _("New version: %(title)s", title=document.title)
                said = _("%(who)s added a version", who=by.name)
            _write(person, subject, (document.title, said, note, address))


def tell_sent_back(document: Document, reason: str, by: Viewer) -> None:
    """Write to whoever handed a document in that it is a draft again, and why."""
    address = address_of("library.edit", document_id=document.id)
    for person in _who_waits(document, by):
        with force_locale(person.language):
            subject = _("Sent back: %(title)s", title=document.title)
            said = _(
                "A coordinator looked at “%(title)s” and sent it back to you. The reason:",
                title=document.title,
            )
            then = _("It is a draft again. You can change it and hand it in once more:")
        _write(person, subject, (said, reason, then, address))


def tell_published(document: Document, by: Viewer) -> None:
    """Write to whoever handed a document in that it is published."""
    address = address_of("library.detail", document_id=document.id)
    for person in _who_waits(document, by):
        with force_locale(person.language):
            subject = _("Published: %(title)s", title=document.title)
            said = _("A coordinator published “%(title)s”. It stands here:", title=document.title)
        _write(person, subject, (said, address))


def tell_held_back(document: Document, version: Version, harm: str) -> None:
    """Write to a document's people and the coordinators what was found in a file, once each."""
    address = address_of("library.version", document_id=document.id, number=version.number)
    for person in _people_of(document):
        with force_locale(person.language):
            subject = _("Held back: %(title)s", title=document.title)
            said = _(
                "A harmful program was found in a file of “%(title)s”, %(file)s. It is called "
                "%(name)s.",
                title=document.title,
                file=version.file_name,
                name=harm,
            )
            then = _(
                "The file is offered to nobody, and nothing of it is shown or found. Whoever has "
                "it should not open it. The document is here, and takes a version with another "
                "file:"
            )
        _write(person, subject, (said, then, address))


def _people_of(document: Document) -> list[Person]:
    """Return who deposited a document, who speaks for its organisation, and the coordinators."""
    people = [*_still_caring(document.deposited_by_id, document), *coordinators()]
    people += _speaking_for(document)
    return list({person.id: person for person in people}.values())


def _who_waits(document: Document, by: Viewer) -> list[Person]:
    """Return who handed a document in, or else who speaks for its organisation; not who acts now."""
    handed_in_by = db.session.scalar(
        select(DocumentEvent.by_id)
        .where(DocumentEvent.document_id == document.id, DocumentEvent.act == Act.HANDED_IN)
        .order_by(DocumentEvent.id.desc())
        .limit(1)
    )
    people = _still_caring(handed_in_by, document) or _speaking_for(document)
    return [person for person in people if person.id != by.person_id]


def _still_caring(person_id: int | None, document: Document) -> list[Person]:
    """Return this person, unless the document is not in their care any more."""
    person = find_person(person_id) if person_id is not None else None
    if person is None or not policy.may_care_for(viewer_of(person.id), document):
        return []
    return [person]


def _speaking_for(document: Document) -> list[Person]:
    """Return who may be written to for the document's organisation; nobody for the coalition."""
    return [*people_to_write(document.organisation_id)] if document.organisation_id else []


def _write(person: Person, subject: str, paragraphs: tuple[str, ...]) -> None:
    with force_locale(person.language):
        greeting = _("Hello %(name)s,", name=person.name)
    mail.write(person.email, Letter(subject, (greeting, *paragraphs), person.language))
