"""The hub is told of feeds that changed: once for many changes, again when it was away."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from coalition import tasks
from coalition.database import db, now, transaction
from coalition.feeds import pinging
from coalition.library import service
from coalition.library.models import Document
from coalition.records.models import Announcement
from coalition.tasks import State, Work
from coalition.web.outgoing import Unreachable
from coalition.web.site import change_settings
from tests.conftest import Someone, work_through
from tests.feeds.hub import Hub, hub_listening
from tests.library.conftest import FIELDS
from tests.news.making import published as published_news

SITE = "http://127.0.0.1:8000"
FEEDS = ["/library/feed", "/library/subjects/1/feed", "/members/1/feed", "/sessions/1/feed"]
TOPICS = sorted(f"{feed}.{form}" for feed in FEEDS for form in ("atom", "json"))


@pytest.fixture
def hub(app: Flask) -> Iterator[Hub]:
    """A hub that the site's settings name."""
    with hub_listening() as found:
        change_settings(websub_hub=found.url)
        yield found


def waiting() -> list[str]:
    found = select(Work.subject).where(Work.kind == pinging.KIND, Work.state == State.WAITING)
    return sorted(db.session.scalars(found))


def let_it_be_due() -> None:
    """Let what waits for its time be due now, and do it."""
    with transaction():
        db.session.execute(update(Work).values(due_at=now() - timedelta(seconds=1)))
    work_through()


def change(document: Document, title: str, by: Someone) -> None:
    service.edit(document.id, replace(FIELDS, title=title), by=by.viewer)
    work_through()


def test_the_feeds_of_a_document_are_told_once_for_many_changes(
    document: Document, hub: Hub, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pinging, "TOGETHER", 86_400)  # no border between these changes
    change(document, "Changed", representative)
    change(document, "Changed again", representative)
    assert hub.told == []  # nobody could read it yet
    let_it_be_due()
    topics = [f"/library/feed.{form}" for form in ("atom", "json")]
    topics += [f"/members/1/feed.{form}" for form in ("atom", "json")]
    topics += [f"/sessions/1/feed.{form}" for form in ("atom", "json")]
    assert sorted(hub.topics) == sorted(SITE + topic for topic in topics)
    assert {said["hub.mode"][0] for said in hub.told} == {"publish"}
    assert waiting() == []


def test_it_is_told_after_the_change_can_be_read(
    document: Document, hub: Hub, representative: Someone
) -> None:
    change(document, "Changed", representative)
    stamp = db.session.get_one(Announcement, document.id, populate_existing=True).stamped_at
    due = db.session.scalars(select(Work.due_at).where(Work.kind == pinging.KIND)).all()
    assert {stamp <= moment <= stamp + timedelta(seconds=11) for moment in due} == {True}


def test_later_changes_are_told_by_themselves(
    document: Document, hub: Hub, representative: Someone
) -> None:
    change(document, "Changed", representative)
    before = waiting()
    with transaction():
        earlier = now() - timedelta(minutes=1)
        db.session.execute(update(Work).where(Work.kind == pinging.KIND).values(due_at=earlier))
        pinging.note_stamped([document.id])
    assert waiting() == sorted(before * 2)


def test_withdrawing_is_told_in_all_feeds_it_was_in(
    document: Document, hub: Hub, representative: Someone
) -> None:
    service.withdraw(document.id, "A mistake.", by=representative.viewer)
    work_through()
    assert waiting() == TOPICS


def test_news_are_told(coordinator: Someone, hub: Hub) -> None:
    published_news(coordinator)
    work_through()
    let_it_be_due()
    assert sorted(hub.topics) == [f"{SITE}/news/feed.atom", f"{SITE}/news/feed.json"]


def test_nothing_is_noted_without_a_hub(document: Document, representative: Someone) -> None:
    change(document, "Changed", representative)
    pinging.ping(["/library/feed.atom"])
    assert waiting() == []


@pytest.mark.parametrize("status", [302, 400, 404, 500])
def test_a_hub_that_does_not_take_it_is_a_failure_in_its_words(hub: Hub, status: int) -> None:
    hub.status, hub.body = status, b"not\nnow"
    with pytest.raises(Unreachable) as problem:
        pinging.ping(["/library/feed.atom"])
    assert str(problem.value) == f"the hub answered {status} to /library/feed.atom: not now"
    assert len(hub.told) == 1  # no redirect is followed


def test_a_hub_that_is_away_is_asked_again_and_given_up_where_coordinators_see_it(
    document: Document, hub: Hub, representative: Someone, coordinator: Someone
) -> None:
    hub.status = 503
    change(document, "Changed", representative)
    topics = waiting()
    for _time in range(len(pinging.PAUSES) + 1):
        let_it_be_due()
    assert [work.subject for work in tasks.given_up()] == topics
    assert len(hub.told) == len(topics) * (len(pinging.PAUSES) + 1)
    page = coordinator.client.get("/given-up").get_data(as_text=True)
    assert page.count("Telling the hub that a feed changed") == len(topics)
    assert 'href="/library/feed.atom"' in page
    hub.status, hub.told = 204, []
    change(document, "Changed again", representative)  # the same work, and not once more
    work_through()
    assert (sorted(hub.topics), tasks.given_up(), waiting()) == (
        [SITE + topic for topic in topics],
        [],
        [],
    )


def test_no_hub_at_all_is_unreachable(hub: Hub) -> None:
    change_settings(websub_hub="http://127.0.0.1:9/")
    with pytest.raises(Unreachable) as problem:
        pinging.ping(["/library/feed.atom"])
    assert str(problem.value).startswith("127.0.0.1: ")
