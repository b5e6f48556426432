"""The writes of the outbox: a letter is written with what it tells of, and sent afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from coalition import tasks
from coalition.database import db, now, transaction
from coalition.mail.delivery import Away, delivery_for, letter
from coalition.mail.models import KIND as KIND
from coalition.mail.models import Message
from coalition.web import site

UNREACHABLE = "@erased.invalid"  # ends the addresses of nobody (RFC 2606), to whom nothing goes
# Mail servers refuse strangers at first. While they are away nothing counts as a try at all.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))

_taken: set[tuple[int, datetime]] = set()  # letters that left, until the database knows


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
    """Put a letter in the outbox; it goes out when the surrounding transaction is saved.

    To nobody, such as a person who was erased, no letter is written.
    """
    if not to or to.endswith(UNREACHABLE):
        return
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
    """Send the letters with these numbers; one that cannot go raises and stays in the outbox.

    Raises Later while the mail server is away, which no letter is to blame for. A letter that was
    taken is not sent again, also when the database could not note it.
    """
    delivery = delivery_for(site.settings().mail_url)
    for number in subjects:
        message = db.session.get_one(Message, int(number))
        key = (message.id, message.created_at)
        if message.sent_at is not None:
            continue
        if key not in _taken:
            try:
                delivery.send(_as_mail(message))
            except Away as problem:
                raise tasks.Later(str(problem), all_of_it=True) from problem
            _taken.add(key)
        with transaction():
            message.sent_at = now()
        _taken.discard(key)


def _as_mail(message: Message) -> EmailMessage:
    return letter(
        site.settings().mail_from,
        message.to,
        message.subject,
        message.body,
        message.language,
        message.unsubscribe_url,
    )
