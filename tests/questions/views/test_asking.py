"""The public's pages: asking, the queue, where one's own question stands, what is new."""

import re

import pytest
from flask import Flask

from coalition.database import db
from coalition.programme import service as programme
from coalition.programme.models import Session
from coalition.questions import arranging, service
from coalition.questions.asking import DeskFields
from coalition.questions.models import Hold, Question, Shown, State, Via
from tests.conftest import Someone
from tests.members.making import counted_statements, post, text_of
from tests.programme.making import make_session, propose
from tests.questions.making import ONCE, ask, make_hub, meeting_of, newest, reload

TYPED = {
    "wording": "Who pays\r\nfor it?",
    "name": "Ada",
    "affiliation": "Library of Oran",
    "shown": "name",
    "language": "en",
    "once": ONCE,
}


def page_of(session: Session) -> str:
    return f"/sessions/{session.id}/questions"


def asked_count() -> int:
    return db.session.scalar(db.select(db.func.count(Question.id))) or 0


def test_reader_asks_and_sees_where_the_question_stands(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    page = text_of(anonymous, page_of(session))
    once = re.search(r'name="once" type="hidden" value="([^"]+)"', page)
    assert once is not None
    status, own = post(anonymous, page_of(session), **(TYPED | {"once": once[1]}))
    assert (status, own.rpartition("/")[0]) == (303, f"{page_of(session)}/own")
    question = newest()
    assert (question.text, question.via, question.shown) == (
        "Who pays\nfor it?",
        Via.WEB,
        Shown.NAME,
    )
    assert "It has arrived and waits for a moderator." in text_of(anonymous, own)
    service.forward(session.id, question.id, by=moderator.viewer)
    assert "It is forwarded to the session and comes next." in text_of(anonymous, own)
    service.answer(session.id, question.id, by=moderator.viewer, text="We do.")
    assert "It was answered in the session." in text_of(anonymous, own)
    arranging.publish_answers(session.id, True, by=moderator.viewer)
    assert "We do." in text_of(anonymous, own)


@pytest.mark.parametrize("given", ["no such", "x" * 500, "en-x-aaaaaaaa-bbbbbbbb", "en\0"])
def test_language_that_is_none_is_not_kept(
    session: Session, anonymous: Someone, given: str
) -> None:
    assert post(anonymous, page_of(session), **(TYPED | {"language": given}))[0] == 303
    assert (newest().text, newest().language) == ("Who pays\nfor it?", "")


def test_asking_needs_no_cookie_and_no_token_against_forgery(
    app: Flask, session: Session, anonymous: Someone
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    status, _ = post(anonymous, page_of(session), **TYPED)
    assert status == 303


def test_double_click_makes_one_question_and_leads_to_the_same_page(
    session: Session, anonymous: Someone
) -> None:
    answers = {post(anonymous, page_of(session), **TYPED) for _ in range(2)}
    assert len(answers) == 1
    assert asked_count() == 1


def test_refused_form_keeps_what_was_typed(session: Session, anonymous: Someone) -> None:
    status, page = post(anonymous, page_of(session), **(TYPED | {"wording": "x" * 2001}))
    assert status == 422
    assert "Your question has 2001 characters" in page
    assert "x" * 2001 in page
    assert 'value="Library of Oran"' in page
    status, page = post(anonymous, page_of(session), **(TYPED | {"wording": " "}))
    assert status == 422
    assert "Write your question." in page


def test_too_late_a_question_is_not_lost_from_the_page(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    arranging.hold(session.id, Hold.CLOSED, by=moderator.viewer)
    status, page = post(anonymous, page_of(session), **TYPED)
    assert status == 409
    assert "No questions are taken now, so yours was not kept." in page
    assert "Who pays\r\nfor it?" in page.replace("\n", "\r\n").replace("\r\r", "\r")
    assert asked_count() == 0


def test_too_many_from_one_form_are_told_to_wait_with_their_words_kept(
    session: Session, anonymous: Someone
) -> None:
    for number in range(service.FROM_FORM):
        post(anonymous, page_of(session), **(TYPED | {"wording": f"Question {number}?"}))
    answer = anonymous.client.post(page_of(session), data=TYPED)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
    page = answer.get_data(as_text=True)
    assert "Wait 10 minutes and try again." in page
    assert "Who pays" in page


def test_asker_chooses_what_others_see(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    for shown in Shown:
        ask(session, f"As {shown}?", shown=shown, once=f"{shown:->30}")
        service.forward(session.id, newest().id, by=moderator.viewer)
    page = text_of(anonymous, page_of(session))
    found = re.findall(r'question-text" lang="en" dir="ltr">(.*?)</p>\s*<p[^>]*>(.*?)</p>', page)
    assert found == [
        ("As name?", "<bdi>Ada · Library of Oran</bdi>"),
        ("As affiliation?", "<bdi>Library of Oran</bdi>"),
        ("As nothing?", "Anonymous"),
    ]
    assert text_of(moderator, f"{page_of(session)}/desk").count("Ada · Library of Oran") == 3


def test_question_by_a_hubs_link_carries_the_hub(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    hub, token = make_hub(session)
    path = f"{page_of(session)}?hub={token}"
    assert "From the hub in Nairobi" in text_of(anonymous, path)
    status, _ = post(anonymous, path, **TYPED)
    assert status == 303
    assert (newest().via, newest().hub_id) == (Via.HUB, hub.id)
    service.forward(session.id, newest().id, by=moderator.viewer)
    assert "Ada · Library of Oran · Hub Nairobi" in text_of(anonymous, page_of(session))


def test_worthless_link_of_a_hub_still_lets_one_ask(session: Session, anonymous: Someone) -> None:
    path = f"{page_of(session)}?hub={'x' * 43}"
    assert "This link of a hub no longer works here." in text_of(anonymous, path)
    assert post(anonymous, path, **TYPED)[0] == 303
    assert (newest().via, newest().hub_id) == (Via.WEB, None)


def test_waiting_and_declined_questions_are_nobodys_to_read(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    ask(session, "Waiting words?")
    ask(session, "Abusive words")
    service.decline(session.id, newest().id, "Abuse.", by=moderator.viewer)
    for path in ("", "/updates", "/display", "/display/updates"):
        page = text_of(anonymous, page_of(session) + path)
        assert "Waiting words?" not in page, path
        assert "Abusive words" not in page, path
    assert "1 question waits for a moderator." in text_of(anonymous, page_of(session))
    arranging.arrange(session.id, DeskFields(shows_waiting=True), by=moderator.viewer)
    page = text_of(anonymous, page_of(session))
    assert "Waiting words?" in page
    assert "Abusive words" not in page


def test_declined_question_says_so_to_its_asker_alone(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    _, own = post(anonymous, page_of(session), **TYPED)
    service.decline(session.id, newest().id, "Not about the session.", by=moderator.viewer)
    page = text_of(anonymous, own)
    assert "The moderators declined it" in page
    assert "Not about the session." in page
    text_of(anonymous, f"{page_of(session)}/own/{'x' * 43}", 404)


def test_merged_question_follows_the_one_it_became_part_of(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    first = ask(session, "Who pays, in the end?", once="another-form-altogether-123")
    _, own = post(anonymous, page_of(session), **TYPED)
    service.merge(session.id, [first.id, newest().id], by=moderator.viewer)
    service.forward(session.id, first.id, by=moderator.viewer)
    page = text_of(anonymous, own)
    assert "Who pays, in the end?" in page
    assert "It is forwarded to the session and comes next." in page


def test_words_of_another_that_everybody_may_not_read_are_shown_to_nobody_who_asked_the_same(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    words = "Vile words of somebody."
    first = ask(session, words, once="another-form-altogether-123")
    _, own = post(anonymous, page_of(session), **TYPED)
    second = newest()
    service.merge(session.id, [first.id, second.id], by=moderator.viewer)
    seen = [text_of(anonymous, own)]
    service.decline(session.id, first.id, "Abuse.", by=moderator.viewer)
    seen.append(text_of(anonymous, own))
    assert [words in page for page in seen] == [False, False]
    assert ["Put together with another" in page for page in seen] == [True, True]
    assert ["The moderators declined it" in page for page in seen] == [False, True]
    service.put_back(session.id, first.id, by=moderator.viewer)
    assert words not in text_of(anonymous, own)
    arranging.arrange(session.id, DeskFields(shows_waiting=True), by=moderator.viewer)
    assert words in text_of(anonymous, own)


def test_answer_that_is_hidden_again_is_shown_to_nobody_who_asked_the_same(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    first = ask(session, "Who pays, in the end?", once="another-form-altogether-123")
    _, own = post(anonymous, page_of(session), **TYPED)
    service.merge(session.id, [first.id, newest().id], by=moderator.viewer)
    service.answer(session.id, first.id, by=moderator.viewer, text="The state.", language="en")
    arranging.publish_answers(session.id, True, by=moderator.viewer)
    assert "The state." in text_of(anonymous, own)
    service.put_back(session.id, first.id, by=moderator.viewer)
    assert "The state." not in text_of(anonymous, own)


def test_reworded_question_shows_its_asker_both(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    _, own = post(anonymous, page_of(session), **(TYPED | {"wording": "who pays???"}))
    service.edit(session.id, newest().id, "Who pays?", by=moderator.viewer)
    page = text_of(anonymous, own)
    assert "Who pays?" in page
    assert "who pays???" in page


def test_nothing_new_is_answered_by_nothing(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    version = re.search(r'data-version="([^"]+)"', text_of(anonymous, page_of(session)))
    assert version is not None
    path = f"{page_of(session)}/updates"
    with counted_statements() as sent:
        answer = anonymous.client.get(f"{path}?seen={version[1]}")
    assert (answer.status_code, answer.get_data()) == (204, b"")
    assert len([one for one in sent if one.startswith("SELECT")]) == 1
    ask(session)
    answer = anonymous.client.get(f"{path}?seen={version[1]}")
    assert answer.status_code == 200
    assert "1 question waits for a moderator." in answer.get_data(as_text=True)


def test_what_is_new_is_drawn_once_for_all_readers(session: Session, anonymous: Someone) -> None:
    path = f"{page_of(session)}/updates"
    first = text_of(anonymous, path)
    with counted_statements() as sent:
        assert text_of(anonymous, path) == first
    assert len([one for one in sent if one.startswith("SELECT")]) == 1


def test_queue_of_three_takes_no_more_queries_than_of_one(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    counts = []
    for number in range(3):
        ask(session, f"Question {number}?")
        service.forward(session.id, newest().id, by=moderator.viewer)
        for path, who in ((page_of(session), anonymous), (f"{page_of(session)}/desk", moderator)):
            with counted_statements() as sent:
                text_of(who, path)
            counts.append(len(sent))
    assert counts[:2] == counts[4:]


def test_pages_say_when_questions_are_taken(
    session: Session, coordinator: Someone, anonymous: Someone
) -> None:
    assert "Questions are open" in text_of(anonymous, page_of(session))
    arranging.hold(session.id, Hold.CLOSED, by=coordinator.viewer)
    assert "Questions are closed at the moment" in text_of(anonymous, page_of(session))
    past = make_session(meeting_of(session), coordinator.viewer)
    assert "The time for questions is over." in text_of(anonymous, page_of(past))
    untimed = make_session(meeting_of(session), coordinator.viewer, starts_at=None, ends_at=None)
    page = text_of(anonymous, page_of(untimed))
    assert "The session has no time yet." in page
    assert "Nobody has asked yet" in page
    programme.cancel_session(session.id, "The hall is closed.", by=coordinator.viewer)
    assert "The session is cancelled." in text_of(anonymous, page_of(session))


def test_proposed_session_has_no_page_of_questions_for_others(
    session: Session, anonymous: Someone, representative: Someone
) -> None:
    proposed = propose(meeting_of(session), representative.viewer)
    for path in ("", "/updates", "/display", "/display/updates"):
        text_of(anonymous, page_of(proposed) + path, 404)
        text_of(representative, page_of(proposed) + path)
    text_of(anonymous, "/sessions/999/questions", 404)


def test_address_for_mail_is_shown_once_the_desk_has_one(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    assert "mailto:" not in text_of(anonymous, page_of(session))
    arranging.arrange(session.id, DeskFields(email="desk@example.org"), by=moderator.viewer)
    assert "mailto:desk@example.org?subject=Question%20for%3A%20Digital%20inclusion" in text_of(
        anonymous, page_of(session)
    )


def test_screen_shows_what_is_forwarded_and_nothing_to_press(
    session: Session, anonymous: Someone, moderator: Someone
) -> None:
    path = f"{page_of(session)}/display"
    assert "No question is forwarded yet." in text_of(anonymous, path)
    for text in ("First?", "Second?"):
        ask(session, text)
        service.forward(session.id, newest().id, by=moderator.viewer)
    arranging.call_up(session.id, newest().id, by=moderator.viewer)
    page = text_of(anonymous, f"{path}?theme=dark")
    assert 'class="dark"' in page
    assert page.index("Second?") < page.index("First?")
    assert "<button" not in page
    assert "<form" not in page
    assert reload(newest().id).state is State.FORWARDED
