"""Puts invented views and downloads into the demonstration, so that its charts show something.

They follow from the number of a document alone, so each loading gives the same figures.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from coalition.database import db, now, transaction
from coalition.library.models import Document, State
from coalition.usage.models import UsageDay

DAYS = 420  # some fourteen months
MOST_A_DAY = 14  # views of the document that is read most
BUSY_IN = 3.0  # how much more is read in the month of a meeting
MEETING_MONTHS = (11, 12)


def use() -> None:
    """Add views and downloads of the last months to all that is published."""
    today = now().date()
    published = select(Document.id).where(Document.state == State.PUBLISHED).order_by(Document.id)
    with transaction():
        for rank, document_id in enumerate(db.session.scalars(published)):
            db.session.add_all(_days_of(document_id, rank, today))


def _days_of(document_id: int, rank: int, today: date) -> Iterator[UsageDay]:
    """Give the days of a document; the higher its rank, the fewer there are."""
    chance = random.Random(document_id)  # noqa: S311 no secret
    for back in range(1 + chance.randrange(3), DAYS, 2 + chance.randrange(3) + rank // 8):
        day = today - timedelta(days=back)
        busy = BUSY_IN if day.month in MEETING_MONTHS else 1.0
        views = round(chance.random() * MOST_A_DAY * busy / (1 + rank / 4))
        if not views:
            continue
        readings = max(views - chance.randrange(2), 0)
        downloads = chance.randrange(views // 3 + 2)
        yield UsageDay(
            document_id=document_id,
            day=day,
            view_count=views,
            reading_count=readings,
            download_count=downloads,
            unique_investigations=max(views - chance.randrange(views // 2 + 1), 1),
            unique_requests=min(max(readings - readings // 4, downloads), readings + downloads),
        )
