"""Searching within a document, and what is like it, on the reading page."""

import re
from dataclasses import replace
from html import unescape

import pytest

from coalition.library import service
from coalition.library.models import Audience, Document
from tests.conftest import Someone, keeper, work_through
from tests.library.conftest import FIELDS, put, text_of

FILLING = "of many words to read " * 40
LONG = "\n\n".join(
    f"Paragraph {n} {FILLING}{'Lighthouse keepers.' if n in (0, 60, 119) else ''}"
    for n in range(120)
)


def publish(someone: Someone, text: str, **changes: object) -> Document:
    """Return a published document that search knows."""
    fields = replace(FIELDS, **changes)  # type: ignore[arg-type]
    document = put(someone.viewer, someone.organisation_id, text, fields)
    work_through()
    service.publish(document.id, by=someone.viewer)
    work_through()
    keeper().rebuild()
    return document


@pytest.fixture
def long(representative: Someone) -> Document:
    """A long text, shown a window at a time, with a word at its beginning, middle and end."""
    return publish(representative, LONG)


def page(someone: Someone, address: str) -> str:
    """Return a page's text."""
    return text_of(someone.client.get(address))


def all_places(html: str) -> list[tuple[str, str]]:
    """Return the page and the number of its places, from the list of the whole text."""
    found = re.search(r'class="all-places".*?</ul>', html, re.DOTALL)
    return re.findall(r"#page-(\d+)\">\d+</a> <[^>]*>× (\d+)<", found[0]) if found else []


def test_the_search_within_a_document_stays_on_its_page_and_keeps_what_was_typed(
    anonymous: Someone, published: Document
) -> None:
    html = page(anonymous, f"/library/{published.id}?q=%22rooms")
    form = html[html.index('class="inside-search"') :]
    assert f'action="/library/{published.id}#text"' in form
    assert 'name="q" type="search" maxlength="1000" value="&#34;rooms"' in form
    version = page(anonymous, f"/library/{published.id}/versions/1?q=rooms")
    assert f'action="/library/{published.id}/versions/1#text"' in version


def test_places_of_the_whole_text_are_listed_and_lead_on_to_the_next_window(
    anonymous: Someone, long: Document
) -> None:
    html = page(anonymous, f"/library/{long.id}?q=lighthouse")
    places = all_places(html)
    assert [count for _number, count in places] == ["1", "1", "1"]
    middle = places[1][0]
    address = f"/library/{long.id}/versions/1?page={middle}&q=lighthouse#page-{middle}"
    assert [unescape(url) for url in re.findall(r'data-after="([^"]*)"', html)] == [address]
    assert re.findall(r'data-before="([^"]*)"', html) == []
    last = page(anonymous, f"/library/{long.id}?q=lighthouse&page={places[2][0]}")
    assert [unescape(url) for url in re.findall(r'data-before="([^"]*)"', last)] == [address]
    assert f"Places before this: page {middle}" in last


def test_in_a_draft_only_the_pages_shown_are_known(representative: Someone) -> None:
    document = put(representative.viewer, representative.organisation_id, LONG)
    work_through()
    html = page(representative, f"/library/{document.id}?q=lighthouse")
    assert "1 place on these pages" in html
    assert all_places(html) == []


def test_steps_from_place_to_place_are_there_for_words_that_are(
    anonymous: Someone, published: Document
) -> None:
    assert page(anonymous, f"/library/{published.id}?q=rooms").count("data-step=") == 2
    assert page(anonymous, f"/library/{published.id}?q=unheard").count("data-step=") == 0
    assert "matches.js" not in page(anonymous, f"/library/{published.id}")


def similar(html: str) -> list[str]:
    """Return the titles of similar documents."""
    section = re.search(r'<ul class="similar".*?</ul>', html, re.DOTALL)
    return re.findall(r"<a [^>]*>([^<]*)</a>", section[0]) if section else []


def test_similar_documents_are_those_the_reader_may_know_of(
    anonymous: Someone, representative: Someone
) -> None:
    text = "Lighthouse keepers lend telescopes and barometers to fishermen. " * 5
    shown = publish(representative, text, title="Shown")
    publish(representative, f"{text} And almanacs for mariners in harbours.", title="Open")
    publish(
        representative,
        f"{text} With sextants for navigators on voyages.",
        title="Closed",
        audience=Audience.MEMBERS,
    )
    assert similar(page(anonymous, f"/library/{shown.id}")) == ["Open"]
    assert sorted(similar(page(representative, f"/library/{shown.id}"))) == ["Closed", "Open"]


def test_a_draft_is_like_nothing(representative: Someone, draft: Document) -> None:
    work_through()
    assert "Similar documents" not in page(representative, f"/library/{draft.id}")
