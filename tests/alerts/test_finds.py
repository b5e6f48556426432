"""New finds are all that a search finds and that is not told yet, with passages for the first."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coalition.alerts import finds
from coalition.alerts.finds import new_finds
from coalition.search.asking import Asked
from tests.conftest import MOMENT
from tests.search.shelf import PUBLIC, Shelf, make_entry

SINCE = MOMENT - timedelta(hours=1)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A shelf of twelve lighthouses, published one a minute, the last one latest."""
    shelf = Shelf(tmp_path / "shelf")
    shelf.put(
        *(
            replace(
                make_entry(n, f"Tower {n}", f"Lighthouse {n} is lit."),
                published_at=SINCE + timedelta(minutes=n),
            )
            for n in range(1, 13)
        )
    )
    return shelf


def test_all_new_finds_are_counted_and_the_latest_are_shown(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finds, "MOST_SHOWN", 3)
    monkeypatch.setattr(finds, "_PER_PAGE", 5)
    told = {"document:12", "document:4"}
    new = new_finds(shelf.index, Asked(text="lighthouse"), SINCE, told=told, audiences=PUBLIC)
    assert new.keys == tuple(f"document:{n}" for n in (11, 10, 9, 8, 7, 6, 5, 3, 2, 1))
    assert [hit.title for hit in new.shown] == ["Tower 11", "Tower 10", "Tower 9"]
    passages = [hit.extracts[0].fragments for hit in new.shown]
    assert ["".join(fragment.text for fragment in passage) for passage in passages] == [
        "Lighthouse 11 is lit.",
        "Lighthouse 10 is lit.",
        "Lighthouse 9 is lit.",
    ]


def test_nothing_is_new_where_all_is_told(shelf: Shelf) -> None:
    told = {f"document:{n}" for n in range(1, 13)}
    new = new_finds(shelf.index, Asked(text="lighthouse"), SINCE, told=told, audiences=PUBLIC)
    assert (new.shown, new.keys) == ((), ())


def test_no_audience_no_finds(shelf: Shelf) -> None:
    asked = Asked(text="lighthouse")
    assert new_finds(shelf.index, asked, SINCE, told=(), audiences=frozenset()).keys == ()
