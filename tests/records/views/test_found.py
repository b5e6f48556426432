"""What a search finds as references, and what is left out of them."""

import json
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qs

import pytest
import rispy
from flask import Flask
from lxml import html
from pybtex.database import parse_string
from sqlalchemy import select
from werkzeug.test import TestResponse

from coalition.database import db
from coalition.library import service as library
from coalition.library.models import Audience, Document
from coalition.programme import service as programme
from coalition.programme.models import Session, Use
from coalition.search.taking.listings import list_all
from coalition.search.views import taking
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, put
from tests.members.making import own_of

ENDINGS = ("bib", "ris", "csl.json")
TYPES = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl.json": "application/vnd.citationstyles.csl+json",
}


@pytest.fixture
def closed(document: Document, representative: Someone) -> Document:
    """A document for members, beside the one that is for everybody."""
    fields = replace(FIELDS, title="Closed xyzzy", audience=Audience.MEMBERS)
    made = put(representative.viewer, own_of(representative), "xyzzy reading", fields)
    work_through()
    library.publish(made.id, by=representative.viewer)
    work_through()
    return made


def take(someone: Someone, ending: str, query: str = "") -> TestResponse:
    """Return the answer to a search in a format, which works."""
    answer = someone.client.get(f"/search.{ending}?{query}")
    assert answer.status_code == 200
    return answer


def titles(answer: TestResponse, ending: str) -> list[str]:
    """Return the titles a program reads in an answer."""
    text = answer.get_data(as_text=True)
    if ending == "bib":
        return [entry.fields["title"] for entry in parse_string(text, "bibtex").entries.values()]
    if ending == "ris":
        return [reference["primary_title"] for reference in rispy.loads(text)]
    return [item["title"] for item in json.loads(text)]


def test_each_form_has_what_the_reader_finds(
    closed: Document, document: Document, anonymous: Someone, representative: Someone
) -> None:
    public = "Reading rooms & the <network>"
    for ending in ENDINGS:
        said = {"bib": [r"{Reading rooms \& the <network>}"]}.get(ending, [public])
        hidden = {"bib": ["{Closed xyzzy}"]}.get(ending, ["Closed xyzzy"])
        answer = take(anonymous, ending, "q=reading&sort=title")
        assert answer.mimetype == TYPES[ending]
        assert titles(answer, ending) == said
        name = f'attachment; filename="search.{ending}"'
        assert answer.headers["Content-Disposition"] == name
        assert answer.headers["Cache-Control"] == "no-cache, private"
        assert (answer.headers["X-Total-Count"], answer.headers["X-Listed-Count"]) == ("1", "1")
        nothing = take(anonymous, ending, "q=rubbish").get_data()
        assert take(anonymous, ending, "q=xyzzy").get_data() == nothing
        own = take(representative, ending, "q=reading&sort=title")
        assert titles(own, ending) == [*hidden, *said]
        assert own.headers["Cache-Control"] == "no-store"


def test_what_is_gone_but_still_in_the_index_is_left_out(
    document: Document, anonymous: Someone, coordinator: Someone
) -> None:
    library.withdraw(document.id, "It was wrong", by=coordinator.viewer)
    for ending in ENDINGS:
        assert titles(take(anonymous, ending), ending) == []


def test_a_list_is_chosen_as_a_search_is(document: Document, anonymous: Someone) -> None:
    organisation = document.organisation_id
    for query in (f"organisation={organisation}", "subject=1", "kind=report"):
        assert len(titles(take(anonymous, "ris", query), "ris")) == 1
    for query in ("organisation=99", "subject=99", "what=session", "kind=minutes"):
        assert titles(take(anonymous, "ris", query), "ris") == []


def test_the_papers_of_a_session_are_references_too(
    closed: Document, document: Document, anonymous: Someone, coordinator: Someone
) -> None:
    session_id = db.session.scalars(select(Session.id)).one()
    programme.tie_document(session_id, closed.id, Use.BRIEF, by=coordinator.viewer)
    for ending in ENDINGS:
        answer = anonymous.client.get(f"/sessions/{session_id}/references.{ending}")
        name = f'attachment; filename="session-{session_id}.{ending}"'
        assert answer.headers["Content-Disposition"] == name
        assert (answer.mimetype, len(titles(answer, ending))) == (TYPES[ending], 1)
        whole = coordinator.client.get(f"/sessions/{session_id}/references.{ending}")
        assert len(titles(whole, ending)) == 2
    for address in (f"/sessions/{session_id}/references.docx", "/sessions/99/references.bib"):
        assert anonymous.client.get(address).status_code == 404


def test_pages_of_lists_lead_to_their_references(document: Document, anonymous: Someone) -> None:
    session_id = db.session.scalars(select(Session.id)).one()
    links = {
        "/library/": "/search.bib",
        f"/members/{document.organisation_id}": f"/search.bib?organisation={document.organisation_id}",
        f"/sessions/{session_id}": f"/sessions/{session_id}/references.bib",
        "/search?q=reading": "/search.bib?q=reading",
    }
    for page, link in links.items():
        said = html.fromstring(anonymous.client.get(page).get_data())
        assert [a.get("href") for a in said.iter("a") if a.text == "BibTeX"] == [link]
        (title,) = [span.get("title") for span in said.iter("span") if span.get("class") == "Z3988"]
        context = parse_qs(str(title), strict_parsing=True)
        assert context["rft.title"] == ["Reading rooms & the <network>"]
        assert context["rft.identifier"] == [f"http://127.0.0.1:8000/library/{document.id}"]


def test_a_list_that_is_cut_says_so(
    closed: Document, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "list_all", partial(list_all, most=1))
    answer = take(representative, "bib")
    assert answer.get_data().startswith(b"% Only the first 1 of 2 are listed here. ")
    name = 'attachment; filename="search-first-5000.bib"'
    assert answer.headers["Content-Disposition"] == name
    assert (answer.headers["X-Total-Count"], answer.headers["X-Listed-Count"]) == ("2", "1")


def test_an_unusable_address_is_answered_all_the_same(
    document: Document, anonymous: Someone
) -> None:
    for query in ("page=x", "sort=random", "q=%00%0b%ff", "year=abc", "page=400"):
        for ending in ENDINGS:
            take(anonymous, ending, query)


def test_a_missing_index_says_when_to_come_again(app: Flask, anonymous: Someone) -> None:
    for ending in ENDINGS:
        answer = anonymous.client.get(f"/search.{ending}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "20")
