"""Questions asked, and all that moderators do with them: who may, what stays, what is refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from coalition.database import db
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from coalition.programme import service as programme
from coalition.programme.models import Session
from coalition.questions import arranging, queries, service
from coalition.questions.arranging import Way
from coalition.questions.models import Act, Desk, Hold, Question, State, Via
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.programme.making import make_session, propose
from tests.questions.making import ask, asked, make_hub, meeting_of, reload


def question_count() -> int:
    return db.session.scalar(select(func.count(Question.id))) or 0


def in_order(state: State) -> list[str]:
    found = select(Question.text).where(Question.state == state)
    return list(db.session.scalars(found.order_by(Question.position)))


def test_question_is_kept_with_who_asked_and_how(session: Session) -> None:
    question = ask(session)
    assert (question.text, question.name, question.affiliation, question.via) == (
        "Who pays for the line?",
        "Ada",
        "Library of Oran",
        Via.WEB,
    )
    assert (question.state, question.position, question.language) == (State.ASKED, 1, "en")
    (event,) = queries.history_of(question.id)
    assert (event.act, event.by) == (Act.ASKED, None)


def test_question_under_a_name_is_the_persons_own_who_is_signed_in(
    session: Session, outsider: Someone
) -> None:
    named = asked("Who reads?")
    for text, given, by in (
        ("Signed in, named", named, outsider.viewer),
        ("Signed in, unnamed", replace(named, name=""), outsider.viewer),
        ("A visitor", named, ANONYMOUS),
    ):
        service.ask(session.id, replace(given, text=text), by=by, address="192.0.2.1")
    own = select(Question.text).where(Question.asked_by_id == outsider.person_id)
    assert db.session.scalars(own).all() == ["Signed in, named"]


def test_question_sent_twice_is_one_and_another_from_the_same_form_is_a_second(
    session: Session,
) -> None:
    first = service.ask(session.id, asked(), by=ANONYMOUS, address="192.0.2.1")
    again = service.ask(session.id, asked(), by=ANONYMOUS, address="192.0.2.1")
    other = service.ask(session.id, asked("And who lends?"), by=ANONYMOUS, address="192.0.2.1")
    assert first.key == again.key != other.key
    assert question_count() == 2


def test_question_sent_again_after_closing_is_still_found(
    session: Session, coordinator: Someone
) -> None:
    taken = service.ask(session.id, asked(), by=ANONYMOUS, address="192.0.2.1")
    arranging.hold(session.id, Hold.CLOSED, by=coordinator.viewer)
    assert service.ask(session.id, asked(), by=ANONYMOUS, address="192.0.2.1").key == taken.key
    with pytest.raises(Conflict):
        service.ask(session.id, asked("Another?"), by=ANONYMOUS, address="192.0.2.1")
    assert question_count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "wording"),
        ({"text": "x" * 2001}, "wording"),
        ({"name": "x" * 201}, "name"),
        ({"affiliation": "x" * 201}, "affiliation"),
        ({"once": ""}, "once"),
        ({"once": "too short"}, "once"),
    ],
)
def test_question_that_cannot_be_kept_is_refused_with_a_sentence(
    session: Session, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as problem:
        service.ask(session.id, asked(**changes), by=ANONYMOUS, address="192.0.2.1")
    assert list(problem.value.fields) == [field]
    assert question_count() == 0


def test_one_form_asks_six_times_in_ten_minutes_and_others_behind_the_address_go_on(
    session: Session,
) -> None:
    for number in range(service.FROM_FORM):
        ask(session, f"Question {number}?")
    with pytest.raises(TooMany):
        ask(session, "One more?")
    ask(session, "Mine?", once="the-form-of-somebody-else-here")
    assert question_count() == service.FROM_FORM + 1


def test_questions_of_a_proposed_session_are_not_known_of(
    session: Session, representative: Someone, coordinator: Someone
) -> None:
    proposed = propose(meeting_of(session), representative.viewer)
    with pytest.raises(NotFound):
        service.ask(proposed.id, asked(), by=ANONYMOUS, address="192.0.2.1")
    with pytest.raises(NotFound):
        service.ask(999, asked(), by=ANONYMOUS, address="192.0.2.1")


def test_cancelled_session_takes_no_questions(session: Session, coordinator: Someone) -> None:
    programme.cancel_session(session.id, "The hall is closed.", by=coordinator.viewer)
    with pytest.raises(Conflict):
        ask(session)


def test_moderator_enters_questions_of_room_mail_and_hub_even_when_closed(
    session: Session, moderator: Someone
) -> None:
    hub, _token = make_hub(session)
    arranging.hold(session.id, Hold.CLOSED, by=moderator.viewer)
    for via, hub_id in ((Via.ROOM, hub.id), (Via.MAIL, None), (Via.HUB, hub.id)):
        entered = asked(f"By {via}?", via=via, hub_id=hub_id)
        service.enter(session.id, entered, by=moderator.viewer)
    found = db.session.execute(select(Question.via, Question.hub_id).order_by(Question.id)).all()
    assert [tuple(row) for row in found] == [
        (Via.ROOM, None),
        (Via.MAIL, None),
        (Via.HUB, hub.id),
    ]


def test_hub_of_another_meeting_is_refused(session: Session, coordinator: Someone) -> None:
    with pytest.raises(Invalid):
        service.enter(session.id, asked(via=Via.HUB, hub_id=99), by=coordinator.viewer)


def test_question_goes_from_asked_to_answered_with_who_and_when(
    session: Session, moderator: Someone
) -> None:
    question = ask(session)
    service.forward(session.id, question.id, by=moderator.viewer, seen=0)
    service.answer(
        session.id, question.id, by=moderator.viewer, text="We do.", answered_by="Bea", seen=1
    )
    found = reload(question.id)
    assert (found.state, found.answer, found.answered_by) == (State.ANSWERED, "We do.", "Bea")
    assert found.forwarded_at is not None
    assert found.answered_at is not None
    acts = [
        (event.act, event.by.email if event.by else "") for event in queries.history_of(found.id)
    ]
    assert acts == [
        (Act.ASKED, ""),
        (Act.FORWARDED, moderator.email),
        (Act.ANSWERED, moderator.email),
    ]


def test_second_moderator_who_acts_on_what_is_past_is_told_and_changes_nothing(
    session: Session, moderator: Someone, coordinator: Someone
) -> None:
    question = ask(session)
    service.forward(session.id, question.id, by=moderator.viewer, seen=0)
    with pytest.raises(Conflict) as problem:
        service.leave_over(session.id, question.id, by=coordinator.viewer, seen=0)
    assert "“Who pays for the line?” now stands under “Forwarded”" in problem.value.message
    with pytest.raises(Conflict):
        service.forward(session.id, question.id, by=moderator.viewer)
    assert reload(question.id).state is State.FORWARDED


def test_declined_question_is_kept_with_its_reason_and_can_be_put_back(
    session: Session, moderator: Someone
) -> None:
    question = ask(session, "You are all thieves")
    with pytest.raises(Invalid):
        service.decline(session.id, question.id, "", by=moderator.viewer)
    service.decline(session.id, question.id, "Abuse.", by=moderator.viewer)
    found = reload(question.id)
    assert (found.state, found.reason, found.text) == (
        State.DECLINED,
        "Abuse.",
        "You are all thieves",
    )
    assert queries.queue_of(session.id).is_empty
    service.put_back(session.id, question.id, by=moderator.viewer)
    found = reload(question.id)
    assert (found.state, found.reason) == (State.ASKED, "")


def test_rewording_keeps_the_first_words_and_those_between(
    session: Session, moderator: Someone
) -> None:
    question = ask(session, "who pays???")
    service.edit(session.id, question.id, "Who pays?", by=moderator.viewer, seen=0)
    service.edit(session.id, question.id, "Who pays for it?", by=moderator.viewer, seen=1)
    service.edit(session.id, question.id, "Who pays for it?", by=moderator.viewer, seen=2)
    found = reload(question.id)
    assert (found.text, found.original) == ("Who pays for it?", "who pays???")
    words = [event.text for event in queries.history_of(found.id) if event.act is Act.EDITED]
    assert words == ["who pays???", "Who pays?"]


def test_merged_questions_follow_the_first_of_them(session: Session, moderator: Someone) -> None:
    one, two, three = (ask(session, f"{n}?", once=f"form-number-{n:020}") for n in (1, 2, 3))
    service.merge(session.id, [three.id, two.id], by=moderator.viewer)
    service.merge(session.id, [two.id, one.id], by=moderator.viewer)
    assert [(reload(q.id).state, reload(q.id).merged_into_id) for q in (one, two, three)] == [
        (State.ASKED, None),
        (State.MERGED, one.id),
        (State.MERGED, one.id),
    ]
    service.put_back(session.id, three.id, by=moderator.viewer)
    assert (reload(three.id).state, reload(three.id).merged_into_id) == (State.ASKED, None)


def test_forwarded_question_stands_for_those_that_wait(
    session: Session, moderator: Someone
) -> None:
    first, second = ask(session, "First?"), ask(session, "Second?")
    service.forward(session.id, second.id, by=moderator.viewer)
    service.merge(session.id, [first.id, second.id], by=moderator.viewer)
    assert reload(first.id).merged_into_id == second.id


def test_merging_needs_two_that_still_wait(session: Session, moderator: Someone) -> None:
    first, second = ask(session, "First?"), ask(session, "Second?")
    with pytest.raises(Invalid):
        service.merge(session.id, [first.id, first.id], by=moderator.viewer)
    service.leave_over(session.id, second.id, by=moderator.viewer)
    with pytest.raises(Conflict):
        service.merge(session.id, [first.id, second.id], by=moderator.viewer)
    assert reload(first.id).state is State.ASKED


def test_order_is_that_of_moderators(session: Session, moderator: Someone) -> None:
    found = [ask(session, text) for text in ("A?", "B?", "C?", "D?")]
    service.forward(session.id, found[1].id, by=moderator.viewer)
    arranging.move(session.id, found[3].id, Way.UP, by=moderator.viewer)
    assert in_order(State.ASKED) == ["A?", "D?", "C?"]
    arranging.move(session.id, found[2].id, Way.TOP, by=moderator.viewer)
    arranging.move(session.id, found[3].id, Way.DOWN, by=moderator.viewer)
    arranging.move(session.id, found[2].id, Way.UP, by=moderator.viewer)
    assert in_order(State.ASKED) == ["C?", "A?", "D?"]
    service.forward(session.id, found[0].id, by=moderator.viewer)
    assert in_order(State.FORWARDED) == ["B?", "A?"]


def test_one_question_is_put_at_a_time(session: Session, moderator: Someone) -> None:
    first, second = ask(session, "First?"), ask(session, "Second?")
    with pytest.raises(Conflict):
        arranging.call_up(session.id, first.id, by=moderator.viewer)
    for question in (first, second):
        service.forward(session.id, question.id, by=moderator.viewer)
        arranging.call_up(session.id, question.id, by=moderator.viewer)
    assert (reload(first.id).is_current, reload(second.id).is_current) == (False, True)
    service.answer(session.id, second.id, by=moderator.viewer)
    assert not reload(second.id).is_current


def test_what_remains_is_left_over_and_answered_later_by_organisers(
    session: Session, coordinator: Someone, moderator: Someone, representative: Someone
) -> None:
    held = propose(meeting_of(session), representative.viewer)
    programme.accept_session(held.id, by=coordinator.viewer)
    arranging.hold(held.id, Hold.OPEN, by=coordinator.viewer)
    question = ask(held)
    with pytest.raises(NotAllowed):
        service.answer(held.id, question.id, by=representative.viewer, text="Yes.")
    assert service.leave_over_rest(held.id, by=coordinator.viewer) == 1
    service.answer(held.id, question.id, by=representative.viewer, text="Yes.")
    assert reload(question.id).answer == "Yes."
    arranging.publish_answers(held.id, True, by=representative.viewer)
    (shown,) = queries.standing_of(held.id, viewer=ANONYMOUS).answers
    assert (shown.text, shown.answer) == ("Who pays for the line?", "Yes.")
    arranging.publish_answers(held.id, False, by=representative.viewer)
    assert queries.standing_of(held.id, viewer=ANONYMOUS).answers == ()


ACTS: list[Callable[[int, int, Someone], object]] = [
    lambda s, q, who: service.forward(s, q, by=who.viewer),
    lambda s, q, who: service.answer(s, q, by=who.viewer),
    lambda s, q, who: service.leave_over(s, q, by=who.viewer),
    lambda s, _q, who: service.leave_over_rest(s, by=who.viewer),
    lambda s, q, who: service.decline(s, q, "Abuse.", by=who.viewer),
    lambda s, q, who: service.put_back(s, q, by=who.viewer),
    lambda s, q, who: service.edit(s, q, "Other words?", by=who.viewer),
    lambda s, q, who: service.merge(s, [q, q + 1], by=who.viewer),
    lambda s, _q, who: service.enter(s, asked("Mine?"), by=who.viewer),
    lambda s, q, who: arranging.move(s, q, Way.TOP, by=who.viewer),
    lambda s, q, who: arranging.mark(s, q, True, by=who.viewer),
    lambda s, q, who: arranging.call_up(s, q, by=who.viewer),
    lambda s, _q, who: arranging.hold(s, Hold.OPEN, by=who.viewer),
    lambda s, _q, who: arranging.publish_answers(s, True, by=who.viewer),
]


@pytest.mark.parametrize("act", ACTS)
def test_nobody_else_acts_at_the_desk(
    session: Session,
    outsider: Someone,
    representative: Someone,
    anonymous: Someone,
    act: Callable[[int, int, Someone], object],
) -> None:
    question = ask(session)
    ask(session, "Another?")
    before = db.session.get_one(Desk, session.id).revision
    for someone in (outsider, representative, anonymous):
        with pytest.raises(NotAllowed):
            act(session.id, question.id, someone)
    assert reload(question.id).state is State.ASKED
    assert db.session.get_one(Desk, session.id, populate_existing=True).revision == before


def test_question_of_another_session_is_not_found(
    session: Session, coordinator: Someone, moderator: Someone
) -> None:
    other = make_session(meeting_of(session), coordinator.viewer)
    question = ask(session)
    with pytest.raises(NotFound):
        service.forward(other.id, question.id, by=coordinator.viewer)
    with pytest.raises(NotFound):
        arranging.mark(other.id, question.id, True, by=coordinator.viewer)
    with pytest.raises(NotAllowed):  # one moderates one's own session alone
        service.forward(other.id, question.id, by=moderator.viewer)


def test_answer_in_writing_stays_when_the_question_is_answered_in_the_room(
    session: Session, moderator: Someone
) -> None:
    question, by = ask(session), moderator.viewer
    service.answer(session.id, question.id, by=by, text="In full.", answered_by="Bo", language="en")
    service.put_back(session.id, question.id, by=by)
    service.forward(session.id, question.id, by=by)
    service.answer(session.id, question.id, by=by)
    kept = reload(question.id)
    assert (kept.answer, kept.answered_by, kept.answer_language) == ("In full.", "Bo", "en")
