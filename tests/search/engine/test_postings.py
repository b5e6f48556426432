"""The words of a segment: every term is found, none that is not there, and its list is its own."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.search.engine import arrays
from coalition.search.engine.postings import PostingList, Words, index_terms, letters_of, terms_in
from tests.search.engine.byhand import invert
from tests.search.shelf import make_entry

TERMS = sorted(
    term.encode()
    for term in [
        *("\x01en:librari", "\x02bibliotheque", "a", "acces", "access", "accès", "z"),
        *("библиотека", "библия", "книга", "مكتبة", "مكتبات", "图书", "图画", "ห้อง"),
    ]
)
terms = st.sets(st.text(st.characters(codec="utf-8"), min_size=1).map(str.encode), max_size=30)


def made_words(path: Path, terms: list[bytes]) -> Words:
    """Return the words of a segment with these terms, the n-th held by n of its documents."""
    counts = np.arange(len(terms))
    total = int(counts.sum())
    found = {
        "firsts": np.concatenate(([0], counts.cumsum())).astype("<u4"),
        "documents": arrays.ranges(np.zeros_like(counts), counts).astype("<u4"),
        "weights": np.ones(total, "<f4"),
        "bounds": np.arange(total + 1, dtype="<u4"),
        "positions": np.arange(total, dtype="<u2"),
    }
    arrays.write(path, index_terms(terms) | found)
    return Words(path)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for the words of a segment."""
    return tmp_path_factory.mktemp("words") / "file"


@pytest.fixture
def words(tmp_path: Path) -> Words:
    """The words of a segment with TERMS."""
    return made_words(tmp_path / "words", TERMS)


@given(terms, terms)
@settings(deadline=None)
def test_every_term_is_found_and_none_that_is_not_there(
    file: Path, held: set[bytes], others: set[bytes]
) -> None:
    ordered = sorted(held)
    words = made_words(file, ordered)
    assert words.count == len(ordered)
    assert [words.number_of(term) for term in ordered] == list(range(len(ordered)))
    assert [words.term(number) for number in range(words.count)] == ordered
    assert terms_in(words.arrays) == ordered
    assert {words.number_of(term) for term in others - held} <= {None}


@given(terms, st.text(st.characters(codec="utf-8"), max_size=2))
@settings(deadline=None)
def test_terms_that_begin_alike_lie_side_by_side(file: Path, held: set[bytes], begin: str) -> None:
    prefix = begin.encode()
    first, last = made_words(file, sorted(held)).beginning(prefix)
    assert sorted(held)[first:last] == sorted(t for t in held if t.startswith(prefix))


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("acc", ["acces", "access", "accès"]),
        ("access", ["access"]),
        ("библ", ["библиотека", "библия"]),
        ("مكتب", ["مكتبات", "مكتبة"]),
        ("图", ["图书", "图画"]),
        ("ห", ["ห้อง"]),
        ("\x02", ["\x02bibliotheque"]),
        ("ac d", []),
        ("zz", []),
    ],
)
def test_a_prefix_finds_its_terms_in_every_script(
    words: Words, prefix: str, found: list[str]
) -> None:
    first, last = words.beginning(prefix.encode())
    assert [words.term(number).decode() for number in range(first, last)] == found


def test_a_range_begins_at_the_first_term_not_before_its_end(words: Words) -> None:
    assert words.first_from(b"") == 0
    assert words.first_from(b"acces") == TERMS.index(b"acces")
    assert words.first_from(b"accesr") == TERMS.index(b"access")
    assert words.first_from(b"\xff") == len(TERMS)


def test_the_lists_of_terms_side_by_side_are_one(words: Words) -> None:
    assert words.list_of(3).documents.tolist() == [0, 1, 2]
    joined = words.list_of(2, 4)
    assert (joined.documents.tolist(), joined.bounds.tolist()) == (
        [0, 1, 0, 1, 2],
        [1, 2, 3, 4, 5, 6],
    )
    assert words.list_of(0).documents.tolist() == []
    assert words.document_counts(1, 4).tolist() == [1, 2, 3]


@pytest.fixture
def found() -> PostingList:
    """A list of three documents: 2 with one place, 5 with two, 9 with none."""
    return PostingList(
        np.array([2, 5, 9], "<u4"),
        np.array([1.0, 2.0, 3.0], "<f4"),
        np.array([7, 8, 10, 10], "<u4"),
        np.arange(0, 1_000, 10, dtype="<u2"),
    )


def test_places_are_those_of_the_wanted_documents_alone(found: PostingList) -> None:
    assert found.counts().tolist() == [1, 2, 0]
    owners, positions = found.in_documents(np.array([1, 5, 9, 12]))
    assert (owners.tolist(), positions.tolist()) == ([1, 1], [80, 90])
    owners, positions = found.in_documents(np.array([2, 5]))
    assert (owners.tolist(), positions.tolist()) == ([0, 1, 1], [70, 80, 90])


def test_an_empty_list_and_no_documents_have_no_places(found: PostingList) -> None:
    empty = PostingList(found.documents[:0], found.weights[:0], found.bounds[:1], found.positions)
    wanted = np.array([2, 5])
    nothing = np.array([], np.int64)
    assert [part.tolist() for part in empty.in_documents(wanted)] == [[], []]
    assert [part.tolist() for part in found.in_documents(nothing)] == [[], []]
    assert [part.tolist() for part in empty.among_documents(wanted, 10)] == [[], []]


def test_places_in_a_list_of_several_terms_name_each_document_by_its_rank(tmp_path: Path) -> None:
    entries = [make_entry(n, "t", f"open{n} opens{n} shut") for n in range(3)]
    arrays.write(tmp_path / "words", invert(entries))
    words = Words(tmp_path / "words")
    found = words.list_of(*words.beginning(b"open"))
    body = invert(entries)["positions"].max() - 2
    owners, positions = found.among_documents(np.array([0, 2]), 3)
    pairs = sorted(zip(owners.tolist(), positions.tolist(), strict=True))
    assert pairs == [(0, body), (0, body + 1), (1, body), (1, body + 1)]


def test_terms_alike_are_told_by_their_letters_and_their_length(words: Words) -> None:
    near = words.like(letters_of(b"acess"), 1, range(len(TERMS)), range(4, 7))
    assert [words.term(number) for number in near.tolist()] == [b"acces", b"access"]
    assert words.like(letters_of(b"acess"), 1, range(len(TERMS)), range(6, 7)).tolist() == [
        TERMS.index(b"access")
    ]
    assert words.like(letters_of(b"acess"), 1, range(2), range(99)).tolist() == []


def test_a_segment_without_terms_finds_nothing(tmp_path: Path) -> None:
    words = made_words(tmp_path / "words", [])
    assert (words.count, words.number_of(b"a"), words.beginning(b"a")) == (0, None, (0, 0))
    assert words.like(letters_of(b"a"), 1, range(0), range(9)).tolist() == []
