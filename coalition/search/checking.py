"""Compares the index with the database, both ways, and notes the work that mends what differs."""

from collections.abc import Iterator
from dataclasses import dataclass

from coalition.database import transaction
from coalition.search import queries
from coalition.search.entries import Entry
from coalition.search.rebuilding import batches
from coalition.search.results import Hit
from coalition.search.sources import thing_of
from coalition.search.upkeep import FORGET, INDEX, REBUILD, Keeper
from coalition.tasks import Work, given_up, submit
from coalition.web.viewer import MEMBERS, PUBLIC

KINDS = frozenset({INDEX, FORGET, REBUILD})
PER_PAGE = 500


@dataclass(frozen=True, slots=True)
class Differences:
    """What is wrong with an index, as keys of entries.

    `missing` should be found and are not, `surplus` are found and should not be, `outdated` are
    found as they were before a change. `state` is that of the index; where it is not "ok" nothing
    was compared.
    """

    state: str
    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.state != "ok" or bool(self.missing or self.surplus or self.outdated)


def differences(keeper: Keeper) -> Differences:
    """Return in what the index differs from what can be found."""
    is_there = (keeper.index.folder / "current").exists()
    state = keeper.index.state()
    if state != "ok":
        return Differences("not as signed" if is_there and state == "missing" else state)
    standings = keeper.standings()
    expected = {key for standing in standings.values() for key in standing.keys}
    held = keeper.index.keys()
    return Differences(
        state,
        missing=tuple(sorted(expected - held)),
        surplus=tuple(sorted(held - expected)),
        outdated=tuple(sorted(_outdated(keeper))),
    )


def mend(found: Differences) -> int:
    """Note the work that mends what differs; return how many pieces that is."""
    if found.state != "ok":
        with transaction():
            submit(REBUILD, "index")
        return 1
    wrong = {thing_of(key) for key in (*found.missing, *found.outdated)}
    with transaction():
        for key in found.surplus:
            submit(FORGET, key)
        for thing in wrong:
            submit(INDEX, thing)
    return len(found.surplus) + len(wrong)


def work_given_up() -> list[Work]:
    """Return the work on the index that was given up after its last try."""
    return [work for work in given_up() if work.kind in KINDS]


def _outdated(keeper: Keeper) -> Iterator[str]:
    """Give the keys of what is shown in another way than the database has it."""
    shown = {hit.key: _facts_of_hit(hit) for hit in _all_hits(keeper)}
    for batch in batches(keeper.standings()):
        for entry in keeper.entries(batch):
            if shown.get(entry.key, _facts_of_entry(entry)) != _facts_of_entry(entry):
                yield entry.key


def _all_hits(keeper: Keeper) -> Iterator[Hit]:
    """Give everything a member can find, but for what is shown under something newer."""
    audiences = frozenset({PUBLIC, MEMBERS})
    for page in range(1, queries.DEEPEST_PAGE + 1):
        hits = queries.find(
            keeper.index,
            "",
            audiences=audiences,
            sort="title",
            page=page,
            per_page=PER_PAGE,
            passages=False,
        ).hits
        yield from hits
        if len(hits) < PER_PAGE:
            return


def _facts_of_hit(hit: Hit) -> tuple[object, ...]:
    return (
        hit.url,
        hit.title,
        hit.authors,
        hit.organisation,
        hit.kind,
        hit.languages,
        hit.issued,
        hit.subjects,
        hit.audience,
        hit.version,
        hit.page_count,
    )


def _facts_of_entry(entry: Entry) -> tuple[object, ...]:
    return (
        entry.url,
        entry.title,
        entry.authors,
        entry.organisation,
        entry.kind,
        entry.languages,
        entry.issued,
        entry.subjects,
        entry.audience,
        entry.version,
        len(entry.pages),
    )
