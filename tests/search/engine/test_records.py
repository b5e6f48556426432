"""What the index keeps of an entry: its words by region, its card and its facts."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from coalition.search.engine import records
from coalition.search.engine.records import REGIONS, Record, make_record
from coalition.search.engine.vocabulary import Vocabulary
from coalition.search.entries import Entry, Named, PageText
from tests.search.shelf import ROOMS, make_entry

FULL = replace(
    make_entry(
        7,
        "Öffne Türen",
        "Page one",
        "and two",
        abstract="On doors.",
        authors=("Ada Berg", "Lovelace"),
        published_at=datetime(2012, 11, 9, 10, tzinfo=UTC),
    ),
    sessions=(Named("session:1", "Workshop 130"),),
)
BARE = make_entry(1, "", organisation=None, subjects=(), languages=(), issued=None, kind="")


def words_of(record: Record, vocabulary: Vocabulary) -> dict[int, str]:
    """Return the words of a record by position."""
    text = record.text
    spelt = [vocabulary.words[number] for number in text.words.tolist()]
    return dict(zip(text.positions.tolist(), spelt, strict=True))


def made(entry: Entry) -> tuple[Record, dict[int, str]]:
    """Return the record of an entry, and its words by position."""
    vocabulary = Vocabulary()
    record = make_record(entry, vocabulary)
    return record, words_of(record, vocabulary)


def test_regions_follow_each_other_with_a_gap_behind_each_text() -> None:
    record, words = made(FULL)
    facts = json.loads(record.facts)
    regions = {
        region: [word for position, word in words.items() if begin <= position < end]
        for region, (begin, end) in zip(REGIONS, pairwise([*facts["starts"], 10**6]), strict=True)
    }
    assert regions == {
        "title": ["öffne", "türen"],
        "abstract": ["on", "doors"],
        "author": ["ada", "berg", "lovelace"],
        "organisation": ["federation", "of", "reading", "rooms"],
        "subject": ["doorways"],
        "session": ["workshop", "130"],
        "body": ["page", "one", "and", "two"],
    }
    assert facts["starts"] == [0, 3, 6, 11, 16, 18, 21]
    assert sorted(set(range(25)) - words.keys()) == [2, 5, 8, 10, 15, 17, 20]


def test_a_word_counts_more_the_shorter_its_region_is() -> None:
    record, _ = made(FULL)
    weights = json.loads(record.facts)["weights"]
    assert weights == [10.0, 3.92157, 4.61538, 2.85714, 4.54545, 4.16667, 1.99468]
    assert record.text.head_words == 14
    assert record.text.head_weights.tolist() == pytest.approx(
        [10.0] * 3 + [3.92157] * 3 + [4.61538] * 5 + [2.85714] * 5 + [4.54545] * 2 + [4.16667] * 3
    )
    assert record.text.body_weight == 1.99468


def test_the_card_holds_what_a_hit_shows() -> None:
    assert json.loads(made(FULL)[0].card) == {
        "url": "/library/7",
        "title": "Öffne Türen",
        "abstract": "On doors.",
        "authors": ["Ada Berg", "Lovelace"],
        "organisation": [ROOMS.key, ROOMS.label],
        "kind": "report",
        "languages": ["en"],
        "issued": "2012-11-08",
        "unit": "page",
        "what": "document",
        "version": 1,
        "work": "",
        "subjects": [["subject:1", "Doorways"]],
        "sessions": [["session:1", "Workshop 130"]],
        "published_at": "2012-11-09T10:00:00+00:00",
        "page_count": 2,
    }


def test_the_facts_of_an_entry_that_says_nothing_are_empty() -> None:
    record, words = made(BARE)
    assert words == {}
    assert json.loads(record.facts) == {
        "key": "document:1",
        "work": "",
        "version": 1,
        "sketch": "",
        "audience": "public",
        "what": "document",
        "kind": "",
        "languages": [],
        "stemmed": "",
        "issued": "",
        "published": 0.0,
        "organisation": None,
        "subjects": [],
        "starts": [0, 1, 2, 2, 2, 2, 2],
        "weights": [12.0, 4.0, 6.0, 4.0, 5.0, 5.0, 2.0],
        "sort": "",
    }
    card = json.loads(record.card)
    assert (card["page_count"], card["organisation"], card["published_at"]) == (0, None, "")


def test_a_title_of_one_character_is_a_word_in_every_script() -> None:
    assert [made(replace(BARE, title=title))[1] for title in ("A", "图", "ß", "9", "!")] == [
        {0: "a"},
        {0: "图"},
        {0: "ss"},
        {0: "9"},
        {},
    ]


def test_titles_are_sorted_without_case_and_accents() -> None:
    title = "  Élan \n VITAL "
    assert json.loads(made(replace(BARE, title=title))[0].facts)["sort"] == "elan vital"


def test_three_languages_are_stemmed_the_entrys_own_first_then_those_of_most_pages() -> None:
    pages = [PageText(n, "x", tag) for n, tag in enumerate(["ru", "es", "es", "", "th"], start=1)]
    entry = replace(BARE, languages=("zh", "fr-CA"), pages=pages)
    record, _ = made(entry)
    assert record.text.languages == ("fr", "es", "ru")
    assert json.loads(record.facts)["stemmed"] == "fr"
    more = replace(entry, languages=("fr", "en", "de", "it"))
    assert made(more)[0].text.languages == ("fr", "en", "de")


def test_words_of_unspaced_scripts_are_pairs_but_not_across_a_space() -> None:
    assert made(replace(BARE, title="图书馆 ok 馆"))[1] == {
        0: "图书",
        1: "书馆",
        2: "馆",
        3: "ok",
        4: "馆",
    }


def test_steps_lead_from_word_to_word_on_each_page() -> None:
    record, _ = made(replace(BARE, pages=[PageText(3, "  one two"), PageText(5, "three")]))
    text = record.text
    assert (list(text.numbers), list(text.firsts), text.steps.tolist()) == (
        [3, 5],
        [0, 2],
        [2, 4, 0],
    )


def test_a_step_longer_than_its_type_is_cut() -> None:
    record, _ = made(replace(BARE, pages=[PageText(1, "one" + " " * 70_000 + "two")]))
    assert record.text.steps.tolist() == [0, 65_535]


def test_words_beyond_the_last_position_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_POSITIONS", 8)
    entry = replace(BARE, title="a b c d e f g h", abstract="i j k l", authors=("m n",))
    assert made(entry)[1] == dict(enumerate("abcdef"))
    pages = [PageText(1, "a b c d"), PageText(2, "e f")]
    assert made(replace(BARE, pages=pages))[1] == {2: "a", 3: "b", 4: "c", 5: "d"}


def test_halves_of_characters_are_kept_from_breaking_the_record() -> None:
    record, _ = made(replace(BARE, title="half \ud800 pair"))
    assert json.loads(record.card)["title"] == "half ? pair"
