"""The address of the programme for paper."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from coalition.printing import keeping
from coalition.web.site import settings
from tests.conftest import Someone
from tests.library.test_queries import counted
from tests.programme.making import make_meeting, make_session, propose


def read(someone: Someone, meeting_id: int, **headers: str) -> str:
    """Return the text of the programme this person gets."""
    answer = someone.client.get(f"/meetings/{meeting_id}/schedule.pdf", headers=headers)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


def test_everybody_gets_the_public_programme(
    coordinator: Someone, representative: Someone, anonymous: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    make_session(meeting, coordinator.viewer, title="Open to all")
    propose(meeting, representative.viewer, title="Only proposed")
    texts = [read(someone, meeting.id) for someone in (anonymous, representative, coordinator)]
    assert [("Open to all" in text, "Only proposed" in text) for text in texts] == [
        (True, False)
    ] * 3


def test_it_is_set_once_for_all_readers_and_anew_after_a_change(
    coordinator: Someone, anonymous: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = make_meeting(coordinator.viewer)
    make_session(meeting, coordinator.viewer)
    url = f"/meetings/{meeting.id}/schedule.pdf"
    first = anonymous.client.get(url)
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "pdf_of", lambda _paper: b"set anew")
        assert coordinator.client.get(url).data == first.data
        assert (
            anonymous.client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code
            == 304
        )
    make_session(meeting, coordinator.viewer, title="Another one", room="Room 2")
    assert "Another one" in read(anonymous, meeting.id)
    assert len(list((settings().instance / "printed").iterdir())) == 1


def test_number_of_queries_does_not_grow(coordinator: Someone, anonymous: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    counts = []
    for number in (1, 2, 3):
        make_session(meeting, coordinator.viewer, title=f"Session {number}")
        with counted() as statements:
            read(anonymous, meeting.id)
        counts.append(len(statements))
    assert counts[0] == counts[2]


def test_meeting_that_is_not_there_is_not_found(anonymous: Someone) -> None:
    assert anonymous.client.get("/meetings/999/schedule.pdf").status_code == 404
