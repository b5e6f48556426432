"""Words spelt much the same are found, the nearest first, and only those of what may be seen."""

import pytest

from coalition.search.finding.spelling import MOST, Neighbour, neighbours
from tests.search.shelf import MEMBERS, PUBLIC, Shelf, make_entry


def near(
    shelf: Shelf, word: str, distance: int, audiences: frozenset[str] = PUBLIC
) -> list[tuple[str, int, int]]:
    """Return (word, distance, documents) of what is spelt much the same."""
    with shelf.index.searching() as generation:
        found = neighbours(generation, generation.visible(audiences), word, distance)
    return [(one.word, one.distance, one.documents) for one in found]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("library~1", [1]),
        ("librery~1", [1]),
        ("librrery~1", []),
        ("librrery~2", [1]),
        ("librrery~", [1]),
        ("lirbary~1", [1]),
        ("zibrary~1", [1]),
        ("cat~", [4]),
        ("bat~", [4]),
        ("cad~2", [4]),
        ("bibliotheqe~1", [2]),
        ("библеотека~1", [3]),
        ("مكتبو~1", [5]),
        ("Éxce~1", [6]),
        ("excé~1", [6]),
        ("ecxe~1", [6]),
    ],
)
def test_fuzzy_word_is_found_within_its_distance(
    shelf: Shelf, asked: str, numbers: list[int]
) -> None:
    shelf.put(
        make_entry(1, "x", "library"),
        make_entry(2, "x", "bibliothèque", languages=("fr",)),
        make_entry(3, "x", "библиотека", languages=("ru",)),
        make_entry(4, "x", "cat"),
        make_entry(5, "x", "مكتبة", languages=("ar",)),
        make_entry(6, "x", "excè"),
    )
    assert shelf.numbers(asked) == numbers


def test_fuzzy_word_in_a_field_is_looked_for_there_only(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "The budget", "x"), make_entry(2, "x", "the budget"))
    assert shelf.numbers("title:budgte~") == [1]
    assert sorted(shelf.numbers("budgte~")) == [1, 2]


def test_word_itself_ranks_above_what_is_spelt_alike(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "a haus here"),
        make_entry(2, "x", "a hats here"),
        make_entry(3, "x", "a hass here"),
        make_entry(4, "x", "a hass is here"),
    )
    assert shelf.numbers("hats~2")[0] == 2
    assert sorted(shelf.numbers("hats~2")) == [1, 2, 3, 4]


def test_neighbours_come_nearest_first_then_by_documents(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "hubs hugs huts", subjects=(), organisation=None),
        make_entry(2, "x", "hugs", subjects=(), organisation=None),
        make_entry(3, "x", "hurts", subjects=(), organisation=None),
    )
    assert near(shelf, "huds", 1) == [("hugs", 1, 2), ("hubs", 1, 1), ("huts", 1, 1)]
    assert near(shelf, "huds", 2)[-1] == ("hurts", 2, 1)
    assert near(shelf, "hubs", 1) == [("hugs", 1, 2), ("huts", 1, 1)]


def test_letters_that_changed_places_are_one_difference(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "digital", subjects=(), organisation=None))
    assert near(shelf, "digitla", 1) == [("digital", 1, 1)]
    assert near(shelf, "dgiital", 1) == [("digital", 1, 1)]


def test_first_letter_may_be_wrong_where_no_word_begins_so(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "hubs", subjects=(), organisation=None))
    assert near(shelf, "gubs", 1) == [("hubs", 1, 1)]
    shelf.put(make_entry(2, "x", "guns", subjects=(), organisation=None))
    assert near(shelf, "gubs", 1) == [("guns", 1, 1)]


def test_no_more_words_than_the_most_stand_for_one(shelf: Shelf) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = {f"hu{one}{other}s" for one in letters[:10] for other in letters[:10]}
    shelf.put(make_entry(1, "x", " ".join(words), subjects=(), organisation=None))
    assert len(near(shelf, "huzzs", 2)) == MOST


def test_a_hidden_word_is_no_neighbour_and_stands_before_none(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "hubs", subjects=(), organisation=None))
    before = near(shelf, "gubs", 1)
    shelf.put(make_entry(2, "x", "guns", audience="members"))
    assert near(shelf, "gubs", 1) == before == [("hubs", 1, 1)]
    assert near(shelf, "gubs", 1, MEMBERS) == [("guns", 1, 1)]
    assert near(shelf, "gubs", 1, frozenset()) == []


def test_a_hidden_spelling_hides_no_umlaut(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "by Müller"))
    shelf.put(make_entry(2, "x", "by Mueller", audience="members"))
    assert shelf.numbers("mueller") == [1]
    assert shelf.numbers("mueller", MEMBERS) == [2]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Bücher für alle", "Buecher"),
        ("Bücher für alle", "fuer"),
        ("die Öffnung", "oeffnung"),
        ("die Mädchen", "maedchen"),
        ("das Maß", "mass"),
    ],
)
def test_umlauts_are_found_as_they_are_typed_without_the_key(
    shelf: Shelf, text: str, asked: str
) -> None:
    shelf.put(make_entry(1, "x", text, languages=("de",)), make_entry(2, "y", "other"))
    assert shelf.numbers(asked) == [1]


def test_neighbour_names_the_word_without_the_mark_of_its_form() -> None:
    assert Neighbour("\x02bibliotheque", 1, 1).word == "bibliotheque"
