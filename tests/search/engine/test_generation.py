"""One state of the index: numbers through all segments, values, lists, what is visible."""

from datetime import UTC, date, datetime

import pytest

from coalition.search.engine.generation import FACETS, Generation, Values
from coalition.search.entries import Named
from tests.search.shelf import DOORWAYS, MEMBERS, PUBLIC, ROOMS, Shelf, make_entry

MONEY = Named("subject:2", "Money")


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    """A shelf of two segments: three documents, of which one is out, then two."""
    shelf.put(
        make_entry(1, "Zoo", "open word", issued="2011", languages=("en", "fr"), subjects=()),
        make_entry(2, "Äther", "gone word", issued="2012-11"),
        make_entry(
            3,
            "beta",
            issued=None,
            organisation=None,
            audience="members",
            languages=("zh",),
            published_at=datetime(2012, 11, 9, tzinfo=UTC),
        ),
    )
    shelf.put(
        make_entry(4, "Alpha", "opens word", "", "more words", subjects=(DOORWAYS, MONEY)),
        make_entry(5, "", kind="", what="organisation"),
        removed=["document:2"],
    )
    return shelf


def test_documents_are_numbered_through_all_segments(filled: Shelf) -> None:
    with filled.index.searching() as generation:
        assert (generation.size, generation.offsets) == (5, [0, 3])
        assert generation.alive.tolist() == [True, False, True, True, True]
        assert [generation.key(n) for n in range(5)] == [f"document:{n}" for n in range(1, 6)]
        assert [generation.place(n)[1] for n in range(5)] == [0, 1, 2, 0, 1]
        assert generation.numbers == {
            "document:1": 0,
            "document:3": 2,
            "document:4": 3,
            "document:5": 4,
        }


def facet(generation: Generation, name: str) -> list[tuple[int, str, str]]:
    """Return the documents of a facet with key and label of each value."""
    values = generation.dictionary.facets[name]
    documents, numbers = generation.pairs[name]
    return sorted(
        (document, values.keys[number], values.labels[number])
        for document, number in zip(documents.tolist(), numbers.tolist(), strict=True)
    )


def test_facets_hold_each_value_of_each_document(filled: Shelf) -> None:
    rooms, doorways = (ROOMS.key, ROOMS.label), (DOORWAYS.key, DOORWAYS.label)
    with filled.index.searching() as generation:
        assert {name: facet(generation, name) for name in FACETS} == {
            "what": [(n, "document", "document") for n in range(4)]
            + [(4, "organisation", "organisation")],
            "kind": [(n, "report", "report") for n in range(4)],
            "language": [
                (0, "en", "en"),
                (0, "fr", "fr"),
                (1, "en", "en"),
                (2, "zh", "zh"),
                (3, "en", "en"),
                (4, "en", "en"),
            ],
            "year": [(0, "2011", "2011")] + [(n, "2012", "2012") for n in (1, 3, 4)],
            "organisation": [(n, *rooms) for n in (0, 1, 3, 4)],
            "subject": [(n, *doorways) for n in (1, 2, 3)]
            + [(3, MONEY.key, MONEY.label), (4, *doorways)],
        }


def test_dates_are_numbers_that_sort_and_titles_have_their_order(filled: Shelf) -> None:
    with filled.index.searching() as generation:
        assert generation.issued.tolist() == [20110000, 20121100, 0, 20121108, 20121108]
        assert generation.published.tolist() == [0.0, 0.0, 1352419200.0, 0.0, 0.0]
        assert generation.title_ranks.tolist() == [4, 2, 3, 1, 0]
        assert generation.title_text == (" zoo ather beta alpha ", [0, 4, 10, 15, 21])


def test_what_is_visible_is_alive_and_of_these_audiences(filled: Shelf) -> None:
    with filled.index.searching() as generation:
        seen = {
            audiences: generation.visible(audiences)
            for audiences in (PUBLIC, MEMBERS, frozenset({"nobody"}), frozenset[str]())
        }
        assert {audiences: one.mask.nonzero()[0].tolist() for audiences, one in seen.items()} == {
            PUBLIC: [0, 3, 4],
            MEMBERS: [0, 2, 3, 4],
            frozenset({"nobody"}): [],
            frozenset(): [],
        }
        assert [one.count for one in seen.values()] == [3, 4, 0, 0]
        names = generation.dictionary.stemmed.keys
        assert dict(zip(names, seen[MEMBERS].languages.tolist(), strict=True)) == {"en": 3, "": 1}
        assert generation.visible(PUBLIC) is seen[PUBLIC]


def test_lists_of_a_term_are_one_a_segment_that_has_it(filled: Shelf) -> None:
    with filled.index.searching() as generation:
        found = {
            term: [
                (located.offset, located.documents.tolist()) for located in generation.lists(term)
            ]
            for term in ("word", "open", "opens", "\x01en:open", "nowhere", "")
        }
        assert found == {
            "word": [(0, [0, 1]), (3, [3])],
            "open": [(0, [0])],
            "opens": [(3, [3])],
            "\x01en:open": [(3, [3])],
            "nowhere": [],
            "": [],
        }
        assert generation.lists("word") is generation.lists("word")


def test_lists_of_a_beginning_join_all_its_terms(filled: Shelf) -> None:
    with filled.index.searching() as generation:
        found = list(generation.lists_beginning("wor"))
        assert [(one.documents.tolist(), one.is_range) for one in found] == [
            ([0, 1], True),
            ([3, 3], True),
        ]
        assert list(generation.lists_beginning("nowhere")) == []


def test_lists_that_were_kept_are_let_go_when_they_are_many(
    filled: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Generation, "_KEPT_DOCUMENTS", 2)
    with filled.index.searching() as generation:
        first = generation.lists("word")
        generation.lists("open")
        again = generation.lists("word")
        assert again is not first
        assert [one.documents.tolist() for one in again] == [[0, 1], [3]]


def test_cards_and_layouts_are_those_of_their_document(filled: Shelf) -> None:
    with filled.index.searching() as generation:
        segment, document = generation.place(3)
        layout = segment.layout(document)
        assert segment.card(document)["title"] == "Alpha"
    assert [part.tolist() for part in (layout.numbers, layout.firsts, layout.steps)] == [
        [1, 2, 3],
        [0, 2, 2],
        [0, 6, 0, 5],
    ]


def test_what_is_new_counts_more_and_what_is_undated_as_it_is(filled: Shelf) -> None:
    with filled.index.searching() as generation:
        recency = generation.recency(date(2018, 11, 30))
        assert recency.tolist() == pytest.approx(
            [1 + 0.15 * 2 ** (-(7 + 10 / 12) / 6), 1.075, 1.0, 1.075, 1.075], rel=1e-6
        )
        assert generation.recency(date(2018, 11, 30)) is recency
        future = generation.recency(date(2001, 1, 1)).tolist()
        assert future == pytest.approx([1.15, 1.15, 1.0, 1.15, 1.15])


def test_an_empty_generation_answers_with_nothing(shelf: Shelf) -> None:
    with shelf.index.searching() as generation:
        assert (generation.size, generation.numbers, generation.title_text) == (0, {}, ("", []))
        assert generation.visible(PUBLIC).count == 0
        assert generation.lists("word") == ()
        assert generation.recency(date(2018, 1, 1)).tolist() == []


def test_segments_stay_open_from_one_generation_to_the_next(filled: Shelf) -> None:
    with filled.index.searching() as before:
        pass
    filled.put(make_entry(6))
    with filled.index.searching() as after:
        assert after.segments[:2] == before.segments
        assert (after.serial > before.serial, len(after.segments)) == (True, 3)


def test_values_are_ranked_by_the_label_last_seen_then_by_key() -> None:
    values = Values()
    assert [values.number(*pair) for pair in (("b", "Same"), ("a", "Same"), ("c", ""))] == [0, 1, 2]
    assert (values.labels, values.ranks().tolist()) == (["Same", "Same", "c"], [1, 0, 2])
    assert (values.number("b", "Zebra"), values.number("b")) == (0, 0)
    assert (values.labels, values.ranks().tolist()) == (["Zebra", "Same", "c"], [1, 0, 2])
    assert values.number("d", "Aardvark") == 3
    assert values.ranks().tolist() == [2, 1, 3, 0]
    assert (values.find("c"), values.find("nowhere")) == (2, None)
