"""A saved search is its person's alone, and due when it is confirmed, not paused, and its time came."""

from datetime import UTC, datetime, timedelta

import pytest

from coalition.alerts import policy
from coalition.alerts.models import SavedSearch
from coalition.web.viewer import ANONYMOUS, Viewer

NOON = datetime(2012, 11, 8, 12, tzinfo=UTC)


def test_search_is_its_person_s_alone() -> None:
    assert policy.may_know_of(Viewer(person_id=1), SavedSearch(person_id=1))
    assert not policy.may_know_of(Viewer(person_id=2), SavedSearch(person_id=1))
    assert not policy.may_know_of(
        Viewer(person_id=2, is_coordinator=True), SavedSearch(person_id=1)
    )
    assert not policy.may_know_of(ANONYMOUS, SavedSearch(person_id=None))


@pytest.mark.parametrize(
    ("confirmed_at", "paused_at", "wait", "is_due"),
    [
        (NOON, None, 0, True),
        (NOON, None, 1, False),
        (None, None, 0, False),
        (NOON, NOON, 0, False),
    ],
)
def test_search_is_due(
    confirmed_at: datetime | None, paused_at: datetime | None, wait: int, is_due: bool
) -> None:
    search = SavedSearch(
        confirmed_at=confirmed_at, paused_at=paused_at, next_look_at=NOON + timedelta(seconds=wait)
    )
    assert policy.is_due(search, NOON) is is_due
