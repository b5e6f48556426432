"""Bringing in a programme, as a coordinator's browser sees it."""

import io
import os
import time

import pytest

from coalition.programme import service
from coalition.programme.imports import keeping
from coalition.programme.models import Meeting
from coalition.web.site import settings
from tests.conftest import Someone
from tests.members.making import counted_statements, post, text_of
from tests.programme.imports.making import sessions_of, table
from tests.programme.making import make_meeting, make_session


@pytest.fixture
def meeting(coordinator: Someone) -> Meeting:
    """The meeting in Baku."""
    return make_meeting(coordinator.viewer)


def send(someone: Someone, meeting: Meeting, data: bytes, name: str = "a.csv") -> tuple[int, str]:
    """Send a file; return status and address (or page) of the answer."""
    return post(someone, f"/meetings/{meeting.id}/import", file=(io.BytesIO(data), name))


def plan_on(page: str) -> str:
    """Return the digest that a page of a rehearsal carries."""
    return page.split('name="plan"')[1].split('value="')[1].split('"')[0]


def test_form_says_what_files_can_hold(meeting: Meeting, coordinator: Someone) -> None:
    page = text_of(coordinator, f"/meetings/{meeting.id}/import")
    assert "Show what would change" in page
    for column in ("uid", "end day", "remote address", "people"):
        assert f"<code>{column}</code>" in page, column
    assert f'href="/meetings/{meeting.id}/programme.csv"' in page


def test_file_is_rehearsed_and_then_brought_in(meeting: Meeting, coordinator: Someone) -> None:
    make_session(meeting, coordinator.viewer)
    make_session(meeting, coordinator.viewer, number="9", title="Missing")
    data = table(
        "130,Digital doors,2012-11-07,09:00,10:30,Room 1",
        "1,Open <doors>,2012-11-06,09:00,10:30,Cellar",
        "2,Backwards,2012-11-06,10:30,09:00,",
    )
    status, address = send(coordinator, meeting, data)
    assert status == 303
    page = text_of(coordinator, address)
    for said in (
        "1 is refused",
        "1 changes",
        "1 is new",
        "1 is not in the file",
        "Rooms: Cellar",
        "Open &lt;doors&gt;",
        "End: The session ends before it begins.",
        "Tue 6 Nov 2012, 09:00–10:30",
        "Wed 7 Nov 2012, 09:00–10:30",
        "9 · ",
    ):
        assert said in page, said
    assert len(sessions_of(meeting.id, coordinator)) == 2
    assert post(coordinator, address, plan=plan_on(page)) == (303, f"/meetings/{meeting.id}")
    found = {session.title: session.state.value for session in sessions_of(meeting.id, coordinator)}
    assert found == {
        "Digital doors": "moved",
        "Open <doors>": "scheduled",
        "Missing": "scheduled",
    }
    assert "1 session is new. 1 session changed." in text_of(coordinator, "/meetings")
    assert coordinator.client.get(address).status_code == 404  # it is not kept any longer


def test_missing_sessions_are_cancelled_when_one_says_so_and_why(
    meeting: Meeting, coordinator: Someone
) -> None:
    make_session(meeting, coordinator.viewer)
    _status, address = send(coordinator, meeting, table("1,Open,2012-11-06,09:00,10:30,"))
    plan = plan_on(text_of(coordinator, address))
    status, page = post(coordinator, address, plan=plan, cancel="y", reason=" ")
    assert status == 422
    assert "Give the reason in a sentence; readers will see it." in page
    assert len(sessions_of(meeting.id, coordinator)) == 1
    assert post(coordinator, address, plan=plan, cancel="y", reason="Withdrawn.")[0] == 303
    found = {s.title: s.cancelled_reason for s in sessions_of(meeting.id, coordinator)}
    assert found == {"Open": "", "Digital inclusion": "Withdrawn."}


def test_programme_that_changed_meanwhile_is_shown_anew(
    meeting: Meeting, coordinator: Someone
) -> None:
    session = make_session(meeting, coordinator.viewer)
    data = table("130,Digital doors,2012-11-06,09:00,10:30,Room 1")
    _status, address = send(coordinator, meeting, data)
    plan = plan_on(text_of(coordinator, address))
    service.cancel_session(session.id, "Ill.", by=coordinator.viewer)
    for stale in (plan, ""):
        status, page = post(coordinator, address, plan=stale)
        assert status == 409
        assert "The programme changed since this was shown. Look at what is shown now." in page
    assert plan_on(page) != plan
    assert post(coordinator, address, plan=plan_on(page))[0] == 303


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty. Choose another one."),
        (b"cat\nTom\n", "The table has no column “title”, so it is no programme."),
        (b"BEGIN:VCALENDAR\nnonsense", "The calendar file cannot be read:"),
        (b"%PDF-1.4", "This is neither a CSV table nor a calendar file (.ics)."),
    ],
)
def test_file_that_cannot_be_used_is_refused_at_the_form(
    meeting: Meeting, coordinator: Someone, data: bytes, sentence: str
) -> None:
    status, page = send(coordinator, meeting, data)
    assert status == 422
    assert sentence in page


def test_form_without_a_file_says_to_choose_one(meeting: Meeting, coordinator: Someone) -> None:
    status, page = post(coordinator, f"/meetings/{meeting.id}/import")
    assert status == 422
    assert "Choose a file: a CSV table or a calendar (.ics)." in page


def test_file_that_changes_nothing_offers_nothing(meeting: Meeting, coordinator: Someone) -> None:
    make_session(meeting, coordinator.viewer)
    data = text_of(coordinator, f"/meetings/{meeting.id}/programme.csv").encode()
    _status, address = send(coordinator, meeting, data)
    page = text_of(coordinator, address)
    assert "There is nothing to import." in page
    assert "1 stays as it is" in page


def test_rehearsed_file_is_its_senders_alone_and_kept_for_a_day(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    _status, address = send(coordinator, meeting, table("1,Open,,,,"))
    assert representative.client.get(address).status_code == 403
    (path,) = (settings().instance / keeping.FOLDER).iterdir()
    os.utime(path, (time.time() - 86_500,) * 2)
    keeping.forget_old()
    page = text_of(coordinator, address, 404)
    assert "This file is not kept any longer. Send it again." in page
    assert "Show what would change" in page
    assert post(coordinator, address, plan="x")[0] == 404


def test_rehearsal_of_many_sessions_costs_no_more_statements_than_of_one(
    meeting: Meeting, coordinator: Someone
) -> None:
    counts = []
    for size in (1, 3):
        rows = [f"{n},Open {n},2012-11-06,09:00,10:30,Room 1" for n in range(size)]
        _status, address = send(coordinator, meeting, table(*rows))
        text_of(coordinator, address)
        with counted_statements() as statements:
            text_of(coordinator, address)
        counts.append(len(statements))
    assert counts[0] == counts[1]
