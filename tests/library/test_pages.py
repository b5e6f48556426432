"""The reading page shows a text in windows of pages, in blocks, with numbered marks."""

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.database import db, transaction
from coalition.library import queries
from coalition.library.blocks import Block, Fragment, Run
from coalition.library.models import Document, Page, State
from coalition.library.pages import (
    MOST_CHARACTERS,
    MOST_PAGES,
    Text,
    Window,
    page_name,
    text_of,
    windows_of,
)
from coalition.library.queries import PageSize
from coalition.web.viewer import ANONYMOUS


def sizes(*characters: int) -> list[PageSize]:
    return [PageSize(number, "", count) for number, count in enumerate(characters, 1)]


@pytest.mark.parametrize(
    ("outline", "windows"),
    [
        (sizes(10), [(1, 1)]),
        (sizes(*[10] * MOST_PAGES), [(1, MOST_PAGES)]),
        (sizes(*[10] * (MOST_PAGES + 2)), [(1, MOST_PAGES), (MOST_PAGES + 1, MOST_PAGES + 2)]),
        (sizes(MOST_CHARACTERS, 1, 1), [(1, 1), (2, 3)]),
        (sizes(3 * MOST_CHARACTERS, 1), [(1, 1), (2, 2)]),
        (sizes(), []),
    ],
)
def test_windows_end_at_a_number_of_pages_or_characters(
    outline: list[PageSize], windows: list[tuple[int, int]]
) -> None:
    assert windows_of(outline) == tuple(Window(*window) for window in windows)


def test_page_name_follows_unit_and_printed_label(app: Flask) -> None:
    assert page_name("page", 5) == "Page 5"
    assert page_name("page", 5, "5") == "Page 5"
    assert page_name("page", 5, "iii") == "Page 5 (iii)"
    assert page_name("slide", 2) == "Slide 2"
    assert page_name("part", 3) == "Part 3"


def shown(document: Document, texts: list[str], page: int = 1, query: str = "") -> Text:
    version_id = document.versions[0].id
    with transaction():
        db.session.execute(sa.delete(Page).where(Page.version_id == version_id))
        for number, text in enumerate(texts, 1):
            db.session.add(Page(version_id=version_id, number=number, text=text))
    version = queries.get_version(document.id, 1, viewer=ANONYMOUS)
    found = text_of(version, viewer=ANONYMOUS, page=page, query=query)
    assert found is not None
    return found


def paragraph(*parts: str | tuple[str, int]) -> Block:
    """Return a paragraph of unmarked parts and parts with the number of their place."""
    pairs = [(part, 0) if isinstance(part, str) else part for part in parts]
    return Block("paragraph", (tuple(Fragment((Run(text),), place) for text, place in pairs),))


def test_text_is_in_paragraphs_with_marks_numbered_through(published: Document) -> None:
    found = shown(published, ["The doors open.\n\nNo door.", "", "Door to door"], query="door")
    assert [page.blocks for page in found.pages] == [
        (paragraph("The ", ("doors", 1), " open."), paragraph("No ", ("door", 2), ".")),
        (),
        (paragraph(("Door", 3), " to ", ("door", 4)),),
    ]
    assert (found.place_count, [page.first_place for page in found.pages]) == (4, [1, 0, 3])


def test_text_without_search_has_no_marks(published: Document) -> None:
    found = shown(published, ["The doors open."])
    assert (found.place_count, found.pages[0].blocks) == (0, (paragraph("The doors open."),))


def test_the_window_of_a_page_knows_its_neighbours(published: Document) -> None:
    texts = [f"page {number}" for number in range(1, 2 * MOST_PAGES + 11)]
    found = shown(published, texts, page=MOST_PAGES + 3)
    assert found.shown == Window(MOST_PAGES + 1, 2 * MOST_PAGES)
    assert found.previous == Window(1, MOST_PAGES)
    assert found.following == Window(2 * MOST_PAGES + 1, 2 * MOST_PAGES + 10)
    assert [page.number for page in found.pages] == list(range(MOST_PAGES + 1, 2 * MOST_PAGES + 1))


def test_a_page_that_does_not_exist_shows_the_beginning(published: Document) -> None:
    found = shown(published, ["one", "two"], page=77)
    assert (found.shown, found.previous, found.following) == (Window(1, 2), None, None)


def test_text_of_a_version_without_pages_is_none(draft: Document) -> None:
    version = draft.versions[0]
    with transaction():
        db.session.get_one(Document, draft.id).state = State.PUBLISHED
    version = queries.get_version(draft.id, 1, viewer=ANONYMOUS)
    assert text_of(version, viewer=ANONYMOUS) is None
