"""The work of letters with news: notes who is due and tells each of what no letter told them yet."""

import secrets
from collections.abc import Sequence

from coalition import tasks
from coalition.accounts import service as accounts
from coalition.database import db, now, transaction
from coalition.mail import service as mail
from coalition.news import letters, queries
from coalition.news.models import NewsLetter, Subscriber, ToldPost

KIND = "news"


def note_due() -> None:
    """Note, once a minute, everybody who is to be told."""
    due = queries.due_subscribers(now())
    if not due:
        return  # most minutes: nothing waits for the right to write
    with transaction():
        for subscriber_id in due:
            tasks.submit(KIND, str(subscriber_id))


def tell(subjects: Sequence[str]) -> None:
    """Write to the subscribers with these numbers: the queue's handler."""
    for subject in subjects:
        _tell(int(subject))


def _tell(subscriber_id: int) -> None:
    """Write the letter and what it told in one transaction, or neither."""
    with transaction():
        subscriber = db.session.get(
            Subscriber, subscriber_id, with_for_update=True, populate_existing=True
        )
        at = now()
        if subscriber is None or subscriber.confirmed_at is None or subscriber.next_letter_at > at:
            return
        email, name = queries.reader_of(subscriber)
        if subscriber.person_id is None and len(queries.subscribers_of(email)) > 1:
            db.session.delete(subscriber)  # the account of this address is told, and once is enough
            return
        posts = queries.news_for(subscriber, at)
        if not posts:
            return
        subscriber.next_letter_at = at + subscriber.rhythm.period
        token = secrets.token_urlsafe(32)
        digest = accounts.digest_of(token)
        db.session.add(NewsLetter(subscriber_id=subscriber.id, token_digest=digest))
        db.session.add_all(ToldPost(subscriber_id=subscriber.id, post_id=post.id) for post in posts)
        mail.write(email, letters.news_letter(subscriber, posts, name, token))
