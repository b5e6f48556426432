"""The order of what matches: by the written formula, newest versions and texts first."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalition.search.engine.generation import HALF_LIFE, RECENT, Generation
from coalition.search.entries import Entry, PageText
from coalition.search.finding.facets import Filters
from coalition.search.finding.matching import Matcher
from coalition.search.finding.ranking import CANDIDATES, CLOSE, SORTS, Ranked, rank
from coalition.search.parser import parse
from coalition.search.queries import Sort, find
from coalition.search.results import Hit
from tests.search.shelf import MEMBERS, PUBLIC, Shelf, make_entry


def sketch(number: int) -> str:
    """Return a sketch that is like no other's."""
    return f"{number + 1:04x}" * 64


def older(number: int, version: int, title: str, *pages: str) -> Entry:
    """Return an older version of a document as an entry of its own."""
    entry = make_entry(number, title, *pages)
    key = f"{entry.key}.{version}"
    return replace(entry, key=key, url=f"{entry.url}/{version}", work=entry.key, version=version)


def hits(shelf: Shelf, text: str, audiences: frozenset[str] = PUBLIC) -> list[Hit]:
    """Return the hits of a search with their reasons."""
    return list(find(shelf.index, text, audiences=audiences, per_page=100, reasons=True).hits)


@contextmanager
def ranked(shelf: Shelf, text: str, today: date) -> Iterator[tuple[Generation, Ranked]]:
    """Give what a search of a certain day brings, in its order."""
    with shelf.index.searching() as generation:
        visible = generation.visible(PUBLIC)
        matched = Matcher(generation, visible).match(parse(text)[0])
        families = visible.families
        yield generation, rank(generation, matched, matched.mask, families, "best", 100, today)


def test_as_typed_ranks_above_folded_above_stem(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "des bibliothèques ici", languages=("fr",)),
        make_entry(2, "x", "une bibliotheque ici", languages=("fr",)),
        make_entry(3, "x", "une bibliothèque ici", languages=("fr",)),
        *(make_entry(n, "x", "rien de tout ici", languages=("fr",)) for n in range(4, 9)),
    )
    found = hits(shelf, "bibliothèque")
    assert [hit.key for hit in found] == ["document:3", "document:2", "document:1"]
    assert found[0].score > found[1].score > found[2].score


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"title": "Word"}, {"authors": ("Word",)}),
        ({"authors": ("Word",)}, {"abstract": "word"}),
        ({"abstract": "word"}, {"pages": "word"}),
    ],
)
def test_title_outranks_author_outranks_abstract_outranks_text(
    shelf: Shelf, first: dict[str, object], second: dict[str, object]
) -> None:
    def entry(number: int, changes: dict[str, object]) -> Entry:
        given = {name: value for name, value in changes.items() if name != "pages"}
        made = make_entry(number, "Title", str(changes.get("pages", "nothing")))
        return replace(made, **given)  # type: ignore[arg-type]

    shelf.put(entry(1, second), entry(2, first), make_entry(3))
    assert shelf.numbers("word") == [2, 1]


@pytest.mark.parametrize(
    ("text", "asked", "closeness"),
    [
        ("open access for all", "open access", 1 + CLOSE),
        ("access is open", "open access", 1 + CLOSE * 2 / 3),
        ("open " + "x " * 8 + "access", "open access", 1 + CLOSE * 2 / 10),
        ("open x access x data", "open access data", 1 + CLOSE * 3 / 5),
        ("open access", "open", 1.0),
        ("open access", "open OR access", 1.0),
    ],
)
def test_closeness_counts_as_it_is_written(
    shelf: Shelf, text: str, asked: str, closeness: float
) -> None:
    shelf.put(make_entry(1, "t", text), make_entry(2, "t", "open x access x data " * 3))
    found = {hit.key: hit.why for hit in hits(shelf, asked)}
    why = found["document:1"]
    assert why is not None
    assert why.closeness == pytest.approx(closeness, rel=1e-5)


def test_words_that_stand_close_together_rank_higher(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "t", "open a b c d e f g access"),
        make_entry(2, "t", "a b c open access d e f g"),
        make_entry(3, "t", "open a b access c d e f g"),
    )
    assert shelf.numbers("open access") == [2, 3, 1]


def test_recency_is_the_written_formula(shelf: Shelf) -> None:
    dated = ["2020", "2014", "2020-07", "2014-07-15", "2031", None]
    shelf.put(*(make_entry(n, "x", issued=issued) for n, issued in enumerate(dated)))
    with shelf.index.searching() as generation:
        factors = generation.recency(date(2020, 1, 15))
        found = {
            generation.key(n): pytest.approx(f, rel=1e-6) for n, f in enumerate(factors.tolist())
        }
    ages = [0.0, 6.0, 0.0, 5.5, 0.0]
    expected = [1 + RECENT * 2 ** (-age / HALF_LIFE) for age in ages] + [1.0]
    assert found == {f"document:{n}": factor for n, factor in enumerate(expected)}


def test_what_was_of_today_counts_half_as_much_more_after_a_half_life(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word", issued="2012"), make_entry(2, "x", "word", issued=None))
    for today, more in ((date(2012, 1, 1), RECENT), (date(2018, 1, 1), RECENT / 2)):
        with ranked(shelf, "word", today) as (generation, found):
            scores = {generation.key(n): score for n, score in found.scores.items()}
        share = scores["document:1"] / scores["document:2"]
        assert share == pytest.approx(1 + more, rel=1e-5)


def test_equal_dates_stand_as_they_were_written(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "word", issued="1890-01"),
        make_entry(2, "x", "word", issued="1890-02"),
        make_entry(3, "x", "word", issued="1890-01"),
    )
    assert shelf.numbers("word", sort="newest") == [2, 1, 3]


def test_latest_added_comes_first_when_asked_for(shelf: Shelf) -> None:
    moments = [datetime(2012, 11, day, tzinfo=UTC) for day in (5, 9, 7)]
    shelf.put(*(make_entry(n, "x", "word", published_at=at) for n, at in enumerate(moments)))
    assert shelf.numbers("word", sort="added") == [1, 2, 0]


def test_older_versions_are_found_only_where_the_newest_is_not(shelf: Shelf) -> None:
    shelf.put(
        replace(make_entry(1, "Paper", "common new"), version=3),
        older(1, 2, "Paper", "common middle"),
        older(1, 1, "Paper", "common first old"),
    )
    (newest,) = hits(shelf, "common")
    assert (newest.key, newest.is_older, newest.older_versions) == ("document:1", False, (1, 2))
    (old,) = hits(shelf, "old")
    assert (old.key, old.url, old.version) == ("document:1.1", "/library/1/1", 1)
    assert (old.is_older, old.older_versions) == (True, ())
    assert shelf.find("").total == 1
    assert [facet.values[0].count for facet in shelf.find("common").facets] == [1] * 6


def test_of_several_older_versions_the_newest_that_matches_stands_for_all(shelf: Shelf) -> None:
    shelf.put(
        replace(make_entry(1, "Paper", "new"), version=4),
        *(older(1, version, "Paper", "once said") for version in (1, 2, 3)),
    )
    results = shelf.find("said")
    assert [(hit.key, hit.older_versions) for hit in results.hits] == [("document:1.3", (1, 2))]
    assert (results.total, results.row_count) == (1, 1)


@pytest.mark.parametrize(
    "asked", ["common -new", "-new", "common NOT new", "NOT kind:minutes -new"]
)
def test_an_older_version_does_not_stand_in_for_a_newest_that_was_left_out(
    shelf: Shelf, asked: str
) -> None:
    shelf.put(
        replace(make_entry(1, "Paper", "common new"), version=2),
        older(1, 1, "Paper", "common old"),
        make_entry(2, "Other", "common"),
    )
    assert shelf.numbers(asked) == [2]


def test_an_older_version_of_what_is_not_seen_stands_by_itself(shelf: Shelf) -> None:
    newest = replace(make_entry(1, "Paper", "word"), version=2, audience="members")
    shelf.put(newest, older(1, 1, "Paper", "word"))
    assert [hit.key for hit in hits(shelf, "word")] == ["document:1.1"]
    assert [hit.key for hit in hits(shelf, "word", MEMBERS)] == ["document:1"]


def test_nearly_the_same_texts_stand_under_the_newest_at_the_place_of_the_best(
    shelf: Shelf,
) -> None:
    shelf.put(
        make_entry(1, "Word word", "word", issued="2010", sketch=sketch(7)),
        make_entry(2, "x", "word and more", issued="2014", sketch=sketch(7)),
        make_entry(3, "x", "word and more", issued="2012", sketch=sketch(7)),
        make_entry(4, "x", "word word", issued="2014", sketch=sketch(8)),
        make_entry(5, "x", "word", issued="2014"),
    )
    results = shelf.find("word")
    assert [hit.key for hit in results.hits] == ["document:2", "document:4", "document:5"]
    assert [(one.key, one.issued) for one in results.hits[0].folded] == [
        ("document:3", "2012"),
        ("document:1", "2010"),
    ]
    assert (results.total, results.folded_count, results.row_count) == (5, 2, 3)
    assert shelf.numbers("word", sort="newest") == [2, 4, 5]


def test_texts_that_differ_in_more_than_the_least_are_not_folded(shelf: Shelf) -> None:
    almost = "ffff" * 12 + sketch(7)[48:]  # 12 of 64 parts, 81 %
    near = "ffff" * 9 + sketch(7)[36:]  # 9 of 64 parts, 86 %
    shelf.put(
        make_entry(1, "x", "word", sketch=sketch(7)),
        make_entry(2, "x", "word", sketch=almost),
    )
    assert shelf.find("word").folded_count == 0
    shelf.put(make_entry(3, "x", "word", sketch=near))
    assert shelf.find("word").folded_count > 0


def test_a_hidden_text_folds_nothing_and_is_folded_under_nothing(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "word", issued="2010", sketch=sketch(7)),
        make_entry(2, "x", "word", issued="2014", sketch=sketch(7), audience="members"),
    )
    (public,) = hits(shelf, "word")
    assert (public.key, public.folded) == ("document:1", ())
    (member,) = hits(shelf, "word", MEMBERS)
    assert (member.key, [one.key for one in member.folded]) == ("document:2", ["document:1"])


def test_what_is_filtered_out_folds_nothing(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "word", issued="2010", kind="minutes", sketch=sketch(7)),
        make_entry(2, "x", "word", issued="2014", sketch=sketch(7)),
    )
    results = shelf.find("word", filters=Filters(kind=("minutes",)))
    assert [(hit.key, hit.folded) for hit in results.hits] == [("document:1", ())]
    assert (results.total, results.row_count) == (1, 1)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """More entries than are looked at for closeness: families, older versions, equal scores."""
    draw = random.Random(5)  # noqa: S311 a fixed choice, no secret
    entries: list[Entry] = []
    for n in range(CANDIDATES + 120):
        text = " ".join(draw.choice(("open", "access", "data")) for _ in range(9))
        made = make_entry(
            n,
            draw.choice(("Open", "Access", "x")),
            issued=draw.choice((None, "2010", "2012-03")),
            sketch=sketch(draw.randrange(40)) if draw.random() < 0.3 else "",
        )
        entries.append(replace(made, pages=(PageText(1, f"open access {text}"),), version=2))
        if draw.random() < 0.2:
            entries.append(older(n, 1, "Older", draw.choice(("open access", "open old"))))
    shelf = Shelf(tmp_path_factory.mktemp("crowd") / "index")
    shelf.put(*entries)
    yield shelf
    shelf.index.close()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.sampled_from(["open access", "open OR data", "open", "", "old", "op* -old", "access~"]),
    sort=st.sampled_from(SORTS),
    per_page=st.integers(7, 400),
)
def test_every_row_stands_once_on_the_pages(
    crowd: Shelf, text: str, sort: Sort, per_page: int
) -> None:
    first = crowd.find(text, sort=sort, per_page=per_page)
    pages = -(-first.row_count // per_page)
    rows = [
        hit
        for page in range(1, pages + 1)
        for hit in crowd.find(text, sort=sort, page=page, per_page=per_page).hits
    ]
    shown = [key for hit in rows for key in (hit.key, *(one.key for one in hit.folded))]
    assert len(rows) == first.row_count
    assert len(shown) == len(set(shown)) == first.total
    assert crowd.find(text, sort=sort, page=pages + 1, per_page=per_page).hits == ()
    whole = crowd.find(text, sort=sort, per_page=1_000).hits
    assert [hit.key for hit in rows] == [hit.key for hit in whole]
    if sort == "best":
        scores = [hit.score for hit in rows]
        assert scores == sorted(scores, reverse=True)
