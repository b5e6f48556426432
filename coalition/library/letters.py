"""The letters about what became of a document: handed in, or with a file that is held back."""

from flask_babel import force_locale
from flask_babel import gettext as _

from coalition.accounts.models import Person
from coalition.accounts.queries import coordinators
from coalition.database import db
from coalition.library.models import Document, Version
from coalition.mail import service as mail
from coalition.mail.service import Letter
from coalition.members.queries import people_to_write
from coalition.web.site import address_of
from coalition.web.viewer import Viewer


def tell_sent_back(document: Document, reason: str, by: Viewer) -> None:
    """Write to the depositor that their document is a draft again, and why."""
    person = _depositor(document, by)
    if person is None:
        return
    with force_locale(person.language):
        subject = _("Sent back: %(title)s", title=document.title)
        said = _(
            "A coordinator looked at “%(title)s” and sent it back to you. The reason:",
            title=document.title,
        )
        then = _("It is a draft again. You can change it and hand it in once more:")
    address = address_of("library.edit", document_id=document.id)
    _write(person, subject, (said, reason, then, address))


def tell_published(document: Document, by: Viewer) -> None:
    """Write to the depositor that the document they handed in is published."""
    person = _depositor(document, by)
    if person is None:
        return
    with force_locale(person.language):
        subject = _("Published: %(title)s", title=document.title)
        said = _("A coordinator published “%(title)s”. It stands here:", title=document.title)
    _write(person, subject, (said, address_of("library.detail", document_id=document.id)))


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
    people = [db.session.get_one(Person, document.deposited_by_id), *coordinators()]
    if document.organisation_id is not None:
        people += people_to_write(document.organisation_id)
    return list({person.id: person for person in people}.values())


def _depositor(document: Document, by: Viewer) -> Person | None:
    """Return who deposited the document, unless it is they who act now."""
    if document.deposited_by_id == by.person_id:
        return None
    return db.session.get(Person, document.deposited_by_id)


def _write(person: Person, subject: str, paragraphs: tuple[str, ...]) -> None:
    with force_locale(person.language):
        greeting = _("Hello %(name)s,", name=person.name)
    mail.write(person.email, Letter(subject, (greeting, *paragraphs), person.language))
