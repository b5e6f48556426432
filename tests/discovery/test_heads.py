"""What the heads of pages tell programs, and what they keep to themselves."""

from dataclasses import replace
from datetime import timedelta

import extruct
import pytest
from flask import Flask

from coalition.database import now
from coalition.discovery.heads import graph_locale, shortened
from coalition.library import service
from coalition.library.models import Audience, Document
from coalition.members.models import State
from coalition.records.formats import json_ld
from coalition.records.queries import get_record
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone, make_organisation, work_through
from tests.discovery.conftest import data, links, metas, page_at, published
from tests.library.conftest import FIELDS, put
from tests.members.making import own_of
from tests.news.making import published as out
from tests.news.making import scheduled
from tests.programme.making import at, make_meeting, make_session

SITE = "http://127.0.0.1:8000"
SECRET = "Zanzibarite"
LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")


def test_extruct_reads_what_is_said_of_a_document(document: Document, anonymous: Someone) -> None:
    page = anonymous.client.get(f"/library/{document.id}").get_data(as_text=True)
    found = extruct.extract(page, base_url=SITE, syntaxes=["json-ld", "opengraph", "dublincore"])
    way, described = sorted(found["json-ld"], key=lambda one: str(one["@type"]))
    assert described == json_ld.described(get_record(document.id, viewer=ANONYMOUS))
    assert [one["name"] for one in way["itemListElement"]] == [
        "Library",
        "Reading rooms & the <network>",
    ]
    (graph,) = found["opengraph"]
    assert graph["properties"] == [
        ("og:title", "Reading rooms & the <network>"),
        ("og:type", "article"),
        ("og:url", f"{SITE}/library/{document.id}"),
        ("og:site_name", "Dynamic Coalition on Public Access in Libraries"),
        ("og:locale", "en_US"),
        *(("og:locale:alternate", graph_locale(tag)) for tag in LANGUAGES[1:]),
        ("og:description", "Why reading rooms matter."),
    ]
    (core,) = found["dublincore"]
    assert {one["name"]: one["content"] for one in core["elements"]} == {
        "DC.type": "Report",
        "DC.rights": "Creative Commons Attribution 4.0",
        "description": "Why reading rooms matter.",
    }


def test_highwire_tags_stand_in_the_order_of_authors(
    document: Document, anonymous: Someone
) -> None:
    found = metas(page_at(anonymous.client, f"/library/{document.id}"))
    assert [one for one in found if one[0].startswith("citation_") and "author" not in one[0]] == [
        ("citation_title", "Reading rooms & the <network>"),
        ("citation_publication_date", "2012/11/06"),
        ("citation_technical_report_institution", "Library Association of the Low Lands"),
        ("citation_language", "en"),
        ("citation_keywords", "Public access"),
        ("citation_abstract", "Why reading rooms matter."),
        ("citation_abstract_html_url", f"{SITE}/library/{document.id}"),
        ("citation_fulltext_html_url", f"{SITE}/library/{document.id}"),
    ]
    authors = [one for one in found if "author" in one[0]]
    assert authors[1] == ("citation_author_orcid", "https://orcid.org/0000-0002-1825-0097")
    assert authors[2:] == [
        ("citation_author", "Okafor, Chinua"),
        ("citation_author", "Working group of librarians"),
    ]


def test_a_page_has_an_address_in_each_language(document: Document, anonymous: Someone) -> None:
    path = f"/library/{document.id}"
    page = page_at(anonymous.client, f"{path}?lang=fr&q=rooms")
    assert page.get("lang") == "fr"
    assert links(page, "canonical") == [("", f"{SITE}{path}?lang=fr")]
    assert links(page, "alternate") == [
        *((tag, f"{SITE}{path}?lang={tag}") for tag in LANGUAGES),
        ("x-default", SITE + path),
    ]
    again = page_at(anonymous.client, path)  # nothing of it is kept
    assert again.get("lang") == "en"
    assert links(again, "canonical") == [("", SITE + path)]


def test_a_language_the_site_does_not_speak_chooses_none(anonymous: Someone) -> None:
    page = page_at(anonymous.client, "/?lang=tlh")
    assert page.get("lang") == "en"
    assert links(page, "canonical") == [("", f"{SITE}/")]


def test_who_chooses_a_language_is_led_back_without_the_one_of_the_address(
    anonymous: Someone,
) -> None:
    page = page_at(anonymous.client, "/members/?lang=fr&region=europe")
    (back,) = page.xpath(
        '//form[@action="/account/language" or contains(@action, "language")]'
        '/input[@name="next"]/@value'
    )
    assert back == "/members/?region=europe"


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/library/?page=2&sort=x", "/library/?page=2"),
        ("/library/?page=1", "/library/"),
        ("/library/?page=x", "/library/"),
        ("/members/?country=NL&page=3", "/members/?page=3"),
        ("/news?meeting=&page=2", "/news?page=2"),
        ("/search?q=rooms&kind=report", "/search"),
    ],
)
def test_filters_have_no_address_of_their_own(
    anonymous: Someone, path: str, canonical: str
) -> None:
    assert links(page_at(anonymous.client, path), "canonical") == [("", SITE + canonical)]


def test_a_version_is_known_by_the_address_of_its_document(
    document: Document, anonymous: Someone
) -> None:
    page = page_at(anonymous.client, f"/library/{document.id}/versions/1")
    assert links(page, "canonical") == [("", f"{SITE}/library/{document.id}")]


def test_the_front_page_tells_how_to_search(anonymous: Someone) -> None:
    (site,) = data(page_at(anonymous.client, "/"))
    assert site["@type"] == "WebSite"
    assert site["potentialAction"]["target"]["urlTemplate"] == (
        f"{SITE}/search?q={{search_term_string}}"
    )


def test_a_list_says_nothing_of_things(document: Document, anonymous: Someone) -> None:
    assert document.id
    page = page_at(anonymous.client, "/library/")
    assert [one["@type"] for one in data(page)] == []
    assert [name for name, _content in metas(page) if name.startswith("citation_")] == []


def test_news_is_told_with_its_time(coordinator: Someone, anonymous: Someone) -> None:
    post = out(coordinator)
    found = dict(metas(page_at(anonymous.client, f"/news/{post.id}")))
    assert found["og:title"] == "Doors open"
    assert found["og:type"] == "article"
    assert post.published_at
    assert found["article:published_time"] == post.published_at.isoformat(timespec="seconds")


def is_silent(reader: Someone, path: str, status: int) -> bool:
    """Tell whether the answer has this status and tells programs nothing."""
    answer = reader.client.get(path)
    assert answer.status_code == status, path
    page = page_at(reader.client, path)
    said = [name for name, _content in metas(page) if name not in {"robots", "referrer"}]
    told = (said, data(page), links(page, "canonical"), answer.headers.getlist("Link"))
    return told == ([], [], [], [])


def test_what_one_may_not_read_is_told_nowhere(representative: Someone, anonymous: Someone) -> None:
    by, own = representative.viewer, own_of(representative)
    named = replace(FIELDS, title=SECRET)
    draft = put(by, own, "One.", named)
    inner = published(representative, "Two.", replace(named, audience=Audience.MEMBERS))
    gone = published(representative, "Three.", named)
    service.withdraw(gone.id, "A mistake.", by=by)
    work_through()
    assert is_silent(anonymous, f"/library/{draft.id}", 404)
    assert is_silent(anonymous, f"/library/{inner.id}", 404)
    assert is_silent(anonymous, f"/library/{gone.id}", 410)
    assert is_silent(representative, f"/library/{gone.id}", 410)
    assert is_silent(representative, f"/library/{draft.id}", 200)  # a draft is no record yet
    for number in (draft.id, inner.id, gone.id):
        for ending in ("linkset.json", "linkset.txt"):
            answer = anonymous.client.get(f"/library/{number}/{ending}")
            assert answer.status_code == 404
            assert SECRET not in answer.get_data(as_text=True)
        assert anonymous.client.get(f"/library/{number}.pdf").status_code == 404
    found = dict(metas(page_at(representative.client, f"/library/{inner.id}")))
    assert found["citation_title"] == SECRET  # members save it as others save what is open


def test_proposed_sessions_and_news_to_come_are_told_nowhere(
    coordinator: Someone, anonymous: Someone
) -> None:
    post = scheduled(coordinator, now() + timedelta(days=1))
    assert is_silent(anonymous, f"/news/{post.id}", 404)
    assert is_silent(coordinator, f"/news/{post.id}", 200)


def test_a_suspended_member_is_not_described(coordinator: Someone) -> None:
    organisation = make_organisation(SECRET, state=State.SUSPENDED)
    assert is_silent(coordinator, f"/members/{organisation.id}", 200)


def test_refusals_tell_nothing_of_the_page_that_was_asked_for(
    app: Flask, coordinator: Someone, anonymous: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer, starts_at=at("09:00"))
    assert is_silent(anonymous, "/news/999", 404)
    assert is_silent(anonymous, f"/sessions/{session.id + 1}", 404)
    app.view_functions["library.index"] = lambda: str(1 / 0)
    app.config.update(PROPAGATE_EXCEPTIONS=False)
    assert is_silent(anonymous, "/library/", 500)


def test_long_texts_are_cut_between_words() -> None:
    assert shortened(" a \n b ") == "a b"
    text = shortened("word, " * 100)
    assert len(text) <= 300
    assert text.endswith("word…")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("fr", "fr_FR"), ("zh", "zh_CN"), ("pt-BR", "pt_BR"), ("zh-Hant", "zh_TW"), ("xx", "xx")],
)
def test_open_graph_names_languages_with_a_country(tag: str, expected: str) -> None:
    assert graph_locale(tag) == expected
