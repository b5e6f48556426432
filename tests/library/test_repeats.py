"""A form sent twice at once makes one draft."""

import io
from threading import Barrier, Thread

import sqlalchemy as sa
from flask import Flask

from coalition.database import db, now, transaction
from coalition.library import repeats, service
from coalition.library.models import Deposit, Document
from coalition.library.repeats import KEPT
from tests.conftest import Someone


def test_the_same_form_sent_by_several_hands_at_once_makes_one_draft(
    app: Flask, representative: Someone
) -> None:
    by, organisation_id = representative.viewer, representative.organisation_id
    start = Barrier(4)
    made: list[int] = []

    def send() -> None:
        with app.app_context():
            start.wait()
            document = service.deposit(
                io.BytesIO(b"The same."), "a.txt", by=by, organisation_id=organisation_id, once="x"
            )
            made.append(document.id)

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert set(made) == set(db.session.scalars(sa.select(Document.id)))


def test_notes_of_yesterday_are_forgotten(representative: Someone) -> None:
    by = representative.viewer
    for once in ("yesterday's", "today's"):
        with transaction():
            assert repeats.claim(once, "0" * 64, by=by) is None
            db.session.execute(sa.update(Deposit).values(created_at=now() - 2 * KEPT))
    with transaction():
        repeats.claim("now", "0" * 64, by=by)
    assert db.session.scalar(sa.select(sa.func.count(Deposit.once))) == 1
