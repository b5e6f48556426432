"""What the rooms of a meeting and the news note: once for each act, with the facts beside it."""

import json
from dataclasses import replace
from datetime import timedelta

from coalition.database import db, now
from coalition.hubs import decisions as hub_decisions
from coalition.hubs import service as hubs
from coalition.news import service as news
from coalition.news.description import PostFields
from coalition.programme import service as programme
from coalition.programme.calendars import own
from coalition.programme.models import Use
from coalition.questions import arranging
from coalition.questions import service as questions
from coalition.questions.models import Hold
from coalition.reports import service as reports
from coalition.tasks import State as WorkState
from coalition.tasks import Work
from tests.audit.noted import Log
from tests.conftest import Someone
from tests.hubs.making import GIVEN as HUB
from tests.hubs.making import confirm as confirmed_hub
from tests.hubs.making import make_meeting as make_coming_meeting
from tests.library.conftest import put
from tests.news.making import DRAWN
from tests.programme.imports.making import brought_in
from tests.programme.making import make_meeting, make_session, meeting_fields, session_fields
from tests.questions.making import ask, make_open
from tests.reports.making import CHOICE, held_session, written


def test_programme_meeting_and_sessions(representative: Someone, coordinator: Someone) -> None:
    log, by = Log(), coordinator.viewer
    meeting = make_meeting(by)
    programme.update_meeting(meeting.id, meeting_fields(name="IGF in Baku"), by=by)
    session = make_session(meeting, by)
    moved = session_fields(room="Room 2")
    programme.update_session(session.id, moved, by=by)
    programme.cancel_session(session.id, "The room burned.", by=by)
    programme.reinstate_session(session.id, by=by)
    document = put(by, None)
    programme.tie_document(session.id, document.id, Use.BRIEF, by=by)
    programme.untie_document(session.id, document.id, by=by)
    own.make_own_calendar(by=by)
    own.give_up_own_calendar(by=by)
    own.give_up_own_calendar(by=by)
    thing = f"session:{session.id}"
    me = coordinator.person_id
    assert log.told() == [
        ("programme.meeting_created", f"meeting:{meeting.id}", me),
        ("programme.meeting_changed", f"meeting:{meeting.id}", me),
        ("programme.added", thing, me),
        ("programme.moved", thing, me),
        ("programme.cancelled", thing, me),
        ("programme.reinstated", thing, me),
        ("library.deposited", f"document:{document.id}", me),
        ("programme.tied", thing, me),
        ("programme.untied", thing, me),
        ("programme.calendar_made", f"person:{me}", me),
        ("programme.calendar_given_up", f"person:{me}", me),
    ]
    changes = log.facts("programme.meeting_changed")["changes"]
    assert changes == {"name": ["IGF 2012", "IGF in Baku"]}
    assert log.facts("programme.moved")["changes"]["room"] == ["Room 1", "Room 2"]
    assert "key" not in log.facts("programme.calendar_made")


def test_programme_import_is_one_act_beside_those_of_its_sessions(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    log = Log()
    brought_in(b"title,kind\r\nOpening,ceremony\r\nClosing,ceremony\r\n", meeting.id, coordinator)
    assert log.actions() == ["programme.added", "programme.added", "programme.imported"]
    assert log.facts("programme.imported") == {"name": "IGF 2012", "count": 2}


def test_hubs_from_registration_to_withdrawal(coordinator: Someone) -> None:
    meeting = make_coming_meeting(coordinator.viewer)
    log = Log()
    hub, token = confirmed_hub(meeting)
    hub_decisions.accept(hub.id, by=coordinator.viewer)
    hub_decisions.send_link(hub.id, by=coordinator.viewer)
    hubs.update(token, replace(HUB, city="Mombasa", coordinator_name="Hidden"))
    hubs.withdraw(token)
    me, thing = coordinator.person_id, f"hub:{hub.id}"
    assert log.told() == [
        ("hubs.registered", thing, None),
        ("hubs.confirmed", thing, None),
        ("hubs.accepted", thing, me),
        ("hubs.link_sent", thing, me),
        ("hubs.changed", thing, None),
        ("hubs.withdrawn", thing, None),
    ]
    assert log.facts("hubs.accepted") == {"name": "Kenya National Library Service, Nairobi"}
    assert "Hidden" not in json.dumps([act.detail for act in log.acts()])


def test_questions_what_moderators_do_and_not_what_the_public_asks(coordinator: Someone) -> None:
    session = make_open(coordinator)
    log, by = Log(), coordinator.viewer
    question = ask(session)
    questions.forward(session.id, question.id, by=by)
    questions.answer(session.id, question.id, by=by, text="Everybody.")
    arranging.hold(session.id, Hold.CLOSED, by=by)
    arranging.publish_answers(session.id, True, by=by)
    arranging.publish_answers(session.id, False, by=by)
    assert coordinator.client.get(f"/sessions/{session.id}/questions/report.csv").status_code == 200
    thing, me = f"session:{session.id}", coordinator.person_id
    assert log.told() == [
        ("questions.forwarded", thing, me),
        ("questions.answered", thing, me),
        ("questions.desk_held", thing, me),
        ("questions.answers_published", thing, me),
        ("questions.answers_hidden", thing, me),
        ("questions.exported", thing, me),
    ]
    assert log.facts("questions.forwarded") == {
        "title": "Digital inclusion",
        "question": question.id,
    }


def test_reports_handed_over_and_published(coordinator: Someone, representative: Someone) -> None:
    session = held_session(coordinator, representative)
    written(session, coordinator.viewer)
    log, thing = Log(), f"session:{session.id}"
    reports.hand_over(session.id, by=coordinator.viewer)
    reports.publish(session.id, CHOICE, by=coordinator.viewer, revision=1)
    told = [one for one in log.told() if one[0].startswith("reports.")]
    assert told == [
        ("reports.handed_over", thing, coordinator.person_id),
        ("reports.published", thing, coordinator.person_id),
    ]
    assert {"library.deposited", "library.published", "programme.tied"} <= set(log.actions())


def test_news_life_of_a_post(coordinator: Someone) -> None:
    log, by = Log(), coordinator.viewer
    post = news.create(PostFields("Doors open", "At *nine*."), by=by)
    news.edit(post.id, PostFields("Doors opened", "At *nine*."), by=by)
    news.add_picture(post.id, DRAWN, "A door", by=by)
    news.describe_picture(post.id, 1, "An open door", by=by)
    news.remove_picture(post.id, 1, by=by)
    news.publish(post.id, by=by, at=now() + timedelta(days=1))
    news.unschedule(post.id, by=by)
    news.publish(post.id, by=by)
    news.withdraw(post.id, "It was wrong.", by=by)
    draft = news.create(PostFields("Never", "Not."), by=by)
    news.delete_draft(draft.id, by=by)
    assert log.actions() == [
        "news.created",
        "news.edited",
        "news.picture_added",
        "news.picture_described",
        "news.picture_removed",
        "news.scheduled",
        "news.unscheduled",
        "news.published",
        "news.withdrawn",
        "news.created",
        "news.draft_deleted",
    ]
    assert {act.person_id for act in log.acts()} == {coordinator.person_id}
    assert log.facts("news.edited") == {"title": "Doors opened"}


def test_exports_are_noted_for_who_is_signed_in(coordinator: Someone, anonymous: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    log = Log()
    paths = ("/members/members.csv", f"/meetings/{meeting.id}/programme.csv")
    for someone in (coordinator, anonymous):
        assert [someone.client.get(path).status_code for path in paths] == [200, 200]
    assert coordinator.client.get(f"/meetings/{meeting.id}/hubs.csv").status_code == 200
    me = coordinator.person_id
    assert log.told() == [
        ("members.exported", "", me),
        ("programme.exported", f"meeting:{meeting.id}", me),
        ("hubs.exported", f"meeting:{meeting.id}", me),
    ]


def test_home_work_that_is_tried_again_is_noted(coordinator: Someone) -> None:
    log = Log()
    coordinator.client.post("/given-up")
    assert log.told() == []
    db.session.add(Work(kind="mail", subject="1", state=WorkState.FAILED))
    db.session.commit()
    coordinator.client.post("/given-up")
    assert log.told() == [("home.work_retried", "", coordinator.person_id)]
