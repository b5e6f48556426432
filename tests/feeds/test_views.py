"""Feeds of documents as feed readers meet them: what everybody may read, and what is gone."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from flask import Flask
from lxml import etree
from sqlalchemy import event

from coalition.database import db, now, transaction
from coalition.library import service
from coalition.library.models import Audience, Document
from coalition.records import announcing
from coalition.records.models import Announcement
from coalition.web.site import change_settings
from tests.conftest import Someone, work_through
from tests.feeds.conftest import let_time_pass
from tests.library.conftest import FIELDS, put
from tests.members.making import own_of

SITE = "http://127.0.0.1:8000"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
FEEDS = ("/library/feed", "/members/1/feed", "/library/subjects/1/feed", "/sessions/1/feed")


def read(someone: Someone, address: str, status: int = 200) -> Any:
    answer = someone.client.get(address)
    assert answer.status_code == status
    return feedparser.parse(answer.data)


def titles(someone: Someone, feed: str) -> list[str]:
    """Return the titles of a feed, the same in both of its forms."""
    atom = [entry.title for entry in read(someone, f"{feed}.atom").entries]
    values = json.loads(someone.client.get(f"{feed}.json").data)
    assert [item["title"] for item in values["items"]] == atom
    return atom


def gone(someone: Someone, feed: str) -> list[str]:
    root = etree.fromstring(someone.client.get(f"{feed}.atom").data)
    return [str(one.get("ref")) for one in root.iter(TOMBSTONE)]


def published(holder: Someone, title: str, **said: Any) -> Document:
    fields = replace(FIELDS, title=title, **said)
    made = put(holder.viewer, own_of(holder), f"The text of {title}.", fields)
    service.publish(made.id, by=holder.viewer)
    work_through()
    return made


def test_an_entry_has_all_that_is_known(document: Document, anonymous: Someone) -> None:
    feed = read(anonymous, "/library/feed.atom")
    assert (feed.bozo, feed.version) == (False, "atom10")
    stamp = db.session.get_one(Announcement, document.id).stamped_at
    assert feed.feed.updated == stamp.isoformat()
    assert {link.rel: link.href for link in feed.feed.links} == {
        "self": f"{SITE}/library/feed.atom",
        "first": f"{SITE}/library/feed.atom",
        "alternate": f"{SITE}/library/",
    }
    [entry] = feed.entries
    assert (entry.id, entry.link) == (f"{SITE}/library/{document.id}",) * 2
    assert entry.title == "Reading rooms & the <network>"
    assert entry.updated == stamp.isoformat()
    assert document.published_at
    assert entry.published == document.published_at.isoformat()
    assert [(author.name, author.get("href")) for author in entry.authors] == [
        ("Ana María García López", "https://orcid.org/0000-0002-1825-0097"),
        ("Chinua Okafor", None),
        ("Working group of librarians", None),
    ]
    assert [tag.term for tag in entry.tags] == ["Public access"]


def test_json_feed_says_the_same(document: Document, anonymous: Someone) -> None:
    answer = anonymous.client.get("/library/feed.json")
    assert answer.content_type == "application/feed+json; charset=utf-8"
    values = json.loads(answer.data)
    assert (values["version"], values["feed_url"], values["home_page_url"]) == (
        "https://jsonfeed.org/version/1.1",
        f"{SITE}/library/feed.json",
        f"{SITE}/library/",
    )
    [item] = values["items"]
    assert (item["id"], item["language"]) == (f"{SITE}/library/{document.id}", "en")
    assert item["authors"][:2] == [
        {"name": "Ana María García López", "url": "https://orcid.org/0000-0002-1825-0097"},
        {"name": "Chinua Okafor"},
    ]


def test_each_feed_has_its_own_documents(
    document: Document, representative: Someone, anonymous: Someone
) -> None:
    published(representative, "Another")
    let_time_pass()
    found = {feed: titles(anonymous, feed) for feed in FEEDS}
    mine = document.title
    assert found == {
        "/library/feed": ["Another", mine],
        "/members/1/feed": ["Another", mine],
        "/library/subjects/1/feed": [mine],
        "/sessions/1/feed": [mine],
    }


def test_feeds_are_named_on_the_pages_they_belong_to(
    document: Document, anonymous: Someone
) -> None:
    pages = ("/library/", "/members/1", "/search?subject=1", "/sessions/1")
    for page, feed in zip(pages, FEEDS, strict=True):
        said = anonymous.client.get(page).get_data(as_text=True)
        for form in ("atom", "json"):
            link = rf'<link rel="alternate" type="[^"]+" title="[^"]+" href="{feed}\.{form}">'
            assert len(re.findall(link, said)) == 1, (page, form)
            assert len(re.findall(rf'<a href="{feed}\.{form}"', said)) == 1, (page, form)


def test_what_changes_comes_first_again(
    document: Document, representative: Someone, anonymous: Someone
) -> None:
    published(representative, "Another")
    let_time_pass()
    service.edit(document.id, replace(FIELDS, title="Changed"), by=representative.viewer)
    work_through()
    with transaction():
        db.session.get_one(Announcement, document.id).stamped_at = now() - timedelta(seconds=2)
    assert titles(anonymous, "/library/feed") == ["Changed", "Another"]


@pytest.mark.parametrize("signed_in", [False, True])
def test_what_is_not_for_everybody_is_in_no_feed(
    document: Document, representative: Someone, anonymous: Someone, signed_in: bool
) -> None:
    put(representative.viewer, own_of(representative), "A draft.", replace(FIELDS, title="Draft"))
    published(representative, "Inner", audience=Audience.MEMBERS)
    let_time_pass()
    reader = representative if signed_in else anonymous
    for feed in FEEDS:
        assert (titles(reader, feed), gone(reader, feed)) == ([document.title], [])


def test_what_is_hidden_disappears_at_once_and_is_said_to_be_gone(
    document: Document, representative: Someone, anonymous: Someone
) -> None:
    service.edit(document.id, replace(FIELDS, audience=Audience.MEMBERS), by=representative.viewer)
    assert [titles(anonymous, feed) for feed in FEEDS] == [[]] * 4  # before it is announced
    work_through()
    let_time_pass()
    address = f"{SITE}/library/{document.id}"
    assert {feed: gone(anonymous, feed) for feed in FEEDS} == {
        "/library/feed": [address],
        "/members/1/feed": [address],
        "/library/subjects/1/feed": [address],
        "/sessions/1/feed": [],  # it may have been tied to it when it was hidden already
    }


def test_withdrawn_document_is_said_to_be_gone(
    document: Document, representative: Someone, anonymous: Someone
) -> None:
    service.withdraw(document.id, "A mistake.", by=representative.viewer)
    work_through()
    let_time_pass()
    feed = read(anonymous, "/library/feed.atom")
    assert (feed.bozo, feed.entries) == (False, [])
    assert gone(anonymous, "/library/feed") == [f"{SITE}/library/{document.id}"]


def test_a_feed_without_documents_is_a_feed(app: Flask, anonymous: Someone) -> None:
    feed = read(anonymous, "/library/feed.atom")
    assert (feed.bozo, feed.entries, feed.feed.updated) == (False, [], "1970-01-01T00:00:00+00:00")


def test_stamps_that_lie_ahead_are_not_shown_yet(document: Document, anonymous: Someone) -> None:
    with transaction():
        db.session.get_one(Announcement, document.id).stamped_at = now() + timedelta(seconds=30)
    assert titles(anonymous, "/library/feed") == []


def test_pages_go_on_to_the_end_without_gap_or_repeat(
    document: Document,
    representative: Someone,
    anonymous: Someone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("coalition.feeds.queries.FEED_LENGTH", 2)
    for number in range(4):
        published(representative, f"Number {number}")
    let_time_pass()
    found, address = [], "/library/feed.atom"
    while address:
        feed = read(anonymous, address)
        found.append([entry.title for entry in feed.entries])
        links = {link.rel: link.href for link in feed.feed.links}
        assert links["first"] == feed.feed.id == f"{SITE}/library/feed.atom"
        address = links.get("next", "").removeprefix(SITE)
    assert [len(page) for page in found] == [2, 2, 1]
    assert sorted(title for page in found for title in page) == sorted(
        [document.title, *(f"Number {number}" for number in range(4))]
    )


@pytest.mark.parametrize("before", ["x", "", "1.", "999999999999.1", "-1.1", "1.1.1", "١.١"])
def test_a_page_that_is_none_is_not_found(app: Flask, anonymous: Someone, before: str) -> None:
    answer = anonymous.client.get("/library/feed.atom", query_string={"before": before})
    assert answer.status_code == 404


def test_feeds_of_what_is_not_there_are_not_found(
    app: Flask, applicant: Someone, anonymous: Someone
) -> None:
    for feed in (
        f"/members/{own_of(applicant)}/feed.atom",
        "/members/999/feed.atom",
        "/library/subjects/999/feed.json",
        "/sessions/999/feed.atom",
        "/library/feed.rss",
    ):
        assert anonymous.client.get(feed).status_code == 404


def test_a_feed_that_did_not_change_is_not_sent_again(
    document: Document, representative: Someone, anonymous: Someone
) -> None:
    first = anonymous.client.get("/library/feed.atom")
    assert first.last_modified == db.session.get_one(Announcement, document.id).stamped_at
    for again in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        answer = anonymous.client.get("/library/feed.atom", headers=again)
        assert (answer.status_code, answer.data) == (304, b"")
    published(representative, "Another")
    with transaction():
        db.session.get_one(Announcement, document.id + 1).stamped_at = now() - timedelta(seconds=2)
    for again in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        assert anonymous.client.get("/library/feed.atom", headers=again).status_code == 200


def test_the_hub_is_named_in_feeds_and_their_headers(
    document: Document, anonymous: Someone
) -> None:
    change_settings(websub_hub="https://hub.example.org/")
    for feed in (*FEEDS, "/news/feed"):
        answer = anonymous.client.get(f"{feed}.atom")
        links = {link.rel: link.href for link in feedparser.parse(answer.data).feed.links}
        assert (links["hub"], links["self"]) == ("https://hub.example.org/", f"{SITE}{feed}.atom")
        assert answer.headers.getlist("Link") == [
            '<https://hub.example.org/>; rel="hub"',
            f'<{SITE}{feed}.atom>; rel="self"',
        ]
        values = json.loads(anonymous.client.get(f"{feed}.json").data)
        assert values["hubs"] == [{"type": "WebSub", "url": "https://hub.example.org/"}]


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_takes_the_same_queries_however_long(
    document: Document, representative: Someone, anonymous: Someone, count: int
) -> None:
    for number in range(count - 1):
        published(representative, f"Number {number}")
    announcing.compare([document.id])
    let_time_pass()
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    assert len(read(anonymous, "/library/feed.atom").entries) == count
    assert len(said) == 7
