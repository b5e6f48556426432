"""Pages of the log, its filters, and who gets nothing."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.audit import queries
from coalition.audit.chain import BEGINNING
from coalition.audit.models import Act
from coalition.audit.queries import Head, Wanted
from coalition.audit.service import note
from coalition.database import db, now
from coalition.web.viewer import ANONYMOUS, Viewer
from tests.conftest import make_person

COORDINATOR = Viewer(person_id=1, is_coordinator=True)


@pytest.fixture
def five(app: Flask) -> int:
    """Five acts, the odd ones of a person whose number is returned."""
    ada = make_person("ada@example.org").id
    for number in range(1, 6):
        note(
            "library.edited" if number < 4 else "members.asked",
            f"document:{number % 2}",
            by=ada if number % 2 else None,
        )
    return ada


def numbers(page: queries.Page) -> tuple[list[int], int | None, int | None]:
    """Return the acts of a page and where further ones lie."""
    return [act.id for act in page.acts], page.newer_than, page.older_than


def test_pages_lie_beside_each_other(five: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    wanted = Wanted()
    assert numbers(queries.acts(wanted, viewer=COORDINATOR)) == ([5, 4], None, 4)
    assert numbers(queries.acts(wanted, viewer=COORDINATOR, older_than=4)) == ([3, 2], 3, 2)
    assert numbers(queries.acts(wanted, viewer=COORDINATOR, older_than=2)) == ([1], 1, None)
    assert numbers(queries.acts(wanted, viewer=COORDINATOR, newer_than=1)) == ([3, 2], 3, 2)
    assert numbers(queries.acts(wanted, viewer=COORDINATOR, newer_than=3)) == ([5, 4], None, 4)
    assert numbers(queries.acts(wanted, viewer=COORDINATOR, older_than=1)) == ([], None, None)


def test_filters_leave_what_fits_all_of_them(five: int) -> None:
    def found(wanted: Wanted) -> list[int]:
        return numbers(queries.acts(wanted, viewer=COORDINATOR))[0]

    first, last = db.session.scalars(select(Act.at).where(Act.id.in_([1, 5])).order_by(Act.id))
    assert found(Wanted(actions=("members.asked",))) == [5, 4]
    assert found(Wanted(people=(five,))) == [5, 3, 1]
    assert found(Wanted(people=())) == []
    assert found(Wanted(subject="document:0")) == [4, 2]
    assert found(Wanted(subject="document:1", actions=("library.edited",))) == [3, 1]
    assert found(Wanted(since=last)) == [5]
    assert found(Wanted(until=first)) == []
    assert found(Wanted(since=first, until=now() + timedelta(days=1))) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    "viewer", [ANONYMOUS, Viewer(person_id=1, organisation_ids=frozenset({1}))]
)
def test_nobody_but_coordinators_reads_the_log(five: int, viewer: Viewer) -> None:
    assert numbers(queries.acts(Wanted(), viewer=viewer)) == ([], None, None)
    assert list(queries.all_acts(Wanted(), viewer=viewer, last=5)) == []


def test_person_is_shown_what_they_did_and_what_was_done_about_them(five: int) -> None:
    note("members.handed_over", f"person:{five}", by=None)
    note("members.handed_over", f"person:{five}1", by=None)
    assert numbers(queries.own_acts(viewer=Viewer(person_id=five)))[0] == [6, 5, 3, 1]
    assert numbers(queries.own_acts(viewer=ANONYMOUS))[0] == []


def test_all_acts_are_given_up_to_a_number(five: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 2)
    given = queries.all_acts(Wanted(), viewer=COORDINATOR, last=4)
    assert [act.id for act in given] == [4, 3, 2, 1]


def test_head_is_the_last_act(app: Flask) -> None:
    assert queries.head() == Head(0, BEGINNING)
    note("library.edited", by=None)
    assert queries.head() == Head(1, db.session.scalars(select(Act.digest)).one())
