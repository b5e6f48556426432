"""What tests of alerts begin with: a search to save, documents that are published, time passing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from coalition.alerts import service
from coalition.alerts.models import Rhythm, SavedSearch
from coalition.alerts.telling import note_due
from coalition.alerts.wish import Wish
from coalition.database import db, now, transaction
from coalition.library import service as library
from coalition.library.models import Audience, Document
from coalition.mail.models import Message
from coalition.search.asking import Asked, Plain
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, put
from tests.members.making import last_token

STRANGER = "reader@example.org"


def wish(text: str = "lighthouse", **changes: Any) -> Wish:
    """Return the wish to be told daily of what a text finds, with changes."""
    asked = Asked.read(Plain({"q": [text]}))
    return replace(Wish("Lighthouses", asked, Rhythm.DAILY, "en", {}), **changes)


def save(someone: Someone, text: str = "lighthouse", **changes: Any) -> int:
    """Save a search of somebody who is signed in and return its number."""
    return service.save(wish(text, **changes), by=someone.viewer).id


def save_confirmed(email: str = STRANGER, text: str = "lighthouse", **changes: Any) -> int:
    """Save a search for an address, confirm it, and return its number."""
    service.save_for_address(wish(text, **changes), email, address="192.0.2.1")
    return service.confirm(last_token(email)).id


def publish(
    by: Someone,
    title: str = "On towers",
    text: str = "The lighthouse is lit.",
    audience: Audience = Audience.PUBLIC,
) -> Document:
    """Return a document that is published and found."""
    fields = replace(FIELDS, title=title, abstract="", audience=audience)
    document = put(by.viewer, by.organisation_id, text, fields)
    work_through()
    library.publish(document.id, by=by.viewer)
    work_through()
    return document


def let_time_come() -> None:
    """Let the time of every search come, and do the work that the clock makes due."""
    with transaction():
        db.session.execute(update(SavedSearch).values(next_look_at=now() - timedelta(seconds=1)))
    note_due()
    work_through()


def told(email: str) -> list[str]:
    """Return the subjects of the letters that told an address of finds, oldest first."""
    letters = select(Message.subject).where(Message.to == email, Message.unsubscribe_url != "")
    return list(db.session.scalars(letters.order_by(Message.id)))


def reload(search_id: int) -> SavedSearch:
    """Return a saved search as it now is."""
    return db.session.get_one(SavedSearch, search_id, populate_existing=True)


def letter_token(email: str) -> str:
    """Return the token of the private link in the newest letter to an address."""
    return last_token(email)
