"""Many documents at once, written as if deposited, read, published and announced."""

import hashlib
from datetime import datetime

from sqlalchemy import func, insert, select

from coalition.database import db, now, transaction
from coalition.library.models import Document, File, Reading, State, Version
from coalition.records.models import AnnouncedSet, Announcement

AT_ONCE = 500


def make_documents(count: int, stamped_at: datetime, deposited_by: int) -> list[int]:
    """Make so many open documents of the coalition itself and announce them; return their numbers."""
    first = (db.session.scalar(select(func.max(Document.id))) or 0) + 1
    numbers = list(range(first, first + count))
    for at in range(0, count, AT_ONCE):
        with transaction():
            _insert(numbers[at : at + AT_ONCE], stamped_at, deposited_by)
    return numbers


def _insert(numbers: list[int], stamped_at: datetime, deposited_by: int) -> None:
    digests = {number: hashlib.sha256(str(number).encode()).hexdigest() for number in numbers}
    for table, rows in (
        (
            Document,
            [
                {
                    "id": number,
                    "title": f"Reading room {number}",
                    "abstract": "Why reading rooms matter.",
                    "kind": "report",
                    "issued": "2012-11",
                    "languages": ["en"],
                    "licence": "CC-BY-4.0",
                    "state": State.PUBLISHED,
                    "deposited_by_id": deposited_by,
                    "published_at": now(),
                }
                for number in numbers
            ],
        ),
        (
            File,
            [
                {"digest": digest, "size_bytes": 1, "media_type": "text/plain"}
                for digest in digests.values()
            ],
        ),
        (
            Version,
            [
                {
                    "document_id": number,
                    "number": 1,
                    "file_digest": digests[number],
                    "file_name": f"{number}.txt",
                    "created_by_id": deposited_by,
                    "reading": Reading.READABLE,
                    "kind": "txt",
                    "page_count": 1,
                }
                for number in numbers
            ],
        ),
        (
            Announcement,
            [
                {
                    "document_id": number,
                    "digest": "",
                    "is_gone": False,
                    "first_at": stamped_at,
                    "stamped_at": stamped_at,
                }
                for number in numbers
            ],
        ),
        (AnnouncedSet, [{"document_id": number, "name": "kind:report"} for number in numbers]),
    ):
        db.session.execute(insert(table), rows)
