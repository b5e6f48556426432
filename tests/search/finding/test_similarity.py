"""What is like a document: by telling words that both have, never itself, nothing hidden."""

from dataclasses import replace

import pytest

from coalition.search.entries import Entry
from coalition.search.queries import similar
from tests.search.shelf import MEMBERS, PUBLIC, Shelf, make_entry

HUBS = "remote hubs moderators webcast questions "
MONEY = "budget donors accounts grants ledger "


def about(number: int, text: str, **changes: object) -> Entry:
    """Return an entry about something, with no other words in common with the rest."""
    made = make_entry(number, f"Title{number}", text, subjects=(), organisation=None)
    return replace(made, **changes)  # type: ignore[arg-type]


def found(
    shelf: Shelf, number: int, audiences: frozenset[str] = PUBLIC, limit: int = 5
) -> list[str]:
    """Return the keys of what is like a document."""
    key = f"document:{number}"
    return [one.key for one in similar(shelf.index, key, audiences=audiences, limit=limit)]


@pytest.fixture
def library(shelf: Shelf) -> Shelf:
    """Papers about hubs and papers about money."""
    shelf.put(
        about(1, HUBS * 2),
        about(2, HUBS + "webcast"),
        about(3, "remote hubs webcast"),
        about(4, MONEY),
        about(5, MONEY * 3),
        about(6, "remote ledger"),
        *(about(n, "nothing of either") for n in range(7, 20)),
    )
    return shelf


def test_documents_that_share_telling_words_are_alike_the_most_alike_first(library: Shelf) -> None:
    assert found(library, 1) == ["document:2", "document:3"]
    assert found(library, 4) == ["document:5"]
    assert found(library, 6) == []
    assert found(library, 1, limit=1) == ["document:2"]


def test_the_words_that_both_have_are_told(library: Shelf) -> None:
    first, second = similar(library.index, "document:1", audiences=PUBLIC)
    assert set(first.shared_words) == set(HUBS.split())
    assert set(second.shared_words) == {"remote", "hubs", "webcast"}
    assert (first.url, first.title, first.kind) == ("/library/2", "Title2", "report")
    assert (first.issued, first.languages, first.audience) == ("2012-11-08", ("en",), "public")


def test_neither_itself_nor_its_versions_nor_nearly_the_same_are_alike(shelf: Shelf) -> None:
    alike = "0a0b" * 64
    shelf.put(
        about(1, HUBS * 2, version=2, sketch=alike),
        about(1, HUBS * 2, key="document:1.1", work="document:1"),
        about(2, HUBS * 2, sketch=alike),
        about(3, HUBS, version=2),
        about(3, HUBS, key="document:3.1", work="document:3"),
        *(about(n, "nothing of either") for n in range(7, 20)),
    )
    assert found(shelf, 1) == ["document:3"]
    older = similar(shelf.index, "document:1.1", audiences=PUBLIC)
    assert "document:1" not in [one.key for one in older]
    assert "document:1.1" not in [one.key for one in older]


def test_hidden_documents_are_neither_alike_nor_make_words_telling(library: Shelf) -> None:
    before = similar(library.index, "document:1", audiences=PUBLIC)
    library.put(
        *(about(n, f"{HUBS}{MONEY}secret", audience="members") for n in range(30, 60)),
    )
    assert similar(library.index, "document:1", audiences=PUBLIC) == before
    assert found(library, 1, MEMBERS) != found(library, 1)


def test_what_is_like_a_document_that_may_not_be_seen_is_not_told(library: Shelf) -> None:
    library.put(about(1, HUBS * 2, audience="members"))
    assert found(library, 1) == []
    assert found(library, 1, frozenset()) == []
    assert found(library, 1, MEMBERS) == ["document:2", "document:3"]
    assert found(library, 999) == []


def test_what_was_taken_out_is_alike_no_more(library: Shelf) -> None:
    assert found(library, 1) == ["document:2", "document:3"]
    library.put(removed=["document:2"])
    assert found(library, 1) == ["document:3"]


def test_documents_without_text_are_told_by_their_titles(shelf: Shelf) -> None:
    title = "Remote hubs moderators webcast"
    shelf.put(
        replace(about(1, ""), title=title, pages=()),
        replace(about(2, ""), title=title, pages=()),
        *(about(n, "nothing of either") for n in range(7, 20)),
    )
    assert found(shelf, 1) == ["document:2"]
