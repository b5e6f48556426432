"""Puts invented views and downloads into the demonstration, so that its charts show something.

They follow from the number of a document alone, so each loading gives the same figures.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from zlib import crc32

from sqlalchemy import select

from coalition.database import db, now, transaction
from coalition.library.models import Document, State
from coalition.usage.models import UsageDay

DAYS = 420  # some fourteen months
MOST_A_DAY = 14  # views of the document that is read most
BUSY_IN = 3  # how much more is read in the months of a meeting
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
    back = 1 + _up_to(3, document_id)
    while back < DAYS:
        day = today - timedelta(days=back)
        busy = BUSY_IN if day.month in MEETING_MONTHS else 1
        views = _up_to(MOST_A_DAY * busy, document_id, back) * 4 // (4 + rank)
        if views:
            yield _day(document_id, day, views, back)
        back += 2 + _up_to(3, document_id, back, 1) + rank // 8


def _day(document_id: int, day: date, views: int, back: int) -> UsageDay:
    readings = max(views - _up_to(2, document_id, back, 2), 0)
    downloads = _up_to(views // 3 + 2, document_id, back, 3)
    uses, requests = views + downloads, readings + downloads
    return UsageDay(
        document_id=document_id,
        day=day,
        view_count=views,
        reading_count=readings,
        download_count=downloads,
        unique_investigations=uses - uses // 3,
        unique_requests=requests - requests // 3,
    )


def _up_to(count: int, *told: int) -> int:
    """Return a number below count that follows from what is told, as if by chance."""
    return crc32(repr(told).encode()) % count
