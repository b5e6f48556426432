"""What comes after: answers in writing, publishing them, the report and its table."""

import csv
import io
from typing import Any

import pytest

from coalition.programme import service as programme
from coalition.programme.models import Session
from coalition.questions import arranging, queries, service
from coalition.questions.models import Hold, Question, Shown, State, Via
from coalition.questions.reporting import Counts, report_of
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.members.making import post, text_of
from tests.programme.making import propose
from tests.questions.making import ask, field_of, make_hub, meeting_of, reload
from tests.questions.views.test_asking import page_of


@pytest.fixture
def organised(session: Session, representative: Someone, coordinator: Someone) -> Session:
    """A session that the representative's organisation holds, with one question left over."""
    held = propose(meeting_of(session), representative.viewer)
    programme.accept_session(held.id, by=coordinator.viewer)
    arranging.hold(held.id, Hold.OPEN, by=coordinator.viewer)
    question = ask(held, "Left for later?")
    service.leave_over(held.id, question.id, by=coordinator.viewer)
    ask(held, "Still waiting?")
    return held


def test_organisers_answer_what_was_left_over_and_publish_it(
    organised: Session, representative: Someone, anonymous: Someone, outsider: Someone
) -> None:
    path = f"{page_of(organised)}/answers"
    page = text_of(representative, path)
    assert "Left for later?" in page
    assert "Still waiting?" not in page
    text_of(outsider, path, 403)
    left = reload(1)
    own = f"{page_of(organised)}/desk/{left.id}"
    text_of(representative, own)
    text_of(representative, f"{page_of(organised)}/desk/2", 404)
    given = {"answer": "In spring.", "answered_by": "", "language": "en", "seen": left.revision}
    assert post(representative, f"{own}/answer", **given) == (303, path)
    assert "In spring." not in text_of(anonymous, page_of(organised))
    assert post(representative, f"{path}/publish", published="yes") == (303, path)
    assert "In spring." in text_of(anonymous, page_of(organised))
    assert post(representative, f"{own}/decline", reason="Mine.", seen=2)[0] == 403
    post(representative, f"{path}/publish", published="no")
    assert "In spring." not in text_of(anonymous, page_of(organised))


def test_answer_typed_to_a_question_that_was_put_back_is_given_back(
    organised: Session, representative: Someone, coordinator: Someone
) -> None:
    own = f"{page_of(organised)}/desk/1"
    text_of(representative, own)
    seen = reload(1).revision
    service.put_back(organised.id, 1, by=coordinator.viewer)
    given = {"answer": "Typed\nwith care.", "answered_by": "Ann", "language": "en", "seen": seen}
    status, page = post(representative, f"{own}/answer", **given)
    assert (status, "Typed\nwith care." in page, 'value="Ann"' in page) == (409, True, True)
    assert ("Left for later?" in page, "Waiting" in page) == (False, False)
    assert (reload(1).state, reload(1).answer) == (State.ASKED, "")
    elsewhere = post(representative, f"{page_of(organised)}/desk/99/answer", **given)
    assert elsewhere[0] == 409  # so that it does not tell which numbers wait
    assert post(coordinator, f"{page_of(organised)}/desk/99/answer", **given)[0] == 404


def test_answer_typed_to_a_question_that_is_put_back_at_that_moment_is_given_back(
    organised: Session,
    representative: Someone,
    coordinator: Someone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen, answer = reload(1).revision, service.answer

    def too_late(*given: Any, **more: Any) -> Question:
        service.put_back(organised.id, 1, by=coordinator.viewer)
        return answer(*given, **more)

    monkeypatch.setattr(service, "answer", too_late)
    given = {"answer": "Typed with care.", "answered_by": "", "language": "en", "seen": seen}
    status, page = post(representative, f"{page_of(organised)}/desk/1/answer", **given)
    assert (status, "Typed with care." in page) == (409, True)
    assert reload(1).answer == ""


def test_strangers_are_given_nothing_back(organised: Session, outsider: Someone) -> None:
    given = {"answer": "Mine.", "answered_by": "", "language": "en", "seen": 1}
    assert post(outsider, f"{page_of(organised)}/desk/1/answer", **given)[0] == 403


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("answer", {"answer": "Typed with care.", "answered_by": "", "language": "en"}),
        ("edit", {"wording": "Typed with care."}),
        ("decline", {"reason": "Typed with care."}),
    ],
)
def test_what_a_moderator_typed_stays_when_another_was_quicker(
    session: Session, moderator: Someone, coordinator: Someone, act: str, typed: dict[str, str]
) -> None:
    question = ask(session)
    seen = question.revision
    service.decline(session.id, question.id, "Abuse.", by=coordinator.viewer)
    status, page = post(
        moderator, f"{page_of(session)}/desk/{question.id}/{act}", **typed, seen=str(seen)
    )
    assert (status, "Typed with care." in page) == (409, True)
    assert "someone else was quicker" in page


def test_report_counts_what_became_of_questions(session: Session, moderator: Someone) -> None:
    hub, _ = make_hub(session)
    by = moderator.viewer
    one, two, three, four, five = (
        ask(session, f"{n}?", once=f"form-{n:->30}", via=via, hub_id=hub_id)
        for n, via, hub_id in (
            (1, Via.WEB, None),
            (2, Via.HUB, hub.id),
            (3, Via.WEB, None),
            (4, Via.ROOM, None),
            (5, Via.MAIL, None),
        )
    )
    service.merge(session.id, [one.id, three.id], by=by)
    for question in (one, two):
        service.forward(session.id, question.id, by=by)
    service.answer(session.id, one.id, by=by)
    service.leave_over(session.id, two.id, by=by)
    service.decline(session.id, four.id, "Abuse.", by=by)
    found = report_of(
        queries.questions_of(queries.get_moderated(session.id, viewer=by), viewer=by), []
    )
    assert found.total == Counts(5, 2, 1, 1, 1, 1, 1)
    assert [(via, counts.asked) for via, counts in found.by_via] == [
        (Via.ROOM, 1),
        (Via.WEB, 2),
        (Via.HUB, 1),
        (Via.MAIL, 1),
    ]
    assert [(one.city, counts) for one, counts in found.by_hub] == [
        ("Nairobi", Counts(1, 1, 0, 1, 0, 0, 0))
    ]
    page = text_of(moderator, f"{page_of(session)}/report")
    assert "Nairobi" in page
    assert five.text not in page


def test_moderator_adds_what_only_a_person_can_say(
    session: Session, moderator: Someone, outsider: Someone
) -> None:
    path = f"{page_of(session)}/report"
    assert "Not given yet" in text_of(moderator, path)
    given = {"participant_count": "42", "topics": "Lines", "remarks": "Sound\r\nlost twice."}
    assert post(moderator, path, **given) == (303, path)
    desk = queries.desk_of(session.id)
    assert (desk.participant_count, desk.topics, desk.remarks) == (
        42,
        "Lines",
        "Sound\nlost twice.",
    )
    status, page = post(moderator, path, **(given | {"participant_count": "-1"}))
    assert (status, "lost twice." in page) == (422, True)
    text_of(outsider, path, 403)
    assert post(outsider, path, **given)[0] == 403


def test_table_holds_every_question_and_runs_nothing(session: Session, moderator: Someone) -> None:
    ask(session, "=1+1?")
    answer = moderator.client.get(f"{page_of(session)}/report.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    head, row = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    shown = dict(zip(head, row, strict=True))
    assert (shown["Question"], shown["Came by"], shown["State"]) == ("'=1+1?", "Web", "Waiting")


def test_session_page_is_told_how_questions_stand(
    organised: Session, representative: Someone, coordinator: Someone
) -> None:
    found = queries.standing_of(organised.id, viewer=ANONYMOUS)
    assert (found.opening.is_open, found.asked_count, found.waiting_count) == (True, 2, 1)
    assert (found.forwarded_count, found.answered_count, found.left_over_count) == (0, 0, 1)
    assert (found.may_moderate, found.may_answer, found.may_report) == (False, False, False)
    own = queries.standing_of(organised.id, viewer=representative.viewer)
    assert (own.may_moderate, own.may_answer, own.may_report) == (False, True, True)
    assert queries.standing_of(organised.id, viewer=coordinator.viewer).may_moderate


def test_names_and_declined_questions_are_for_moderators(
    organised: Session, representative: Someone, coordinator: Someone
) -> None:
    by, path = coordinator.viewer, page_of(organised)
    hub, _ = make_hub(organised)
    nameless = ask(
        organised,
        "Who is nameless?",
        name="Whistle Blower",
        affiliation="Ministry of Harbours",
        shown=Shown.NOTHING,
        via=Via.HUB,
        hub_id=hub.id,
    )
    half = ask(organised, "Who is half named?", name="Half", shown=Shown.AFFILIATION)
    abuse, likewise = ask(organised, "Abuse of Jane", name="Troll"), ask(organised, "More abuse")
    for question in (nameless, half):
        service.leave_over(organised.id, question.id, by=by)
    service.merge(organised.id, [abuse.id, likewise.id], by=by)
    service.decline(organised.id, abuse.id, "Hates Jane.", by=by)

    secret = {"Whistle Blower", "Half", "Ministry of Harbours", "Nairobi"}
    pages = ("answers", f"desk/{nameless.id}", f"desk/{half.id}", "report.csv")
    seen = "".join(text_of(representative, f"{path}/{page}") for page in pages)
    words = (*secret, "Troll", "Abuse of Jane", "More abuse", "Hates Jane.")
    assert [word for word in words if word in seen] == []
    assert "Library of Oran" in seen
    assert "Anonymous" in seen
    seen = "".join(text_of(coordinator, f"{path}/{page}") for page in pages)
    assert [word for word in words if word not in seen] == []


def test_reason_of_a_question_that_was_declined_once_is_for_moderators(
    organised: Session, representative: Someone, coordinator: Someone
) -> None:
    service.decline(organised.id, 1, "Hates Jane.", by=coordinator.viewer)
    service.put_back(organised.id, 1, by=coordinator.viewer)
    service.leave_over(organised.id, 1, by=coordinator.viewer)
    own = f"{page_of(organised)}/desk/1"
    assert "Hates Jane." not in text_of(representative, own)
    assert "Hates Jane." in text_of(coordinator, own)


def test_remarks_of_two_moderators_are_not_written_over_each_other(
    session: Session, moderator: Someone, coordinator: Someone
) -> None:
    path = f"{page_of(session)}/report"
    seen = field_of(text_of(moderator, path), "seen")
    first = {"participant_count": "41", "topics": "Costs", "remarks": "What the first one\nwrote."}
    assert post(coordinator, path, **first, seen=seen) == (303, path)
    ask(session)  # which changes the desk, and nothing that was typed
    assert post(coordinator, path, **first, seen=seen) == (303, path)  # a second press
    second = {"participant_count": "", "topics": "Costs", "remarks": "Sound was bad."}
    status, page = post(moderator, path, **second, seen=seen)
    assert (status, "What is kept now" in page) == (409, True)
    assert ("Sound was bad." in page, '<dd dir="auto">41</dd>' in page) == (
        True,
        True,
    )
    assert queries.desk_of(session.id).remarks == "What the first one\nwrote."
    assert post(moderator, path, **second, seen=field_of(page, "seen")) == (303, path)
    assert queries.desk_of(session.id).remarks == "Sound was bad."
