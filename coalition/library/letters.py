"""The letters to a depositor about what became of a document that was handed in."""

from flask_babel import force_locale
from flask_babel import gettext as _

from coalition.accounts.models import Person
from coalition.database import db
from coalition.library.models import Document
from coalition.mail import service as mail
from coalition.mail.service import Letter
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


def _depositor(document: Document, by: Viewer) -> Person | None:
    """Return who deposited the document, unless it is they who act now."""
    if document.deposited_by_id == by.person_id:
        return None
    return db.session.get(Person, document.deposited_by_id)


def _write(person: Person, subject: str, paragraphs: tuple[str, ...]) -> None:
    with force_locale(person.language):
        greeting = _("Hello %(name)s,", name=person.name)
    mail.write(person.email, Letter(subject, (greeting, *paragraphs), person.language))
