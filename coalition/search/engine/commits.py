"""Commits to a data folder through Whoosh: records in, numbers out, small segments merged."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import whoosh
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from coalition.search.engine import arrays
from coalition.search.engine.arrays import Ints
from coalition.search.engine.inverting import Batch
from coalition.search.engine.merging import Part, merge
from coalition.search.engine.postings import ENDING
from coalition.search.engine.records import Record, make_record, schema
from coalition.search.engine.vocabulary import Vocabulary
from coalition.search.entries import Entry

ENGINE = "2.7.4"
if ".".join(map(str, whoosh.__version__)) != ENGINE:
    # 2.7.5 and the forks keep replaced documents findable, and all share the import name.
    raise ImportError(f"Coalition needs Whoosh {ENGINE}, found {whoosh.__version__!r}.")

NAME = "MAIN"  # Whoosh's name of an index
WRITER_TIMEOUT = 30.0  # seconds to wait for another writer
MANY_SEGMENTS = 8  # from here on a small merge pays
COLUMNS = ("card", "facts")


class _MappedFile(StructFile):  # type: ignore[misc] # Whoosh has no types
    """A file of Whoosh's read through memory mapping instead of seek and read."""

    def __init__(self, path: Path) -> None:
        super().__init__(arrays.mapped(path), name=path.name)

    def get(self, position: int, length: int) -> bytes:
        """Return bytes at a position."""
        return self.file[position : position + length]  # type: ignore[no-any-return]


class ColumnsReader(W3PerDocReader):  # type: ignore[misc] # Whoosh has no types
    """Reads the columns of a segment through memory mapping."""

    def _get_column_file(self, fieldname: str) -> tuple[Any, int, int]:
        """Return a column's file, the offset where it begins, and its length."""
        path = Path(self._storage.folder) / Codec.column_filename(self._segment, fieldname)
        return _MappedFile(path), 0, path.stat().st_size


class Codec(W3Codec):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's third codec, whose terms and postings are arrays in a file of our own."""

    length_stats = False  # weights already hold the length, see coalition.search.engine.records

    def field_writer(self, storage: Any, segment: Any) -> Any:  # noqa: ARG002 Whoosh's
        """Return nothing to be closed: the words are written by Writer."""
        return SimpleNamespace(is_closed=True)

    def per_document_reader(self, storage: Any, segment: Any) -> ColumnsReader:
        """Return the reader of a segment's columns."""
        return ColumnsReader(storage, segment)


class Writer(SegmentWriter):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's writer of one segment, with words in arrays."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._parts: list[Part] = []
        index = FileIndex(FileStorage(str(data)), indexname=NAME)
        super().__init__(index, timeout=WRITER_TIMEOUT, codec=Codec(), compound=False)

    def add_all(self, entries: Iterable[Entry]) -> None:
        """Analyse entries and add them."""
        for found, records in inverted(entries, Vocabulary()):
            self.take_part(Part.of(found), [(record.card, record.facts) for record in records])

    def take_over(self, segment: Any) -> None:
        """Add what is not deleted of another segment."""
        columns = open_columns(self.storage, self.schema, segment)
        gone = set(segment.deleted_docs())
        part = Part.of(arrays.read(words_path(self._data, segment)), gone)
        rows = zip(columns["card"], columns["facts"], strict=True)
        self.take_part(part, [row for n, row in enumerate(rows) if n not in gone])

    def take_part(self, part: Part, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Add a part with the card and the facts of each document that is kept."""
        for card, facts in rows:
            self.add_document(card=card, facts=facts)
        self._parts.append(part)

    def _flush_segment(self) -> None:
        """Write columns and words; the name is Whoosh's."""
        self.perdocwriter.close()
        path = words_path(self._data, self.newsegment)
        if len(self._parts) == 1 and self._parts[0].kept.all():
            arrays.write(path, self._parts[0].found)
        else:
            merge(path, self._parts)


def words_path(data: Path, segment: Any) -> Path:
    """Return where the words of a segment lie."""
    return data / str(segment.make_filename(ENDING))


def open_columns(storage: Any, known: Any, segment: Any) -> dict[str, Any]:
    """Return the columns of a segment by name."""
    reader = Codec().per_document_reader(storage, segment)
    return {name: reader.column_reader(name, known[name].column_type) for name in COLUMNS}


def keys_in(data: Path) -> dict[str, int]:
    """Return the number of each entry in a data folder, by its key."""
    index = FileIndex(FileStorage(str(data)), indexname=NAME)
    known: dict[str, int] = {}
    first = 0
    for segment in index._segments():
        gone = set(segment.deleted_docs())
        facts = open_columns(index.storage, index.schema, segment)["facts"]
        rows = (json.loads(raw)["key"] for raw in facts)
        known |= {key: first + n for n, key in enumerate(rows) if n not in gone}
        first += segment.doc_count_all()
    return known


@contextmanager
def committing(data: Path, merged: Sequence[str] = ()) -> Iterator[Writer]:
    """Give a writer that commits at the end and cancels on error.

    `merged` names the segments to merge into the new one.
    """
    _forget_unsigned(data)
    writer = Writer(data)

    def policy(writer: Writer, segments: list[Any]) -> list[Any]:
        for segment in segments:
            if segment.segment_id() in merged:
                writer.take_over(segment)
        return [segment for segment in segments if segment.segment_id() not in merged]

    try:
        yield writer
        writer.commit(mergetype=policy)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise


def _forget_unsigned(data: Path) -> None:
    """Remove what a writer that was killed had committed and not signed: nobody searches it.

    Documents would have other numbers in it than where they are looked up.
    """
    try:
        signed = int(json.loads((data / "shape.json").read_text("utf-8"))["generation"])
    except (OSError, ValueError, KeyError):
        return  # a folder that is being made
    for toc in data.glob(f"_{NAME}_*.toc"):
        if int(toc.stem.rpartition("_")[2]) > signed:
            toc.unlink()


def make_empty(data: Path) -> None:
    """Make an index without documents in a new data folder."""
    data.mkdir(parents=True)
    FileIndex.create(FileStorage(str(data)), schema(), NAME)


def inverted(
    entries: Iterable[Entry], vocabulary: Vocabulary
) -> Iterator[tuple[dict[str, Ints], list[Record]]]:
    """Give entries in batches as the arrays of a segment and the records they come from."""
    vocabulary.forget_when_full()
    batch, records = Batch(vocabulary), []
    for entry in entries:
        record = make_record(entry, vocabulary)
        batch.add(record.text)
        records.append(record)
        if batch.is_full or vocabulary.is_full:
            yield batch.inverted(), records
            vocabulary.forget_when_full()
            batch, records = Batch(vocabulary), []
    if records:
        yield batch.inverted(), records


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
