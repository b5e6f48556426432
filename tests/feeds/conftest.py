"""The document that feeds are followed for, announced a while ago."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from coalition.database import db, transaction
from coalition.library.models import Document
from coalition.records.models import Announcement
from tests.conftest import Someone
from tests.records.making import full_document

A_WHILE = timedelta(minutes=5)


def let_time_pass() -> None:
    """Let all that was announced have been announced a while before."""
    with transaction():
        found = db.session.scalars(db.select(Announcement)).all()
        for announcement in found:
            db.session.execute(
                update(Announcement)
                .where(Announcement.document_id == announcement.document_id)
                .values(stamped_at=announcement.stamped_at - A_WHILE)
            )
    db.session.expire_all()


@pytest.fixture
def document(representative: Someone, coordinator: Someone) -> Document:
    """A public document of which everything can be said, announced a while ago."""
    found = full_document(representative, coordinator)
    let_time_pass()
    return found
