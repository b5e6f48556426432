"""Searches as feeds, read by a feed reader."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from flask import Flask

from coalition.search.taking import feeds
from coalition.search.taking.feeds import Found, moment_of
from coalition.web.feeds import Feed, as_atom, as_json_feed
from tests.search.finds import BARE, HIT

SITE = "http://127.0.0.1:8000"
NAME = "Dynamic Coalition on Public Access in Libraries"
LINKS = {
    "self": f"{SITE}/search.atom?q=budget&page=2",
    "first": f"{SITE}/search.atom?q=budget",
    "next": f"{SITE}/search.atom?q=budget&page=3",
    "alternate": f"{SITE}/search?q=budget",
    "search": f"{SITE}/opensearch.xml",
}
FOUND = Found(
    title="Search: budget",
    language="en",
    text="budget",
    total=102,
    page=2,
    hits=(HIT, BARE),
    changed_at=datetime(2026, 1, 2, tzinfo=UTC),
)


def feed_of(**changes: Any) -> Feed:
    return feeds.feed_of(replace(FOUND, **changes), LINKS)


def test_atom_is_read_without_a_complaint(app: Flask) -> None:
    read = feedparser.parse(as_atom(feed_of()))
    assert (read.bozo, read.version) == (False, "atom10")
    feed = read.feed
    assert (feed.id, feed.title, feed.author) == (LINKS["first"], "Search: budget", NAME)
    assert feed.updated == "2012-11-09T10:00:00+00:00"
    assert {link.rel: link.href for link in feed.links} == LINKS
    assert (feed.opensearch_totalresults, feed.opensearch_startindex) == ("102", "51")


def test_an_entry_of_atom_has_all_that_is_known(app: Flask) -> None:
    entry = feedparser.parse(as_atom(feed_of())).entries[0]
    assert (entry.id, entry.title) == (f"{SITE}/library/12", "Budget & plan")
    assert entry.link == f"{SITE}/library/12?q=budget&page=3#page-3"
    assert entry.updated == entry.published == "2012-11-09T10:00:00+00:00"
    assert [author.name for author in entry.authors] == ["Ada Berg", "Lovelace, Ada"]
    assert [tag.term for tag in entry.tags] == ["Doorways", "Money"]
    assert (entry.title_detail.language, entry.summary) == ("en", "The budget of the hubs.")


def test_an_entry_of_little_is_an_entry_all_the_same(app: Flask) -> None:
    entry = feedparser.parse(as_atom(feed_of())).entries[1]
    assert (entry.title, entry.link) == ("دليل المكتبات", f"{SITE}/library/13")
    assert (entry.updated, entry.summary) == ("1970-01-01T00:00:00+00:00", "")


def test_markup_in_texts_stays_text(app: Flask) -> None:
    hit = replace(HIT, title="<b>&amp;", extracts=(), abstract="1 < 2 ]]> &lt;")
    entry = feedparser.parse(as_atom(feed_of(hits=(hit,))), sanitize_html=False).entries[0]
    assert (entry.title, entry.summary) == ("<b>&amp;", "1 < 2 ]]> &lt;")


def test_an_empty_feed_was_updated_when_the_index_was(app: Flask) -> None:
    read = feedparser.parse(as_atom(feed_of(hits=())))
    assert (read.bozo, read.entries, read.feed.updated) == (False, [], "2026-01-02T00:00:00+00:00")


def test_json_feed_has_the_members_of_version_1_1(app: Flask) -> None:
    assert as_json_feed(feed_of()) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Search: budget",
        "home_page_url": LINKS["alternate"],
        "feed_url": LINKS["self"],
        "next_url": LINKS["next"],
        "language": "en",
        "authors": [{"name": NAME, "url": SITE}],
        "items": [
            {
                "id": f"{SITE}/library/12",
                "url": f"{SITE}/library/12?q=budget&page=3#page-3",
                "title": "Budget & plan",
                "content_text": "The budget of the hubs.",
                "summary": "The budget of the hubs.",
                "date_published": "2012-11-09T10:00:00+00:00",
                "date_modified": "2012-11-09T10:00:00+00:00",
                "authors": [{"name": "Ada Berg"}, {"name": "Lovelace, Ada"}],
                "tags": ["Doorways", "Money"],
                "language": "en",
            },
            {
                "id": f"{SITE}/library/13",
                "url": f"{SITE}/library/13",
                "title": "دليل المكتبات",
                "content_text": "دليل المكتبات",
                "date_published": "1970-01-01T00:00:00+00:00",
                "date_modified": "1970-01-01T00:00:00+00:00",
            },
        ],
    }


def test_the_last_page_of_a_json_feed_names_no_next(app: Flask) -> None:
    links = {name: url for name, url in LINKS.items() if name != "next"}
    assert "next_url" not in as_json_feed(feeds.feed_of(FOUND, links))


@pytest.mark.parametrize(
    ("issued", "moment"),
    [
        ("2012", "2012-01-01T00:00:00+00:00"),
        ("2012-11", "2012-11-01T00:00:00+00:00"),
        ("2012-11-08", "2012-11-08T00:00:00+00:00"),
        ("2012-31", "1970-01-01T00:00:00+00:00"),
    ],
)
def test_what_has_no_moment_of_publishing_has_that_of_its_date(issued: str, moment: str) -> None:
    assert moment_of(replace(HIT, published_at="", issued=issued)) == moment
