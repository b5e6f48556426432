"""The queue and the talk of applicant and coordinators, as a browser sees them."""

import pytest

from coalition.members import decisions
from coalition.members.models import State
from tests.conftest import Someone, make_organisation
from tests.members.making import own_of, post, reload, seen, text_of, typed


def test_queue_shows_who_waits_and_the_other_lists(coordinator: Someone) -> None:
    assert "No application waits." in text_of(coordinator, "/members/queue")
    make_organisation("Waits", state=State.WAITING)
    make_organisation("Asked", state=State.ASKED)
    make_organisation("Refused", state=State.DECLINED)
    page = text_of(coordinator, "/members/queue")
    assert page.index(">Waits<") < page.index(">Asked<")
    assert ">Refused<" not in page
    assert ">Refused<" in text_of(coordinator, "/members/queue?list=declined")
    assert ">Waits<" in text_of(coordinator, "/members/queue?list=unheard-of")


def test_application_page_shows_duplicates_to_coordinators_only(
    applicant: Someone, coordinator: Someone
) -> None:
    other = make_organisation("Reading Room Trust")
    path = f"/members/{own_of(applicant)}/application"
    page = text_of(coordinator, path)
    assert f"/members/{other.id}/application" in page
    assert "a name much like it" in page
    page = text_of(applicant, path)
    assert "Reading Room Trust" not in page
    assert "/approve" not in page


def test_application_of_others_is_not_found(
    applicant: Someone, representative: Someone, outsider: Someone, anonymous: Someone
) -> None:
    path = f"/members/{own_of(applicant)}/application"
    text_of(representative, path, 404)
    text_of(outsider, path, 403)
    assert anonymous.client.get(path).status_code == 303
    for act in ("answer", "correct", "resend"):
        assert post(representative, f"/members/{own_of(applicant)}/{act}")[0] == 404


def test_talk_from_question_to_approval(applicant: Someone, coordinator: Someone) -> None:
    own = own_of(applicant)
    page = f"/members/{own}/application"
    done = (303, page)
    ask = f"/members/{own}/ask"
    assert post(coordinator, ask, question="How\r\nmany?", seen=seen(own)) == done
    assert "How\nmany?" in text_of(applicant, page)
    assert "keeps its place" in text_of(applicant, page)
    assert post(applicant, f"/members/{own}/answer", answer="Twelve.", seen=seen(own)) == done
    assert "Twelve." in text_of(coordinator, page)
    assert post(coordinator, f"/members/{own}/approve", seen=seen(own)) == done
    assert "Your organisation is a member" in text_of(applicant, page)
    assert applicant.viewer.organisation_ids == {own}


@pytest.mark.parametrize(
    ("act", "field", "sentence"),
    [
        ("ask", "question", "Write what you would like to know."),
        ("decline", "why", "Write why; the applicant reads it."),
    ],
)
def test_decision_without_words_is_refused_beside_the_field(
    applicant: Someone, coordinator: Someone, act: str, field: str, sentence: str
) -> None:
    own = own_of(applicant)
    status, page = post(coordinator, f"/members/{own}/{act}", seen=0, **{field: " "})
    assert status == 422
    assert sentence in page
    assert f'id="{field}-error"' in page


def test_stale_decision_is_told_and_keeps_what_was_typed(
    applicant: Someone, coordinator: Someone
) -> None:
    own = own_of(applicant)
    decisions.ask(own, "How many?", by=coordinator.viewer)
    status, page = post(coordinator, f"/members/{own}/decline", why="No such place.", seen=0)
    assert status == 409
    assert "Coordinator asked on" in page
    assert "No such place." in page
    assert f'name="seen" value="{seen(own)}"' in page
    assert reload(own).state is State.ASKED


def test_decision_without_what_was_seen_is_stale(applicant: Someone, coordinator: Someone) -> None:
    own = own_of(applicant)
    decisions.ask(own, "How many?", by=coordinator.viewer)
    assert post(coordinator, f"/members/{own}/approve")[0] == 409


def test_declined_applicant_corrects_and_hands_in_again(
    applicant: Someone, coordinator: Someone
) -> None:
    own = own_of(applicant)
    post(coordinator, f"/members/{own}/decline", why="No website.", seen=0)
    page = text_of(applicant, f"/members/{own}/application")
    assert "No website." in page
    assert "Correct and hand in again" in page
    status, _ = post(
        applicant, f"/members/{own}/correct", **typed(remark="Now with one.", seen=seen(own))
    )
    assert status == 303
    organisation = reload(own)
    assert (organisation.state, organisation.website) == (
        State.WAITING,
        "https://www.deuxrives.example.org",
    )
    page = text_of(coordinator, f"/members/{own}/application")
    assert "<del" in page
    assert "Now with one." in page


def test_suspension_is_refused_from_the_next_request_on(
    representative: Someone, coordinator: Someone
) -> None:
    own = own_of(representative)
    text_of(representative, f"/members/{own}/edit")
    assert post(coordinator, f"/members/{own}/suspend", why="No report.", seen=seen(own))[0] == 303
    text_of(representative, f"/members/{own}/edit", 403)
    assert post(coordinator, f"/members/{own}/reinstate", why="", seen=seen(own))[0] == 303
    text_of(representative, f"/members/{own}/edit")


def test_what_was_written_is_shown_as_text(applicant: Someone, coordinator: Someone) -> None:
    own = own_of(applicant)
    post(coordinator, f"/members/{own}/ask", question="<script>alert(1)</script>", seen=0)
    page = text_of(applicant, f"/members/{own}/application")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
