"""The desk: who gets there, what each press does, and what happens when two press at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import time_machine

from coalition.database import db
from coalition.programme import queries as programme
from coalition.programme import service as editing
from coalition.programme.description import fields_of
from coalition.programme.models import Session
from coalition.questions import arranging, queries, service
from coalition.questions.asking import DeskFields
from coalition.questions.models import Desk, Hold, Question, State, Via
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.members.making import post, text_of
from tests.questions.making import ask, asked, field_of, make_hub, meeting_of, newest, reload
from tests.questions.views.test_asking import TYPED, page_of


def desk_of(session: Session) -> str:
    return f"{page_of(session)}/desk"


def test_desk_is_for_moderators(
    session: Session,
    moderator: Someone,
    coordinator: Someone,
    representative: Someone,
    outsider: Someone,
    anonymous: Someone,
) -> None:
    question = ask(session)
    for path in (desk_of(session), f"{desk_of(session)}/settings"):
        for someone, status in ((moderator, 200), (coordinator, 200), (outsider, 403)):
            text_of(someone, path, status)
        text_of(representative, path, 403)
        assert anonymous.client.get(path).status_code == 303
    own = f"{desk_of(session)}/{question.id}"
    text_of(moderator, own)
    text_of(outsider, own, 403)
    assert "To the desk" in text_of(moderator, page_of(session))
    assert "To the desk" not in text_of(outsider, page_of(session))


def test_presses_lead_a_question_through(session: Session, moderator: Someone) -> None:
    question = ask(session)
    steps: list[tuple[str, dict[str, object], State]] = [
        ("mark", {"marked": "yes"}, State.ASKED),
        ("forward", {"seen": 0}, State.FORWARDED),
        ("call-up", {}, State.FORWARDED),
        ("put-back", {"seen": 1}, State.ASKED),
        ("leave-over", {"seen": 2}, State.LEFT_OVER),
        ("answered", {"seen": 3}, State.ANSWERED),
    ]
    for act, data, state in steps:
        answer = post(moderator, f"{desk_of(session)}/{question.id}/{act}", **data)
        assert answer == (303, desk_of(session)), act
        assert reload(question.id).state is state, act
    assert reload(question.id).is_marked


def test_late_press_is_told_why_nothing_was_done(
    session: Session, moderator: Someone, coordinator: Someone
) -> None:
    question = ask(session)
    path = f"{desk_of(session)}/{question.id}"
    post(moderator, f"{path}/forward", seen=0)
    assert post(coordinator, f"{path}/leave-over", seen=0) == (303, desk_of(session))
    page = text_of(coordinator, desk_of(session))
    assert "Nothing was changed, because someone else was quicker" in page
    assert reload(question.id).state is State.FORWARDED


def test_late_answer_keeps_its_words_and_can_be_sent_again(
    session: Session, moderator: Someone, coordinator: Someone
) -> None:
    question = ask(session)
    service.forward(session.id, question.id, by=coordinator.viewer)
    path = f"{desk_of(session)}/{question.id}/answer"
    given = {"answer": "A long answer.", "answered_by": "Bea", "language": "en"}
    status, page = post(moderator, path, seen=0, **given)
    assert status == 409
    assert "A long answer." in page
    assert 'name="seen" type="hidden" value="1"' in page
    assert post(moderator, path, seen=1, **given) == (303, desk_of(session))
    assert reload(question.id).answer == "A long answer."


def test_forms_without_words_are_refused_beside_their_field(
    session: Session, moderator: Someone
) -> None:
    question = ask(session)
    path = f"{desk_of(session)}/{question.id}"
    for act, sentence in (
        ("answer", "Write the answer."),
        ("edit", "Write your question."),
        ("decline", "Give the reason; whoever asked can read it."),
    ):
        status, page = post(moderator, f"{path}/{act}", seen=0)
        assert (status, sentence in page) == (422, True), act
    assert reload(question.id).state is State.ASKED


def test_question_is_reworded_and_declined_on_its_page(
    session: Session, moderator: Someone
) -> None:
    question = ask(session)
    path = f"{desk_of(session)}/{question.id}"
    post(moderator, f"{path}/edit", seen=0, wording="Who pays?")
    post(moderator, f"{path}/decline", seen=1, reason="Asked before.")
    found = reload(question.id)
    assert (found.text, found.state, found.reason) == ("Who pays?", State.DECLINED, "Asked before.")
    page = text_of(moderator, path)
    assert "Who pays for the line?" in page
    assert "Put back to those that wait" in page


def test_chosen_questions_are_put_together(session: Session, moderator: Someone) -> None:
    first, second = ask(session, "First?"), ask(session, "Second?")
    answer = moderator.client.post(
        f"{desk_of(session)}/merge", data={"question": [str(second.id), str(first.id), "x"]}
    )
    assert (answer.status_code, answer.location) == (303, desk_of(session))
    assert reload(second.id).merged_into_id == first.id
    assert "with 1 other" in text_of(moderator, desk_of(session))
    post(moderator, f"{desk_of(session)}/merge")
    assert "Choose two questions or more" in text_of(moderator, desk_of(session))


def test_order_changes_by_buttons(session: Session, moderator: Someone) -> None:
    for text in ("First?", "Second?", "Third?"):
        ask(session, text)
    post(moderator, f"{desk_of(session)}/{newest().id}/move", way="top")
    texts = db.session.scalars(db.select(Question.text).order_by(Question.position)).all()
    assert texts == ["Third?", "First?", "Second?"]


def test_questions_of_others_are_entered(session: Session, moderator: Someone) -> None:
    hub, _ = make_hub(session)
    given = TYPED | {"via": "hub", "hub": str(hub.id)}
    assert post(moderator, desk_of(session), **given) == (303, f"{desk_of(session)}?via=hub")
    assert (newest().via, newest().hub_id) == (Via.HUB, hub.id)
    page = text_of(moderator, f"{desk_of(session)}?via=hub")
    assert "The question is entered." in page
    assert '<option selected value="hub">' in page
    status, page = post(moderator, desk_of(session), **(given | {"wording": ""}))
    assert (status, 'value="Library of Oran"' in page) == (422, True)


def test_desk_is_opened_and_closed_by_hand(session: Session, moderator: Someone) -> None:
    path = f"{desk_of(session)}/hold"
    for given, hold in (("closed", Hold.CLOSED), ("open", Hold.OPEN), ("by-time", Hold.BY_TIME)):
        assert post(moderator, path, hold=given) == (303, desk_of(session))
        assert db.session.get_one(Desk, session.id, populate_existing=True).hold is hold


def test_what_remains_is_left_over_by_one_press(session: Session, moderator: Someone) -> None:
    ask(session, "First?")
    ask(session, "Second?")
    arranging.hold(session.id, Hold.CLOSED, by=moderator.viewer)
    assert "Leave over all that remain" in text_of(moderator, desk_of(session))
    post(moderator, f"{desk_of(session)}/leave-over")
    assert "2 questions are left over." in text_of(moderator, desk_of(session))


def test_settings_are_in_the_time_of_the_meeting(session: Session, moderator: Someone) -> None:
    path = f"{desk_of(session)}/settings"
    given = {
        "opens_at": "2012-11-06T09:00",
        "closes_at": "2012-11-06T11:00",
        "shows_waiting": "y",
        "email": "desk@example.org",
    }
    assert post(moderator, path, **given) == (303, desk_of(session))
    desk = queries.desk_of(session.id)
    assert (desk.opens_at, desk.closes_at, desk.shows_waiting, desk.email) == (
        datetime(2012, 11, 6, 5, 0, tzinfo=UTC),
        datetime(2012, 11, 6, 7, 0, tzinfo=UTC),
        True,
        "desk@example.org",
    )
    assert 'value="2012-11-06T09:00"' in text_of(moderator, path)


def test_settings_that_cannot_be_are_refused_with_what_was_typed(
    session: Session, moderator: Someone
) -> None:
    path = f"{desk_of(session)}/settings"
    given = {"opens_at": "2012-11-06T11:00", "closes_at": "2012-11-06T09:00", "email": "no"}
    status, page = post(moderator, path, **given)
    assert (status, "Enter an e-mail address such as name@example.org." in page) == (422, True)
    status, page = post(moderator, path, **(given | {"email": ""}))
    assert (status, "The desk closes before it opens." in page) == (422, True)
    assert 'value="2012-11-06T11:00"' in page


def test_lists_are_fetched_anew_only_when_they_changed(
    session: Session, moderator: Someone, outsider: Someone
) -> None:
    path = f"{desk_of(session)}/updates"
    version = queries.glance(session.id)
    assert version is not None
    assert moderator.client.get(f"{path}?seen={version.version}").status_code == 204
    ask(session, "New?")
    assert "New?" in text_of(moderator, f"{path}?seen={version.version}")
    text_of(outsider, path, 403)


def test_entering_keeps_once_so_that_a_second_press_makes_no_second(
    session: Session, moderator: Someone
) -> None:
    service.enter(session.id, asked(), by=moderator.viewer)
    service.enter(session.id, asked(), by=moderator.viewer)
    assert (
        len(
            queries.questions_of(
                queries.get_moderated(session.id, viewer=moderator.viewer), viewer=moderator.viewer
            )
        )
        == 1
    )


def test_times_of_a_desk_move_with_its_session(
    session: Session, moderator: Someone, coordinator: Someone
) -> None:
    own = DeskFields(opens_at=session.starts_at, closes_at=session.ends_at)
    arranging.arrange(session.id, own, by=moderator.viewer)
    day, fields = timedelta(days=1), fields_of(programme.get_session(session.id, viewer=ANONYMOUS))
    assert fields.starts_at
    assert fields.ends_at
    moved = replace(fields, starts_at=fields.starts_at + day, ends_at=fields.ends_at + day)
    editing.update_session(session.id, moved, by=coordinator.viewer, despite_clashes=True)
    found = queries.opening_of(programme.get_session(session.id, viewer=ANONYMOUS))
    assert (found.opens_at, found.closes_at) == (moved.starts_at, moved.ends_at)
    with time_machine.travel(moved.starts_at, tick=False):
        glance = queries.glance(session.id)
        assert glance is not None
        assert glance.version.endswith("open")
    zone = meeting_of(session).zone
    typed = moved.starts_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moved.starts_at else ""
    assert f'value="{typed}' in text_of(moderator, f"{desk_of(session)}/settings")


def test_desk_says_where_its_times_miss_the_session(session: Session, moderator: Someone) -> None:
    sentence = "By its own times the desk is closed during the whole session."
    assert sentence not in text_of(moderator, desk_of(session))
    arranging.arrange(session.id, DeskFields(closes_at=session.starts_at), by=moderator.viewer)
    assert sentence in text_of(moderator, desk_of(session))
    arranging.hold(session.id, Hold.OPEN, by=moderator.viewer)
    assert sentence not in text_of(moderator, desk_of(session))


def test_settings_of_two_moderators_are_not_written_over_each_other(
    session: Session, moderator: Someone, coordinator: Someone
) -> None:
    path = f"{desk_of(session)}/settings"
    seen = field_of(text_of(moderator, path), "seen")
    first = {"opens_at": "2012-11-06T09:00", "closes_at": "2012-11-06T11:00", "email": ""}
    assert post(coordinator, path, **first, seen=seen)[0] == 303
    arranging.hold(session.id, Hold.OPEN, by=moderator.viewer)  # which changes nothing typed
    assert post(coordinator, path, **first, seen=seen)[0] == 303  # a second press
    second = {"opens_at": "", "closes_at": "2012-11-06T11:00", "email": "late@example.org"}
    status, page = post(moderator, path, **second, seen=seen)
    assert (status, "What is kept now" in page, "late@example.org" in page) == (409, True, True)
    assert "2012, 9:00" in page
    assert "2012, 11:00" not in page
    assert queries.desk_of(session.id).email == ""
    assert post(moderator, path, **second, seen=field_of(page, "seen"))[0] == 303
    assert queries.desk_of(session.id).email == "late@example.org"


def test_lost_site_is_told_on_every_page_that_moves(session: Session, moderator: Someone) -> None:
    for path in (desk_of(session), page_of(session), f"{page_of(session)}/display"):
        page = text_of(moderator, path)
        assert 'data-lost="The site cannot be reached; this page tries again."' in page
        assert "data-said" in page
    assert "data-ended hidden" in text_of(moderator, desk_of(session))
