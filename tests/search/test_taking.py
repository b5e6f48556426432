"""Addresses that take a search along: feeds to follow, tables and references to keep."""

import csv
import io
import os
from typing import Any

import feedparser
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from coalition.search.entries import Named
from coalition.search.index import Index
from coalition.search.running import KEEPER
from tests.conftest import Someone
from tests.search.shelf import make_entry

HIVE = Named("organisation:7", "Hidden Hive")
SITE = "http://127.0.0.1:8000"
NAME = "Dynamic Coalition on Public Access in Libraries"
ENDINGS = ("atom", "json", "csv")


@pytest.fixture
def index(app: Flask) -> Index:
    """The application's index with two public entries and one of the members."""
    index: Index = app.extensions[KEEPER].index
    index.texts = lambda wanted: dict.fromkeys(wanted, "The budget of the hubs.")
    index.rebuild(
        [
            make_entry(1, "Plan", "The budget of the hubs.", issued="2012", authors=("Ada Berg",)),
            make_entry(2, "Minutes", "Nothing", abstract="On the budget.", kind="minutes"),
            make_entry(4, "Closed", "the budget xyzzy", organisation=HIVE, audience="members"),
        ]
    )
    return index


def take(someone: Someone, address: str, **headers: str) -> TestResponse:
    """Return the answer to an address that works."""
    answer = someone.client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer


def feed(someone: Someone, address: str) -> Any:
    """Return what a feed reader makes of an address."""
    read = feedparser.parse(take(someone, address).get_data())
    assert not read.bozo
    return read


def links(read: Any) -> dict[str, str]:
    """Return the links of a feed by their relation, without the site."""
    return {link.rel: link.href.removeprefix(SITE) for link in read.feed.links}


def test_each_form_has_its_type_and_the_same_things(index: Index, anonymous: Someone) -> None:
    answers = [take(anonymous, f"/search.{ending}?q=budget&sort=title") for ending in ENDINGS]
    atom, json_feed, table = [answer.get_data(as_text=True) for answer in answers]
    assert [answer.mimetype for answer in answers] == [
        "application/atom+xml",
        "application/feed+json",
        "text/csv",
    ]
    titles = ["Minutes", "Plan"]
    assert [entry.title for entry in feedparser.parse(atom).entries] == titles
    assert [item["title"] for item in (answers[1].json or {})["items"]] == titles
    assert [row["Title"] for row in csv.DictReader(io.StringIO(table[1:]))] == titles
    assert '"language": "en"' in json_feed


@pytest.mark.parametrize("ending", ENDINGS)
def test_members_take_what_the_public_does_not(
    index: Index, anonymous: Someone, outsider: Someone, representative: Someone, ending: str
) -> None:
    nothing = take(anonymous, f"/search.{ending}?q=rubbish").get_data(as_text=True)
    address = f"/search.{ending}?q=xyzzy&organisation=organisation:7"
    for someone in (anonymous, outsider):
        said = take(someone, address).get_data(as_text=True)
        assert "Closed" not in said
        assert "Hive" not in said
        if ending not in {"atom", "json"}:  # those two say what was asked
            assert said == nothing
    assert "Closed" in take(representative, address).get_data(as_text=True)


def test_the_answer_to_a_person_is_kept_nowhere(
    index: Index, anonymous: Someone, representative: Someone
) -> None:
    for ending in ENDINGS:
        kept = [
            take(someone, f"/search.{ending}").headers["Cache-Control"]
            for someone in (anonymous, representative)
        ]
        assert kept == ["no-cache, private", "no-store"]


def test_a_feed_says_what_is_searched(index: Index, anonymous: Someone) -> None:
    def title(arguments: str) -> str:
        return str(feed(anonymous, f"/search.atom{arguments}").feed.title)

    assert title("") == f"Latest in the library – {NAME}"
    assert title("?q=budget") == f"Search: budget – {NAME}"
    assert title("?q=budget&kind=report") == f"Search: budget · Kind: Report – {NAME}"


def test_a_feed_names_itself_and_its_page(index: Index, anonymous: Someone) -> None:
    assert links(feed(anonymous, "/search.atom?q=budget&kind=report&per_page=10")) == {
        "self": "/search.atom?kind=report&q=budget",
        "first": "/search.atom?kind=report&q=budget",
        "alternate": "/search?kind=report&q=budget&sort=added",
        "search": "/opensearch.xml",
    }


def test_the_order_that_was_asked_for_stays_on_all_pages(index: Index, anonymous: Someone) -> None:
    index.write([make_entry(n, f"{n:03}", "word") for n in range(100, 220)])
    address = "/search.atom?q=word&sort=best&page=2"
    read = feed(anonymous, address)
    assert len(read.entries) == 50
    assert links(read) == {
        "self": "/search.atom?q=word&sort=best&page=2",
        "first": "/search.atom?q=word&sort=best",
        "next": "/search.atom?q=word&sort=best&page=3",
        "previous": "/search.atom?q=word&sort=best",
        "alternate": "/search?q=word",
        "search": "/opensearch.xml",
    }
    last = take(anonymous, "/search.json?q=word&page=3").json or {}
    assert (len(last["items"]), "next_url" in last) == (20, False)


def test_a_feed_is_sent_again_only_when_it_changed(index: Index, anonymous: Someone) -> None:
    address = "/search.atom?q=budget"
    tag = take(anonymous, address).headers["ETag"]
    same = anonymous.client.get(address, headers={"If-None-Match": tag})
    assert (same.status_code, same.get_data()) == (304, b"")
    index.write([], ["document:1"])
    assert take(anonymous, address, **{"If-None-Match": tag}).headers["ETag"] != tag


def test_a_compressed_feed_is_sent_again_only_when_it_changed(
    index: Index, anonymous: Someone
) -> None:
    headers = {"Accept-Encoding": "br"}
    answer = take(anonymous, "/search.atom", **headers)
    assert answer.headers["Content-Encoding"] == "br"
    headers["If-None-Match"] = answer.headers["ETag"]
    assert anonymous.client.get("/search.atom", headers=headers).status_code == 304


def test_a_feed_is_as_old_as_the_last_change_of_the_index(index: Index, anonymous: Someone) -> None:
    assert "Last-Modified" not in take(anonymous, "/search.atom").headers
    for folder in (index.folder, *index.folder.glob("data-*")):
        os.utime(folder, (1_000_000_000, 1_000_000_000))
    moment = "Sun, 09 Sep 2001 01:46:40 GMT"
    assert take(anonymous, "/search.atom").headers["Last-Modified"] == moment
    headers = {"If-Modified-Since": moment}
    assert anonymous.client.get("/search.atom", headers=headers).status_code == 304
    index.write([], ["document:1"])
    assert anonymous.client.get("/search.atom", headers=headers).status_code == 200


def test_files_to_keep_have_a_name_and_tell_their_length(index: Index, anonymous: Someone) -> None:
    headers = take(anonymous, "/search.csv?q=budget").headers
    assert headers["Content-Disposition"] == 'attachment; filename="search.csv"'
    assert (headers["X-Total-Count"], headers["X-Listed-Count"]) == ("2", "2")


def test_nothing_found_is_a_file_all_the_same(index: Index, anonymous: Someone) -> None:
    said = {e: take(anonymous, f"/search.{e}?q=rubbish").get_data(as_text=True) for e in ENDINGS}
    assert said["csv"].count("\n") == 1
    assert feedparser.parse(said["atom"]).entries == []


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("query", ["page=x", "sort=random", "q=%00%0b%ff", "year=abc", "page=400"])
def test_an_unusable_address_is_answered_all_the_same(
    index: Index, anonymous: Someone, ending: str, query: str
) -> None:
    take(anonymous, f"/search.{ending}?{query}")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_missing_index_says_when_to_come_again(
    app: Flask, anonymous: Someone, ending: str
) -> None:
    answer = anonymous.client.get(f"/search.{ending}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "20")
