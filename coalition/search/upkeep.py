"""Keeps the index true to the database: what can be found goes in, everything else comes out."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

import structlog

from coalition.database import transaction
from coalition.search.entries import Entry
from coalition.search.index import Busy, Index, NotReady
from coalition.search.rebuilding import Elsewhere, batches, changed_between, parts_of
from coalition.search.sources import Source, Standing, room_of, thing_of
from coalition.search.turning import note_written
from coalition.tasks import Later, submit

log = structlog.get_logger(__name__)

INDEX = "index"  # kinds of work: an entry is to be written as its thing now is
FORGET = "forget"  # it is to be out of search at once, whatever else is being written
REBUILD = "rebuild"
COMMIT_CHARACTERS = 200_000  # of texts in one commit: what is to be forgotten waits for it
SMALL = 100  # entries of a segment that is merged at once, which takes some 0.1 s


class Keeper:
    """Writes the index from its sources, which are named by the room of their keys.

    `elsewhere` gives the keeper of the same site in another process; it can be pickled. All who
    are `told` are given the things that changed, before the index is.
    """

    def __init__(
        self,
        index: Index,
        sources: Mapping[str, Source],
        elsewhere: Elsewhere,
        told: Sequence[Callable[[Collection[str]], None]] = (),
    ) -> None:
        self.index = index
        self.sources = sources
        self.elsewhere = elsewhere
        self.told = told

    def update(self, subjects: Sequence[str]) -> None:
        """Bring the entries that show these subjects up to date: the queue's handler.

        Subjects are keys of entries, or others that show in them, such as "subject:5". Makes the
        index anew where it cannot be used. Raises Later while another writer keeps the index.
        """
        things = self.things_of(subjects)
        for tell in self.told:
            tell(things)
        try:
            try:
                self._write_all(things, subjects)
            except NotReady as reason:
                log.warning("index_rebuilding", reason=str(reason))
                if not self._rebuild_unless_ready():
                    self._write_all(things, subjects)
        except Busy:
            raise Later from None

    def forget(self, subjects: Sequence[str]) -> None:
        """Take the entries of these things out at once: the queue's handler.

        What of them can still be found, and by whom, is written anew after it. Raises Later.
        """
        things = {thing_of(subject) for subject in subjects}
        try:
            with suppress(NotReady):  # where there is no index there is nothing to take out
                self._commit((), self.possible_keys(things) | set(subjects))
        except Busy:
            raise Later from None
        with transaction():
            for subject in subjects:
                if any(room_of(subject) in s.follows for s in self.sources.values()):
                    submit(INDEX, subject)

    def tidy(self) -> None:
        """Merge what small commits left: for once a minute, since nothing is written meanwhile."""
        with suppress(NotReady, Busy):  # then it is being made anew, or the next minute will do
            self._merge()

    def rebuild_if_needed(self) -> bool:
        """Note that the index is to be made anew, where it cannot be used as it is; tell whether."""
        if self.index.state() == "ok":
            return False
        with transaction():
            submit(REBUILD, "index")
        return True

    def make_if_needed(self) -> None:
        """Do the same, for once a minute: an index may be deleted or damaged while the site runs."""
        self.rebuild_if_needed()

    def rebuild_soon(self, _subjects: Sequence[str]) -> None:
        """Make the index anew unless that was done meanwhile: the queue's handler. Raises Later."""
        try:
            self._rebuild_unless_ready()
        except Busy:
            raise Later from None

    def rebuild(self, progress: Callable[[int], None] | None = None) -> int:
        """Make the index anew, by all cores, from everything that can be found.

        Returns how many entries it has; `progress` is told how many are done. What changes
        meanwhile is right at the end. Raises Busy when another rebuild is at work.
        """
        before = self.standings()
        found = parts_of(before, self, self.elsewhere)

        def catch_up() -> tuple[list[Entry], set[str]]:
            changed = changed_between(before, self.standings())
            return self.entries(changed), self.possible_keys(changed)

        count = self.index.rebuild_from(found, catch_up=catch_up, progress=progress)
        note_written()
        return count

    def things_of(self, subjects: Iterable[str]) -> set[str]:
        """Return the things whose entries these subjects show in. Raises ValueError for strangers."""
        found: set[str] = set()
        for subject in subjects:
            following = [s for s in self.sources.values() if room_of(subject) in s.follows]
            if not following:
                raise ValueError(subject)
            found.update(*(source.things_of(subject) for source in following))
        return found

    def standings(self, things: Collection[str] | None = None) -> dict[str, Standing]:
        """Return how those of the things stand that can be found now; of all things for None."""
        found: dict[str, Standing] = {}
        for source, own in self._by_source(things):
            found |= source.standings(own)
        return found

    def possible_keys(self, things: Collection[str]) -> set[str]:
        """Return all keys the index may hold of these things."""
        return set().union(*(s.possible_keys(own or ()) for s, own in self._by_source(things)))

    def entries(self, things: Collection[str]) -> list[Entry]:
        """Return the entries of those of the things that can be found now."""
        return [entry for s, own in self._by_source(things) for entry in s.entries(own or ())]

    def _write_all(self, things: Collection[str], subjects: Collection[str]) -> None:
        standings = self.standings(things)
        right = {key for standing in standings.values() for key in standing.keys}
        wrong = {key for key in subjects if thing_of(key) in things} - right
        # What is gone comes first, so that it does not wait for long texts.
        self._write(set(things) - standings.keys(), wrong)
        for batch in batches(standings, COMMIT_CHARACTERS):
            self._write(batch)
        self._merge(SMALL)

    def _write(self, things: Collection[str], wrong: Collection[str] = ()) -> None:
        """Write these things as they are, and once more those that changed while it was done.

        Two may write the same thing at once; the one that comes last must not be the one that
        read first, or what was withdrawn in between would be found again. `wrong` are further
        keys to take out.
        """
        gone = self.possible_keys(things) | set(wrong)
        while things or gone:
            read = self.standings(things)
            entries = self.entries(things)
            self._commit(entries, gone - {entry.key for entry in entries})
            now = self.standings(things)
            things = [thing for thing in things if now.get(thing) != read.get(thing)]
            gone = self.possible_keys(things)

    def _commit(self, entries: Collection[Entry], gone: Collection[str]) -> None:
        self.index.write(entries, gone)
        note_written()

    def _merge(self, most: int | None = None) -> None:
        if self.index.optimise(most):
            note_written()

    def _rebuild_unless_ready(self) -> bool:
        if self.index.state() == "ok":
            return False
        self.rebuild()
        return True

    def _by_source(
        self, things: Collection[str] | None
    ) -> Iterator[tuple[Source, Collection[str] | None]]:
        """Give each source with its own of the things; with None for all things."""
        for room, source in self.sources.items():
            own = None if things is None else [key for key in things if room_of(key) == room]
            if own is None or own:
                yield source, own
