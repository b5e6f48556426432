"""The writes of the outbox: a letter is written with what it tells of, and sent afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from coalition import tasks
from coalition.database import db, now, transaction
from coalition.mail.delivery import delivery_for, letter
from coalition.mail.models import Message
from coalition.web import site

KIND = "mail"
# Mail servers are away for hours at times, and refuse strangers at first; no letter is lost by it.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says: a subject line and paragraphs, in one language.

    `unsubscribe_url` is the address that stops letters of its kind at once, where there is one.
    """

    subject: str
    paragraphs: tuple[str, ...]
    language: str = "en"
    unsubscribe_url: str = ""


def write(to: str, what: Letter) -> None:
    """Put a letter in the outbox; it goes out when the surrounding transaction is saved."""
    with transaction():
        message = Message(
            to=to,
            subject=" ".join(what.subject.split()),
            body="\n\n".join((*what.paragraphs, f"— {site.settings().coalition_name}")) + "\n",
            language=what.language,
            unsubscribe_url=what.unsubscribe_url,
        )
        db.session.add(message)
        db.session.flush()
        tasks.submit(KIND, str(message.id))


def send(subjects: Sequence[str]) -> None:
    """Send the letters with these numbers; one that cannot go raises and stays in the outbox."""
    settings = site.settings()
    delivery = delivery_for(settings.mail_url)
    for number in subjects:
        message = db.session.get_one(Message, int(number))
        if message.sent_at is None:
            delivery.send(
                letter(
                    settings.mail_from,
                    message.to,
                    message.subject,
                    message.body,
                    message.language,
                    message.unsubscribe_url,
                )
            )
            with transaction():
                message.sent_at = now()
