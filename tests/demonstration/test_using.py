"""The invented usage of the demonstration: figures that could be, of what is published alone."""

from sqlalchemy import select

from coalition.database import db
from coalition.demonstration.using import use
from coalition.usage.models import UsageDay
from tests.conftest import Someone
from tests.library.conftest import put
from tests.members.making import own_of
from tests.usage.conftest import published


def test_usage_is_invented_for_what_is_published_and_adds_up(representative: Someone) -> None:
    document = published(representative)
    put(representative.viewer, own_of(representative), text="A draft.")
    use()
    rows = db.session.scalars(select(UsageDay)).all()
    assert {row.document_id for row in rows} == {document.id}
    assert len({row.day.strftime("%Y-%m") for row in rows}) >= 12
    for row in rows:
        investigations = row.view_count + row.download_count
        requests = row.reading_count + row.download_count
        assert 0 <= row.reading_count <= row.view_count
        assert 0 < row.unique_investigations <= investigations
        assert 0 <= row.unique_requests <= min(requests, row.unique_investigations)
