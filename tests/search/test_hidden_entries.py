"""Among hundreds of drawn entries, those that are hidden change no answer about the others."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from coalition.search.entries import Entry, Named, PageText
from coalition.search.finding.facets import Filters
from coalition.search.queries import SORTS, find, similar, suggest, within
from coalition.search.results import Results
from tests.search.shelf import MEMBERS, PUBLIC, Shelf, make_entry

STEMS = ("librar", "netzwerk", "hub", "bücher", "buecher", "accè", "zugang", "room", "maß", "data")
ENDINGS = ("y", "ies", "e", "es", "s", "er", "ing", "ed", "")
WORDS = [stem + ending for stem in STEMS for ending in ENDINGS] + [
    "图书馆",
    "书馆",
    "مكتبة",
    "مكتبات",
]
LANGUAGES = ("en", "de", "fr", "zh", "ar", "sv")
SUBJECTS = tuple(Named(f"subject:{n}", f"{WORDS[n]} and {WORDS[-n]}") for n in range(1, 12))


def drawn(draw: random.Random, number: int, audience: str) -> list[Entry]:
    """Return an entry, sometimes with an older version or much the same text as others."""

    def text(count: int) -> str:
        return " ".join(draw.choice(WORDS) for _ in range(count))

    made = make_entry(
        number,
        text(draw.randint(1, 4)).title(),
        abstract=text(draw.randint(0, 5)),
        authors=(text(2),),
        organisation=draw.choice((None, Named("1", "Library Federation"), Named("2", "Hub Room"))),
        kind=draw.choice(("report", "minutes", "statement")),
        languages=(draw.choice(LANGUAGES),),
        issued=draw.choice((None, "2010", "2011-05", "2012-11-08")),
        subjects=tuple(draw.sample(SUBJECTS, draw.randint(0, 3))),
        audience=audience,
        what=draw.choice(("document", "document", "organisation")),
        sketch=f"{draw.randrange(9) + 1:04x}" * 64 if draw.random() < 0.2 else "",
    )
    pages = tuple(PageText(n, text(draw.randint(1, 30))) for n in range(1, draw.randint(2, 4)))
    newest = replace(made, pages=pages, version=2)
    if draw.random() < 0.2:
        older = replace(newest, key=f"{made.key}.1", work=made.key, version=1, sketch="")
        return [newest, replace(older, pages=(PageText(1, text(9)),))]
    return [newest]


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shelf, Shelf]]:
    """A shelf of what is public, and one with as much again for members between it."""
    draw = random.Random(17)  # noqa: S311 a fixed choice, no secret
    audiences = [draw.choice(("public", "members")) for _ in range(300)]
    entries = [one for n, audience in enumerate(audiences) for one in drawn(draw, n, audience)]
    folder = tmp_path_factory.mktemp("shelves")
    shelves = Shelf(folder / "public"), Shelf(folder / "mixed")
    for shelf in shelves:
        chosen = entries if shelf is shelves[1] else [e for e in entries if e.audience == "public"]
        shelf.keep(chosen)
        shelf.index.rebuild(chosen)
    yield shelves
    for shelf in shelves:
        shelf.index.close()


def searches() -> list[str]:
    """Return searches of every kind with words that are there, nearly there or not."""
    draw = random.Random(23)  # noqa: S311 a fixed choice, no secret

    def slip(word: str) -> str:
        at = draw.randrange(len(word))
        return word[:at] + draw.choice("xeiu") + word[at + draw.randint(0, 1) :]

    found = [""]
    for word in [*draw.sample(WORDS, 30), *WORDS[-4:]]:
        other, near = draw.choice(WORDS), slip(word)
        found += [
            word,
            near,
            f"{near}~",
            f"{near}~2 {other}",
            f"{word[:3]}*",
            f"{word} {other}",
            f"{near} {other}",
            f"{word} OR {near}",
            f'"{word} {other}"',
            f"{word}-{other}",
            f"{other} -{word}",
            f"title:{word} {other}",
            f"subject:{near}~ OR author:{other}",
            f"{word} year:2011.. -kind:minutes",
        ]
    return found


def told(shelf: Shelf, text: str, sort: str, filters: Filters) -> Results:
    """Return everything that is told of a search, without the time it took."""
    found = find(
        shelf.index,
        text,
        audiences=PUBLIC,
        filters=filters,
        sort=next(known for known in SORTS if known == sort),
        reasons=True,
    )
    return replace(found, took_ms=0.0)


def test_hits_scores_facets_and_other_ways_to_ask_are_the_same(
    shelves: tuple[Shelf, Shelf],
) -> None:
    public, mixed = shelves
    narrowed = (Filters(), Filters(kind=("report",), language=("de",)), Filters(first_year=2011))
    for n, text in enumerate(searches()):
        filters, sort = narrowed[n % 3], SORTS[n % 4 if n % 2 else 0]
        assert told(mixed, text, sort, filters) == told(public, text, sort, filters), text


def test_suggestions_are_the_same(shelves: tuple[Shelf, Shelf]) -> None:
    public, mixed = shelves
    typed = {text[:length] for text in searches()[::3] for length in (1, 2, 4, 7, 12)}
    for text in sorted(typed):
        found = suggest(mixed.index, text, audiences=PUBLIC)
        assert found == suggest(public.index, text, audiences=PUBLIC), text


def test_what_is_alike_and_places_within_are_the_same(shelves: tuple[Shelf, Shelf]) -> None:
    public, mixed = shelves
    for n, text in enumerate(searches()[::5]):
        key = f"document:{n * 3}"
        found = within(mixed.index, key, text, audiences=PUBLIC)
        assert found == within(public.index, key, text, audiences=PUBLIC), (key, text)
        alike = similar(mixed.index, key, audiences=PUBLIC)
        assert alike == similar(public.index, key, audiences=PUBLIC), key


def test_members_are_told_of_all(shelves: tuple[Shelf, Shelf]) -> None:
    public, mixed = shelves
    assert (
        find(mixed.index, "", audiences=MEMBERS).total
        > find(mixed.index, "", audiences=PUBLIC).total
    )
    assert find(public.index, "", audiences=MEMBERS).total == public.find("").total
