"""The sitemap and the rules for crawlers: which addresses are told, and which are left alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
import sqlalchemy as sa
from flask import Flask
from lxml import etree

from coalition.database import db, now, transaction
from coalition.discovery import queries, robots
from coalition.library import service
from coalition.library.models import Audience, Document
from coalition.members.models import State
from coalition.programme.models import Session
from coalition.programme.models import State as SessionState
from coalition.records.models import Announcement
from tests.conftest import Someone, make_organisation, work_through
from tests.discovery.conftest import published
from tests.discovery.crawling import may_ask
from tests.library.conftest import FIELDS, put
from tests.library.test_queries import counted
from tests.members.making import own_of
from tests.news.making import published as out
from tests.news.making import scheduled
from tests.programme.making import make_meeting, make_session

SITE = "http://127.0.0.1:8000"
AGENTS = ("Googlebot", "bingbot", "Googlebot-Image", "DuckDuckBot", "Mozilla/5.0 (compatible; x)")


def entries(reader: Someone, path: str) -> dict[str, str]:
    """Return the addresses of a sitemap or its index with their last changes, "" without one."""
    answer = reader.client.get(path)
    assert answer.status_code == 200, path
    assert answer.mimetype == "application/xml"
    root = etree.fromstring(answer.data)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    assert etree.QName(root).namespace == space["s"]
    return {
        entry.findtext("s:loc", "", space): entry.findtext("s:lastmod", "", space) for entry in root
    }


def all_of(reader: Someone) -> set[str]:
    """Return every address of the sitemap, read as crawlers do: the index, then its parts."""
    parts = entries(reader, "/sitemap.xml")
    return {
        address.removeprefix(SITE)
        for part in parts
        for address in entries(reader, part.removeprefix(SITE))
    }


PAGES = {"/", "/library/", "/members/", "/meetings", "/news", "/search/help", "/privacy"}


def test_an_empty_site_has_its_pages_alone(anonymous: Someone) -> None:
    assert all_of(anonymous) == PAGES
    assert anonymous.client.get("/sitemaps/documents-1.xml").status_code == 404
    assert anonymous.client.get("/sitemaps/pages-2.xml").status_code == 404
    assert anonymous.client.get(f"/sitemaps/news-{10**30}.xml").status_code == 404


def test_what_everybody_may_read_is_in_it_and_nothing_else(
    representative: Someone, coordinator: Someone, anonymous: Someone
) -> None:
    by, own = representative.viewer, own_of(representative)
    open_one = published(representative)
    put(by, own, "A draft.")
    published(representative, "For members.", replace(FIELDS, audience=Audience.MEMBERS))
    service.withdraw(published(representative, "Gone.").id, "A mistake.", by=by)
    make_organisation("Suspended", state=State.SUSPENDED)
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer)
    proposed = make_session(meeting, coordinator.viewer, number="131")
    with transaction():
        db.session.execute(
            sa.update(Session).where(Session.id == proposed.id).values(state=SessionState.PROPOSED)
        )
    post = out(coordinator)
    scheduled(coordinator, now() + timedelta(days=1))
    work_through()
    expected = PAGES | {
        f"/library/{open_one.id}",
        f"/members/{own}",
        f"/meetings/{meeting.id}",
        f"/sessions/{session.id}",
        f"/news/{post.id}",
    }
    assert all_of(anonymous) == expected
    assert all_of(representative) == expected  # whoever asks
    assert all_of(coordinator) == expected


def test_documents_have_the_date_they_were_announced_and_never_one_to_come(
    document: Document, anonymous: Someone
) -> None:
    (ahead,) = entries(anonymous, "/sitemaps/documents-1.xml").values()
    assert datetime.fromisoformat(ahead) <= now()
    with transaction():
        known = db.session.get_one(Announcement, document.id)
        known.stamped_at = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    told = {f"{SITE}/library/{document.id}": "2024-05-06T07:08:09+00:00"}
    assert entries(anonymous, "/sitemaps/documents-1.xml") == told
    index = entries(anonymous, "/sitemap.xml")
    assert index[f"{SITE}/sitemaps/documents-1.xml"] == "2024-05-06T07:08:09+00:00"
    assert index[f"{SITE}/sitemaps/pages-1.xml"] == ""


def test_things_stay_in_their_part_whatever_else_goes(
    representative: Someone, anonymous: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PART", 2)
    made = [published(representative, f"Text {n}.").id for n in range(1, 6)]
    assert made == [1, 2, 3, 4, 5]
    for gone in (1, 2, 4):
        service.withdraw(gone, "A mistake.", by=representative.viewer)
    work_through()
    found = [address for address in entries(anonymous, "/sitemap.xml") if "documents" in address]
    assert found == [f"{SITE}/sitemaps/documents-{part}.xml" for part in (2, 3)]
    assert list(entries(anonymous, "/sitemaps/documents-2.xml")) == [f"{SITE}/library/3"]
    assert list(entries(anonymous, "/sitemaps/documents-3.xml")) == [f"{SITE}/library/5"]
    assert anonymous.client.get("/sitemaps/documents-1.xml").status_code == 404


def test_a_part_takes_the_same_queries_for_one_and_for_three(
    representative: Someone, anonymous: Someone
) -> None:
    published(representative, "One.")
    with counted() as for_one:
        anonymous.client.get("/sitemaps/documents-1.xml")
    published(representative, "Two.")
    published(representative, "Three.")
    with counted() as for_three:
        anonymous.client.get("/sitemaps/documents-1.xml")
    assert len(for_three) == len(for_one)


# What crawlers may ask for, in the words of any reader of the rules.
OPEN = (
    "/",
    "/library/",
    "/library/?page=2",
    "/library/12",
    "/library/12.pdf",
    "/library/12/versions/1",
    "/library/12/versions/2/file",
    "/library/12/versions/2/pages/1/large.webp",
    "/library/12/linkset.json",
    "/library/feed.atom",
    "/members/",
    "/members/?page=3",
    "/members/7",
    "/meetings",
    "/meetings/1",
    "/sessions/130",
    "/sessions/130/report",
    "/news",
    "/news?page=2",
    "/news/5",
    "/search/help",
    "/privacy",
    "/usage",
    "/sitemap.xml",
    "/sitemaps/documents-1.xml",
    "/static/css/site.css",
)
CLOSED = (
    "/search",
    "/search?q=rooms",
    "/search.csv?q=rooms",
    "/search/suggest?q=r",
    "/search/saved/new?q=rooms",
    "/api/v1/documents",
    "/oai?verb=Identify",
    "/sign-in",
    "/sign-in?next=/library/",
    "/forgotten",
    "/account/language",
    "/members/apply",
    "/members/members.csv",
    "/meetings/own",
    "/meetings/zone?next=/meetings/1",
    "/news/letters",
)
# What takes the signs * to say, which the parser of the standard library does not know.
CLOSED_BY_PATTERN = (
    "/library/12?page=3",
    "/library/12?q=rooms",
    "/library/12/versions/1?page=2",
    "/library/12/versions/1/compare/2",
    "/library/12/record.bib",
    "/library/12/bag.zip",
    "/library/12/usage.csv",
    "/members/?region=europe",
    "/members/?region=europe&page=2",
    "/meetings/1?day=all&view=list",
    "/meetings/1/programme.csv",
    "/meetings/1/hubs/new",
    "/meetings/sessions/5/follow",
    "/sessions/130.zip",
    "/sessions/130/questions/display",
    "/news?meeting=1",
)
IN_A_LANGUAGE = ("/?lang=fr", "/library/12?lang=ar", "/meetings/1?lang=zh")


def test_crawlers_are_told_what_to_leave_alone(anonymous: Someone) -> None:
    answer = anonymous.client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    text = answer.get_data(as_text=True)
    parser = RobotFileParser()
    parser.parse(text.splitlines())
    for agent in AGENTS:
        for paths, allowed in ((OPEN, True), (IN_A_LANGUAGE, True), (CLOSED, False)):
            found = {path: parser.can_fetch(agent, SITE + path) for path in paths}
            assert found == dict.fromkeys(paths, allowed)
    assert parser.site_maps() == [f"{SITE}/sitemap.xml"]


def test_those_who_know_patterns_are_told_more(app: Flask) -> None:
    assert app
    text = robots.text()
    for paths, allowed in (
        (OPEN, True),
        (IN_A_LANGUAGE, True),
        (CLOSED, False),
        (CLOSED_BY_PATTERN, False),
    ):
        assert {path: may_ask(text, path) for path in paths} == dict.fromkeys(paths, allowed)


def test_the_rules_name_nothing_that_is_not_open(app: Flask) -> None:
    """An address that only coordinators know stands nowhere, nor one that bears a secret."""
    closed = {rule.rule for rule in app.url_map.iter_rules() if "<token>" in rule.rule}
    for line in robots.text().splitlines():
        rule = line.partition(": ")[2]
        for word in ("audit", "state", "given-up", "preservation", "queue", "host", "coordinators"):
            assert word not in rule
        assert rule not in closed
