"""The page of a session: in every state, and for everybody who may know of it."""

import re

from coalition.library.models import Audience
from coalition.members import decisions
from coalition.programme import service
from coalition.programme.models import Use
from tests.conftest import Someone
from tests.members.making import counted_statements, own_of
from tests.programme.making import at, make_session, propose, session_fields
from tests.sessions.conftest import Held


def page_of(someone: Someone, address: str) -> str:
    """Return the page as this person sees it."""
    answer = someone.client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def part_of(page: str) -> str:
    """Return the frame that says when, where and how to take part."""
    (frame,) = re.findall(r'<section class="session-now.*?</section>', page, re.DOTALL)
    return str(frame)


def test_history_shows_other_addresses_to_those_who_edit(
    held: Held, coordinator: Someone, anonymous: Someone
) -> None:
    before = service.update_session(
        held.session.id, session_fields(webcast="https://old.example.org/1"), by=coordinator.viewer
    )
    service.update_session(
        before.id, session_fields(webcast="https://new.example.org/1"), by=coordinator.viewer
    )
    history = page_of(coordinator, held.address).split('id="history"')[1]
    assert "<dt>Webcast</dt>" in history
    assert history.index("https://old.example.org/1") < history.index("https://new.example.org/1")
    assert "https://old.example.org/1" not in page_of(anonymous, held.address)


def test_page_gathers_everything(held: Held, anonymous: Someone) -> None:
    held.document("A brief")
    page = page_of(anonymous, held.address)
    for shown in (
        "Workshop",
        "Access and diversity",
        f'href="/members/{held.holder.organisation_id}"',
        "EIFL",
        "<p>A second paragraph.</p>",
        "Ann Moderator",
        "Reading Rooms Trust",
        "Briefs",
        "A brief",
        f"/sessions/{held.session.id}.zip",
        f"/meetings/sessions/{held.session.id}.ics",
        "With our coalition",
    ):
        assert shown in page, shown
    assert "ann@example.org" not in page
    assert "In your care" not in page


def test_organiser_whose_page_is_closed_is_not_linked(held: Held, anonymous: Someone) -> None:
    member = f"/members/{held.holder.organisation_id}"
    document = held.document("A brief")
    decisions.suspend(own_of(held.holder), "No contact.", by=held.coordinator.viewer)
    assert anonymous.client.get(member).status_code == 404
    for address in (held.address, f"/library/{document.id}"):
        page = page_of(anonymous, address)
        assert "Library Association of the Low Lands" in page
        assert member not in page
        for may_see_it in (held.holder, held.coordinator):
            assert f'href="{member}"' in page_of(may_see_it, address)


def test_ways_to_take_part_stand_beside_the_time(held: Held, anonymous: Someone) -> None:
    frame = part_of(page_of(anonymous, held.address))
    for shown in (
        "09:00",
        "UTC+4",
        "Room 1",
        'href="https://meet.example.org/1"',
        'href="https://webcast.example.org/1"',
        "Say your name first.",
        "English, Arabic",
    ):
        assert shown in frame, shown


def test_cancelled_session_says_why_and_offers_no_way_in(held: Held, anonymous: Someone) -> None:
    service.cancel_session(held.session.id, "No visa.", by=held.coordinator.viewer)
    page = page_of(anonymous, held.address)
    assert "This session is cancelled" in page
    assert "No visa." in page
    assert "meet.example.org" not in page


def test_moved_session_says_from_where(held: Held, anonymous: Someone) -> None:
    moved = session_fields(starts_at=at("11:00"), ends_at=at("12:00"), room="Room 2")
    service.update_session(held.session.id, moved, by=held.coordinator.viewer)
    frame = part_of(page_of(anonymous, held.address))
    for shown in ("Room 2", "It was to be:", "09:00", "It was to be in:", "Room 1"):
        assert shown in frame, shown


def test_session_of_which_little_is_known_says_so(held: Held, anonymous: Someone) -> None:
    bare = make_session(
        held.meeting,
        held.coordinator.viewer,
        number="",
        people=(),
        room="",
        theme="",
        starts_at=None,
        ends_at=None,
    )
    page = page_of(anonymous, f"/sessions/{bare.id}")
    for shown in ("Time not announced yet", "is not announced yet", "No documents yet"):
        assert shown in page, shown
    assert ".ics" not in page


def test_proposed_session_is_not_there_for_others(held: Held, outsider: Someone) -> None:
    proposed = propose(held.meeting, held.holder.viewer)
    assert outsider.client.get(f"/sessions/{proposed.id}").status_code == 404
    assert "This session is proposed" in page_of(held.holder, f"/sessions/{proposed.id}")


def test_nobody_learns_of_documents_they_may_not_read(
    held: Held, anonymous: Someone, outsider: Someone
) -> None:
    held.document("Confidential wombats", audience=Audience.MEMBERS)
    for someone in (anonymous, outsider):
        assert "wombats" not in page_of(someone, held.address)
    assert "wombats" in page_of(held.holder, held.address)


def test_those_who_edit_it_can_do_so_from_its_page(held: Held) -> None:
    for someone in (held.holder, held.coordinator):
        page = page_of(someone, held.address)
        for path in ("/documents", "/documents/new"):
            assert f'href="{held.address}{path}"' in page, path


def test_page_takes_as_many_queries_for_three_documents(held: Held, anonymous: Someone) -> None:
    counts = []
    for number in (1, 2):
        for n in range(number):
            held.document(f"Brief {number}{n}", text=f"Text {number}{n}.")
        with counted_statements() as statements:
            page_of(anonymous, held.address)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_page_of_a_document_names_its_sessions(held: Held, anonymous: Someone) -> None:
    document = held.document("A brief")
    page = page_of(anonymous, f"/library/{document.id}")
    assert f'<a href="{held.address}"><bdi>130 · Digital inclusion</bdi></a>' in page
    proposed = propose(held.meeting, held.holder.viewer, title="Secret plans")
    service.tie_document(proposed.id, document.id, Use.BRIEF, by=held.holder.viewer)
    assert "Secret plans" not in page_of(anonymous, f"/library/{document.id}")
    assert "Secret plans" in page_of(held.holder, f"/library/{document.id}")
