"""Counts beside the hits, against counting by hand."""

import random
from collections import Counter

import pytest

from coalition.search.entries import WHATS, Entry, Named
from coalition.search.finding.facets import Filters
from tests.search.shelf import Shelf, make_entry

KINDS = ("report", "minutes", "statement")
LANGUAGES = ("en", "fr", "es", "ru")
ORGANISATIONS = tuple(Named(f"organisation:{n}", f"Organisation {n}") for n in range(4))
SUBJECTS = tuple(Named(f"subject:{n}", f"Subject {n}") for n in range(6))
FIELDS = ("what", "kind", "language", "year", "organisation", "subject")


def values_of(entry: Entry, field: str) -> set[str]:
    """Return the keys an entry has in a facet."""
    return {
        "what": {entry.what},
        "kind": {entry.kind},
        "language": set(entry.languages),
        "year": {entry.issued[:4]} if entry.issued else set(),
        "organisation": {entry.organisation.key} if entry.organisation else set(),
        "subject": {subject.key for subject in entry.subjects},
    }[field]


def counted_by_hand(
    entries: list[Entry], filters: Filters
) -> tuple[int, dict[str, dict[str, int]]]:
    """Return the total and the counts of every facet, those of others narrowing it."""

    def passes(entry: Entry, field: str) -> bool:
        chosen = set(filters.chosen(field))
        if field == "year" and (filters.first_year or filters.last_year):
            first, last = filters.first_year or 0, filters.last_year or 9999
            if not any(first <= int(year) <= last for year in values_of(entry, field)):
                return False
        return not chosen or bool(chosen & values_of(entry, field))

    counts = {}
    for field in FIELDS:
        others = [f for f in FIELDS if f != field]
        counter: Counter[str] = Counter()
        for entry in entries:
            if all(passes(entry, other) for other in others):
                counter.update(values_of(entry, field))
        counts[field] = {**dict.fromkeys(filters.chosen(field), 0), **counter}
    total = sum(all(passes(entry, field) for field in FIELDS) for entry in entries)
    return total, counts


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    """Sixty entries with facets drawn by a fixed seed, every third with the word."""
    draw = random.Random(11)  # noqa: S311 a fixed choice, no secret
    return [
        make_entry(
            n,
            "x",
            "word here" if n % 3 else "nothing",
            kind=draw.choice(KINDS),
            what=draw.choice(WHATS),
            languages=tuple(draw.sample(LANGUAGES, draw.randint(1, 2))),
            issued=draw.choice((None, "2010", "2011-02", "2012-11-08")),
            organisation=draw.choice((None, *ORGANISATIONS)),
            subjects=tuple(draw.sample(SUBJECTS, draw.randint(0, 3))),
        )
        for n in range(60)
    ]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(kind=("report",)),
        Filters(kind=("report", "minutes"), language=("fr",)),
        Filters(year=("2010", "2012"), subject=("subject:1", "subject:2")),
        Filters(
            kind=("minutes",),
            language=("en",),
            year=("2011",),
            organisation=("organisation:1",),
            subject=("subject:0",),
        ),
        Filters(first_year=2011),
        Filters(year=("2010",), last_year=2011, kind=("report",)),
        Filters(what=("organisation",)),
        Filters(kind=("unheard-of",)),
    ],
)
def test_counts_are_exact_and_combine(shelf: Shelf, entries: list[Entry], filters: Filters) -> None:
    half = len(entries) // 2
    shelf.put(*entries[:half])
    shelf.put(*entries[half:])
    results = shelf.find("word", filters=filters)
    with_word = [entry for entry in entries if "word" in entry.pages[0].text]
    total, counts = counted_by_hand(with_word, filters)
    found = {f.field: {value.key: value.count for value in f.values} for f in results.facets}
    assert (results.total, found) == (total, counts)


def test_chosen_values_stay_visible_at_zero_with_their_choice(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"), make_entry(2, "x", "other", kind="minutes"))
    kinds = shelf.find("word", filters=Filters(kind=("minutes",))).facets[1]
    assert [(v.key, v.count, v.chosen) for v in kinds.values] == [
        ("report", 1, False),
        ("minutes", 0, True),
    ]


def test_values_come_most_frequent_first_and_years_newest_first(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, kind="minutes", issued="2010"),
        make_entry(2, kind="report", issued="2010"),
        make_entry(3, kind="report", issued="2014"),
    )
    facets = {f.field: [v.key for v in f.values] for f in shelf.find().facets}
    assert (facets["kind"], facets["year"]) == (["report", "minutes"], ["2014", "2010"])


def test_a_long_facet_says_how_many_values_it_leaves_out(shelf: Shelf) -> None:
    shelf.put(
        *(
            make_entry(n, subjects=(Named(f"subject:{n}", f"Subject {n:03}"),), kind="report")
            for n in range(70)
        )
    )
    subjects = shelf.find(filters=Filters(subject=("subject:69",))).facets[-1]
    assert (len(subjects.values), subjects.further) == (61, 9)
    assert subjects.values[0].key == "subject:0"
    assert subjects.values[-1].key == "subject:69"
