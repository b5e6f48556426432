"""Posts, pictures and letters as the tests of the news need them."""

import io
from datetime import datetime, timedelta
from typing import Any

from PIL import Image
from sqlalchemy import select, update

from coalition.database import db, now, transaction
from coalition.mail.models import Message
from coalition.news import service
from coalition.news.description import PostFields
from coalition.news.drawing import Drawn
from coalition.news.models import Post, Subscriber
from coalition.tasks import current_queue
from tests.conftest import Someone, work_through

DRAWN = Drawn(b"small", b"large", 1400, 933)


def draft(by: Someone, title: str = "Doors open", text: str = "At *nine*.", **more: Any) -> Post:
    """Keep a draft."""
    return service.create(PostFields(title, text, **more), by=by.viewer)


def published(
    by: Someone, title: str = "Doors open", text: str = "At *nine*.", **more: Any
) -> Post:
    """Let a post come out, and have search know of it."""
    post = service.publish(draft(by, title, text, **more).id, by=by.viewer)
    work_through()
    return post


def scheduled(by: Someone, at: datetime, title: str = "Tomorrow") -> Post:
    """Let a post come out at a moment."""
    return service.publish(draft(by, title).id, by=by.viewer, at=at)


def let_come_out(post_id: int) -> None:
    """Let the time of a scheduled post have come, and the clock be looked at."""
    with transaction():
        past = now() - timedelta(seconds=5)
        db.session.execute(update(Post).where(Post.id == post_id).values(published_at=past))
    current_queue().look_at_the_clock()
    work_through()


def let_time_come() -> None:
    """Let the next letter of everybody be due, and the clock be looked at."""
    with transaction():
        db.session.execute(update(Subscriber).values(next_letter_at=now() - timedelta(seconds=5)))
    current_queue().look_at_the_clock()
    work_through()


def told(email: str) -> list[str]:
    """Return the subjects of the letters with news to an address, oldest first."""
    letters = select(Message.subject).where(Message.to == email, Message.unsubscribe_url != "")
    return list(db.session.scalars(letters.order_by(Message.id)))


def stop_address(email: str) -> str:
    """Return the address that stops the letters, as the last letter has it."""
    newest = select(Message.unsubscribe_url).where(
        Message.to == email, Message.unsubscribe_url != ""
    )
    return db.session.scalars(newest.order_by(Message.id.desc())).first() or ""


def photograph(size: tuple[int, int] = (300, 200), kind: str = "JPEG", **more: Any) -> io.BytesIO:
    """Return a picture file of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **more)
    file.seek(0)
    return file
