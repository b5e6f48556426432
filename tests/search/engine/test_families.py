"""What is much the same: versions of one work, and texts that hardly differ."""

import random
from dataclasses import replace

import pytest

from coalition.ingest.likeness import share, sketch
from coalition.search.engine.families import families_of
from coalition.search.engine.generation import Generation
from coalition.search.entries import Entry
from tests.search.shelf import MEMBERS, PUBLIC, Shelf, make_entry

WORDS = [f"word{number}" for number in range(2_000)]


def text(seed: int) -> list[str]:
    """Return the words of a text of its own for each seed."""
    chosen = random.Random(seed)  # noqa: S311 words of a test
    return [chosen.choice(WORDS) for _ in range(600)]


def changed(words: list[str], *places: int) -> list[str]:
    """Return the words with those at some places made others."""
    return [f"{word}x" if place in places else word for place, word in enumerate(words)]


def entry(number: int, words: list[str], audience: str = "public") -> Entry:
    """Return an entry with the sketch of its text."""
    return make_entry(number, f"T{number}", audience=audience, sketch=sketch(" ".join(words)))


def alike(shelf: Shelf, audiences: frozenset[str] = PUBLIC) -> list[set[str]]:
    """Return the families of nearly the same texts as keys, each named by its first document."""
    with shelf.index.searching() as generation:
        families = families_of(generation, generation.visible(audiences).mask)
        found: dict[int, set[str]] = {}
        for document, family in enumerate(families.alike.tolist()):
            if family >= 0:
                found.setdefault(family, set()).add(generation.key(document))
        assert families.has_alike is bool(found)
        assert all(generation.key(first) in members for first, members in found.items())
        return list(found.values())


def keys(*numbers: int) -> set[str]:
    """Return the keys of documents."""
    return {f"document:{number}" for number in numbers}


def test_texts_that_hardly_differ_are_a_family_and_others_stand_alone(shelf: Shelf) -> None:
    one, other = text(1), text(2)
    shelf.put(entry(1, one), entry(2, other), entry(3, text(3)))
    shelf.put(entry(4, changed(one, 100)), entry(5, changed(other, 9, 500)), make_entry(6))
    assert alike(shelf) == [keys(1, 4), keys(2, 5)]


def test_texts_half_alike_are_no_family(shelf: Shelf) -> None:
    one = text(1)
    half = one[:450] + text(2)[:150]
    assert 0.4 < share(sketch(" ".join(one)), sketch(" ".join(half))) < 0.8
    shelf.put(entry(1, one), entry(2, half))
    assert alike(shelf) == []


def chain() -> list[Entry]:
    """Return entries of which each is like the next, and the ends are not alike."""
    words = text(1)
    steps = [words]
    for begin in range(0, 600, 100):
        steps.append(changed(steps[-1], *range(begin, begin + 24, 6)))
    ends = [sketch(" ".join(steps[0])), sketch(" ".join(steps[-1]))]
    assert share(*ends) < 0.85
    return [entry(number, step) for number, step in enumerate(steps, start=1)]


@pytest.mark.parametrize("seed", range(3))
def test_a_chain_of_texts_each_like_the_next_is_one_family(shelf: Shelf, seed: int) -> None:
    entries = chain()
    random.Random(seed).shuffle(entries)  # noqa: S311 an order of a test
    shelf.put(*entries[:3])
    shelf.put(*entries[3:])
    assert alike(shelf) == [keys(*range(1, 8))]


def test_what_is_hidden_brings_no_two_others_together(shelf: Shelf) -> None:
    entries = chain()
    hidden = [replace(one, audience="members") for one in entries[1:-1]]
    shelf.put(entries[0], *hidden, entries[-1])
    assert (alike(shelf), alike(shelf, MEMBERS)) == ([], [keys(*range(1, 8))])
    assert alike(shelf, frozenset()) == []


def test_what_was_taken_out_brings_no_two_others_together(shelf: Shelf) -> None:
    entries = chain()
    shelf.put(*entries)
    shelf.put(removed=[one.key for one in entries[1:-1]])
    assert alike(shelf) == []


def older(number: int, version: int, audience: str = "public") -> Entry:
    """Return an older version of a document."""
    known = make_entry(number, audience=audience)
    return replace(known, key=f"{known.key}.{version}", work=known.key, version=version)


def newest(generation: Generation, audiences: frozenset[str] = PUBLIC) -> dict[str, str]:
    """Return the newest version of each that is none, by their keys."""
    families = families_of(generation, generation.visible(audiences).mask)
    return {
        generation.key(document): generation.key(found)
        for document, found in enumerate(families.newest.tolist())
        if found >= 0
    }


def test_older_versions_belong_to_the_newest_in_whatever_segment(shelf: Shelf) -> None:
    shelf.put(older(1, 1), make_entry(2))
    shelf.put(older(1, 2), make_entry(1))
    with shelf.index.searching() as generation:
        assert newest(generation) == {
            "document:1.1": "document:1",
            "document:1.2": "document:1",
        }
        assert generation.visible(PUBLIC).families.has_versions
    shelf.put(removed=["document:1"])
    with shelf.index.searching() as generation:
        assert newest(generation) == {}


def test_a_newest_version_that_is_hidden_stands_for_nothing(shelf: Shelf) -> None:
    shelf.put(older(1, 1), older(1, 2, "members"), make_entry(1, audience="members"))
    with shelf.index.searching() as generation:
        assert newest(generation) == {}
        assert newest(generation, MEMBERS) == {
            "document:1.1": "document:1",
            "document:1.2": "document:1",
        }


def test_an_older_version_is_in_no_family_of_texts(shelf: Shelf) -> None:
    words = text(1)
    shelf.put(
        replace(older(1, 1), sketch=sketch(" ".join(words))),
        entry(1, words),
        entry(2, changed(words, 5)),
    )
    assert alike(shelf) == [keys(1, 2)]


def test_an_empty_index_has_no_families(shelf: Shelf) -> None:
    with shelf.index.searching() as generation:
        families = generation.visible(PUBLIC).families
    assert (families.newest.tolist(), families.alike.tolist()) == ([], [])
    assert (families.has_versions, families.has_alike) == (False, False)
