"""The demonstration, served and read by programs of others: each reads every document it should."""

import io
import urllib.robotparser
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bagit
import extruct
import feedparser
import pytest
import requests
import rispy
import signposting
from bibtexparser.entrypoint import parse_string as parse_bibtex

from tests.records.javascript import read_by_citation_js
from tests.running import Running, running

pytestmark = pytest.mark.hard
Titles = dict[int, str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demonstration, served."""
    with running(tmp_path_factory.mktemp("shown") / "instance", API_REQUESTS="0") as made:
        made.flask("demo", seconds=600)
        made.serve()
        yield made


@pytest.fixture(scope="module")
def titles(site: Running) -> Titles:
    """The titles of all public documents by their numbers, as the API tells them."""
    listed = requests.get(f"{site.url}/api/v1/documents?per_page=100", timeout=60).json()
    found = {one["id"]: one["title"] for one in listed["items"]}
    assert len(found) == listed["total"] > 30
    return found


def text(site: Running, path: str) -> str:
    """Return what an address answers."""
    answer = requests.get(site.url + path, timeout=60)
    assert answer.status_code == 200, path
    return answer.content.decode()


def flat(given: object) -> str:
    """Return a title as it is compared: without the braces and spaces of a format."""
    return " ".join(str(given).replace("{", "").replace("}", "").split())


def test_references_are_read_with_all_titles(site: Running, titles: Titles) -> None:
    expected = sorted(map(flat, titles.values()))
    bibtex, ris, csl = (text(site, f"/search.{end}") for end in ("bib", "ris", "csl.json"))
    library = parse_bibtex(bibtex)
    assert [block.raw for block in library.failed_blocks] == []
    assert sorted(flat(entry["title"]) for entry in library.entries) == expected
    found: list[dict[str, Any]] = list(rispy.loads(ris))
    assert sorted(flat(one.get("primary_title") or one.get("title")) for one in found) == expected
    for items in read_by_citation_js(("@csl/object", csl), ("@ris/file", ris)):
        assert sorted(flat(item["title"]) for item in items) == expected


def test_structured_data_of_every_page_names_its_document(site: Running, titles: Titles) -> None:
    for number, title in titles.items():
        address = f"{site.url}/library/{number}"
        data = extruct.extract(
            text(site, f"/library/{number}"),
            base_url=address,
            syntaxes=["json-ld", "opengraph"],
            uniform=True,
        )
        names = [one.get("name") for one in data["json-ld"] if one.get("@id") == address]
        assert names == [title], number
        (graph,) = data["opengraph"]
        assert (graph["og:title"], graph["og:url"]) == (title, address)


def test_links_of_every_page_lead_somewhere(site: Running, titles: Titles) -> None:
    for number in titles:
        address = f"{site.url}/library/{number}"
        found = signposting.find_signposting_http(address)
        assert str(found.citeAs.target) == address
        for link in (*found.describedBy, *found.items, *found.linksets):
            head = requests.head(str(link.target), timeout=60)
            assert head.status_code == 200, link
            assert head.headers["Content-Type"].partition(";")[0] == str(link.type), link


def test_feeds_hold_the_newest_documents(site: Running, titles: Titles) -> None:
    for form in ("atom", "json"):
        assert requests.head(f"{site.url}/library/feed.{form}", timeout=60).status_code == 200
    feed = feedparser.parse(text(site, "/library/feed.atom"))
    assert not feed.bozo
    told = {entry.link: entry.title for entry in feed.entries}
    addresses = {f"{site.url}/library/{number}": title for number, title in titles.items()}
    assert told.items() <= addresses.items()
    assert len(told) == min(len(titles), 50)


def test_bags_are_valid(site: Running, titles: Titles, tmp_path: Path) -> None:
    for number in titles:
        answer = requests.get(f"{site.url}/library/{number}/bag.zip", timeout=60)
        place = tmp_path / str(number)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            packed.extractall(place)
        (folder,) = place.iterdir()
        bag = bagit.Bag(str(folder))
        bag.validate()
        assert bag.info["External-Identifier"] == f"{site.url}/library/{number}"


def test_crawlers_may_read_documents_and_no_exports(site: Running, titles: Titles) -> None:
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(text(site, "/robots.txt").splitlines())
    for agent in ("Googlebot", "Googlebot-Scholar", "bingbot"):
        assert all(rules.can_fetch(agent, f"{site.url}/library/{number}") for number in titles)
        assert not rules.can_fetch(agent, f"{site.url}/search?q=library")
        assert not rules.can_fetch(agent, f"{site.url}/api/v1/documents")
    assert rules.site_maps() == [f"{site.url}/sitemap.xml"]
