"""Posts are written by coordinators, come out when they are to, and leave a sentence when taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from coalition.database import db, now
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.news import queries, service
from coalition.news.description import LONGEST_TITLE, PostFields
from coalition.news.models import Picture, Post, State
from coalition.programme import service as programme
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.members.making import text_of
from tests.news.making import DRAWN, draft, let_come_out, published, scheduled
from tests.programme.making import make_meeting, propose

FIELDS = PostFields("Doors open", "At *nine*.")


def titles() -> list[str]:
    """Return the titles of what is out, the latest first."""
    return [post.title for post in queries.posts().items]


def test_only_coordinators_write(representative: Someone, coordinator: Someone) -> None:
    post = draft(coordinator)
    for act in (
        lambda: service.create(FIELDS, by=representative.viewer),
        lambda: service.edit(post.id, FIELDS, by=representative.viewer),
        lambda: service.publish(post.id, by=representative.viewer),
        lambda: service.withdraw(post.id, "No.", by=representative.viewer),
        lambda: service.delete_draft(post.id, by=representative.viewer),
        lambda: service.add_picture(post.id, DRAWN, "A door.", by=representative.viewer),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_faults_are_named_by_field(coordinator: Someone) -> None:
    with pytest.raises(Invalid) as problem:
        service.create(
            PostFields("x" * (LONGEST_TITLE + 1), " ", "no language"), by=coordinator.viewer
        )
    assert sorted(problem.value.fields) == ["body", "language", "title"]
    with pytest.raises(Invalid) as problem:
        service.create(replace(FIELDS, language="en-x-aaaaaaaa-bbbbbbbb"), by=coordinator.viewer)
    assert list(problem.value.fields) == ["language"]


def test_post_names_no_session_that_is_merely_proposed(
    coordinator: Someone, representative: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    proposed = propose(meeting, representative.viewer)
    with pytest.raises(Invalid) as refused:
        draft(coordinator, session_id=proposed.id)
    assert list(refused.value.fields) == ["about"]
    about = f'value="session:{proposed.id}"'
    assert about not in text_of(coordinator, "/news/new")
    programme.accept_session(proposed.id, by=coordinator.viewer)
    assert about in text_of(coordinator, "/news/new")
    assert draft(coordinator, session_id=proposed.id).meeting_id == meeting.id


def test_draft_is_open_to_coordinators_alone(coordinator: Someone, representative: Someone) -> None:
    post = draft(coordinator)
    assert queries.get_post(post.id, viewer=coordinator.viewer).title == "Doors open"
    for viewer in (representative.viewer, ANONYMOUS):
        with pytest.raises(NotFound):
            queries.get_post(post.id, viewer=viewer)
    assert (titles(), queries.unpublished_posts(viewer=representative.viewer)) == ([], ())


def test_scheduled_post_comes_out_at_its_time(coordinator: Someone) -> None:
    post = scheduled(coordinator, now() + timedelta(hours=1))
    with pytest.raises(NotFound):
        queries.get_post(post.id, viewer=ANONYMOUS)
    assert titles() == []
    let_come_out(post.id)
    assert titles() == ["Tomorrow"]
    announced = queries.get_post(post.id, viewer=ANONYMOUS).announced_at
    service.announce_due()
    assert queries.get_post(post.id, viewer=ANONYMOUS).announced_at == announced


def test_time_of_a_post_lies_ahead(coordinator: Someone) -> None:
    post = draft(coordinator)
    with pytest.raises(Invalid) as problem:
        service.publish(post.id, by=coordinator.viewer, at=now() - timedelta(minutes=1))
    assert list(problem.value.fields) == ["at"]
    assert queries.get_post(post.id, viewer=coordinator.viewer).state is State.DRAFT


def test_scheduled_post_can_be_made_a_draft_again(coordinator: Someone) -> None:
    post = scheduled(coordinator, now() + timedelta(hours=1))
    assert service.unschedule(post.id, by=coordinator.viewer).published_at is None
    with pytest.raises(Conflict):
        service.unschedule(post.id, by=coordinator.viewer)


def test_what_is_out_stays_out_and_cannot_be_deleted(coordinator: Someone) -> None:
    post = published(coordinator)
    for act in (service.publish, service.unschedule, service.delete_draft):
        with pytest.raises(Conflict):
            act(post.id, by=coordinator.viewer)
    assert titles() == ["Doors open"]


def test_withdrawn_post_leaves_its_reason(coordinator: Someone) -> None:
    post = published(coordinator)
    with pytest.raises(Invalid):
        service.withdraw(post.id, "  ", by=coordinator.viewer)
    service.withdraw(post.id, "It was wrong.", by=coordinator.viewer)
    seen = queries.get_post(post.id, viewer=ANONYMOUS)
    assert (seen.state, seen.withdrawn_reason, titles()) == (State.WITHDRAWN, "It was wrong.", [])
    with pytest.raises(Conflict):
        service.edit(post.id, FIELDS, by=coordinator.viewer)


def test_stale_form_is_refused(coordinator: Someone) -> None:
    post = draft(coordinator)
    service.edit(post.id, PostFields("First", "x"), by=coordinator.viewer, revision=0)
    with pytest.raises(Conflict):
        service.edit(post.id, PostFields("Second", "x"), by=coordinator.viewer, revision=0)
    assert queries.get_post(post.id, viewer=coordinator.viewer).title == "First"


def test_pictures_are_numbered_and_described(coordinator: Someone) -> None:
    post = draft(coordinator)
    with pytest.raises(Invalid) as problem:
        service.add_picture(post.id, DRAWN, " ", by=coordinator.viewer)
    assert list(problem.value.fields) == ["description"]
    service.add_picture(post.id, DRAWN, "A door.", by=coordinator.viewer)
    service.add_picture(post.id, DRAWN, "ignored", is_decoration=True, by=coordinator.viewer)
    service.describe_picture(post.id, 1, "An open door.", by=coordinator.viewer)
    pictures = queries.get_post(post.id, viewer=coordinator.viewer).pictures
    assert [(p.number, p.description) for p in pictures] == [(1, "An open door."), (2, "")]
    service.remove_picture(post.id, 1, by=coordinator.viewer)
    with pytest.raises(NotFound):
        service.remove_picture(post.id, 1, by=coordinator.viewer)


def test_post_does_not_come_out_with_pictures_it_does_not_have(coordinator: Someone) -> None:
    post = draft(coordinator, text="![](picture:1)")
    with pytest.raises(Invalid) as problem:
        service.publish(post.id, by=coordinator.viewer)
    assert "picture:1" in problem.value.fields["body"]
    service.add_picture(post.id, DRAWN, "A door.", by=coordinator.viewer)
    service.publish(post.id, by=coordinator.viewer)
    with pytest.raises(Conflict):
        service.remove_picture(post.id, 1, by=coordinator.viewer)
    assert titles() == ["Doors open"]


def test_post_that_waits_for_its_time_keeps_the_pictures_it_names(coordinator: Someone) -> None:
    post = draft(coordinator, text="![](picture:1)")
    service.add_picture(post.id, DRAWN, "A door.", by=coordinator.viewer)
    service.publish(post.id, by=coordinator.viewer, at=now() + timedelta(hours=1))
    with pytest.raises(Invalid) as problem:
        service.edit(post.id, PostFields("Doors open", "![](picture:7)"), by=coordinator.viewer)
    assert "picture:7" in problem.value.fields["body"]
    with pytest.raises(Conflict):
        service.remove_picture(post.id, 1, by=coordinator.viewer)


def test_deleted_draft_takes_its_pictures_along(app: Flask, coordinator: Someone) -> None:
    post = draft(coordinator)
    service.add_picture(post.id, DRAWN, "A door.", by=coordinator.viewer)
    service.delete_draft(post.id, by=coordinator.viewer)
    assert (db.session.query(Post).count(), db.session.query(Picture).count()) == (0, 0)
