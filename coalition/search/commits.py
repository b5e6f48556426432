"""Commits to a data folder: records in, numbers out, small segments merged."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from coalition.search.entries import Entry
from coalition.search.postings import Codec
from coalition.search.records import Record, Vocabulary, make_record, schema
from coalition.search.signature import NAME

WRITER_TIMEOUT = 30.0  # seconds to wait for another writer
WRITER_MEGABYTES = 256
MANY_SEGMENTS = 8  # from here on a small merge pays


@contextmanager
def committing(data: Path, merge: Sequence[str] | None) -> Iterator[SegmentWriter]:
    """Give a writer that commits at the end and cancels on error.

    `merge` names the segments to merge into the new one, None for none.
    """
    index = FileIndex(FileStorage(str(data)), indexname=NAME)
    writer = SegmentWriter(
        index,
        timeout=WRITER_TIMEOUT,
        codec=Codec(),
        compound=False,
        limitmb=WRITER_MEGABYTES,
    )

    def policy(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
        kept = []
        for segment in segments:
            if merge is None or segment.segment_id() not in merge:
                kept.append(segment)
                continue
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
        return kept

    try:
        yield writer
        writer.commit(mergetype=policy)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise


def build(data: Path, entries: Iterable[Entry], progress: Callable[[int], None] | None) -> int:
    """Write all entries into a new data folder and return their number."""
    FileIndex.create(FileStorage(str(data)), schema(), NAME)
    vocabulary = Vocabulary()
    seen: set[str] = set()
    with committing(data, merge=None) as writer:
        for entry in entries:
            if entry.key in seen:
                continue
            seen.add(entry.key)
            record: Record = make_record(entry, vocabulary)
            writer.add_document(**record.fields())
            if progress is not None:
                progress(len(seen))
    return len(seen)


def worth_merging(live: Mapping[str, int], sizes: Mapping[str, int]) -> list[str]:
    """Return the segments to merge: the small ones when there are many, and the emptied ones."""
    emptied = [name for name, size in sizes.items() if 2 * live[name] < size]
    if len(sizes) < MANY_SEGMENTS:
        return emptied
    by_size = sorted(sizes, key=lambda name: live[name])
    chosen: list[str] = []
    total = 0
    for name in by_size:
        # A segment joins while it is not much larger than all smaller ones together.
        if len(chosen) >= MANY_SEGMENTS // 2 and live[name] > 2 * total + 10:
            break
        chosen.append(name)
        total += live[name]
    return list(dict.fromkeys([*chosen, *emptied]))
