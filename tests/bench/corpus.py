"""The corpus beside this checkout, and our search over it as the application would hold it."""

import importlib.util
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from coalition.ingest.likeness import sketch
from coalition.search.entries import Entry, PageText
from coalition.search.index import Index

PAGE_CHARACTERS = 3_000
PUBLIC = frozenset({"public"})
Document = tuple[str, str, str, str, str, int]  # id, title, text, language, kind, year
Query = tuple[str, str]  # class, text
Texts = Callable[[Sequence[tuple[str, int]]], Mapping[tuple[str, int], str]]


class Missing(Exception):
    """What is measured with is not there."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The folder of what is measured with, and the script in it that runs the other engines."""

    shared: Path
    engines: ModuleType

    @classmethod
    def at(cls, shared: Path) -> "Corpus":
        """Return the corpus of this folder. Raises Missing with a sentence."""
        needed = ("data/corpus.jsonl.xz", "data/queries.jsonl", "bench/engines.py")
        absent = [name for name in needed if not (shared / name).is_file()]
        if absent:
            raise Missing(
                f"NOTHING WAS MEASURED: {shared.resolve()} holds no {', no '.join(absent)}. "
                "Say with --shared where the folder with the corpus is."
            )
        spec = importlib.util.spec_from_file_location("engines", shared / "bench" / "engines.py")
        assert spec is not None
        assert spec.loader is not None
        engines = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(engines)
        return cls(shared, engines)

    def documents(self, count: int) -> list[Document]:
        """Return the first documents, a fair sample in a fixed order."""
        path = self.shared / "data" / "corpus.jsonl.xz"
        found: list[Document] = self.engines.read_documents(str(path), count)
        return found

    def queries(
        self, documents: Sequence[Document], count: int = 200, seed: int = 7
    ) -> list[Query]:
        """Return queries of six classes drawn from the documents, each once."""
        return list(dict.fromkeys(self.engines.make_queries(documents, count, seed)))

    def known_answers(self) -> list[dict[str, object]]:
        """Return the queries whose answers over the whole corpus are known."""
        lines = (self.shared / "data" / "queries.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]


def megabytes(documents: Sequence[Document]) -> float:
    """Return how much text documents hold."""
    return sum(len(document[2].encode()) for document in documents) / 1_000_000


def copies(documents: Sequence[Document], times: int) -> Iterator[Document]:
    """Give the documents several times, the copies under keys of their own."""
    for number in range(times):
        for key, *rest in documents:
            title, text, language, kind, year = rest
            yield (f"copy {number} of {key}" if number else key, title, text, language, kind, year)  # type: ignore[misc]


def pages_of(text: str) -> list[str]:
    """Cut a text into pages of about PAGE_CHARACTERS, between lines."""
    pages, at = [], 0
    while len(text) - at > PAGE_CHARACTERS:
        end = text.rfind("\n", at + PAGE_CHARACTERS // 2, at + PAGE_CHARACTERS) + 1
        end = end or text.rfind(" ", at + 1, at + PAGE_CHARACTERS) + 1 or at + PAGE_CHARACTERS
        pages.append(text[at:end])
        at = end
    return [*pages, text[at:]]


def sketches(documents: Sequence[Document]) -> list[str]:
    """Return the sketch of each document, which the application has from reading it."""
    return [sketch(document[2]) for document in documents]


def entry_of(document: Document, likeness: str) -> Entry:
    """Return a document as an entry."""
    key, title, text, language, kind, year = document
    return Entry(
        key=key,
        url=f"/library/{key}",
        title=title,
        abstract="",
        authors=(),
        organisation=None,
        kind=kind,
        languages=(language,),
        issued=str(year),
        subjects=(),
        audience="public",
        pages=[PageText(n, page) for n, page in enumerate(pages_of(text), start=1)],
        sketch=likeness,
    )


def store_pages(entries: Iterator[Entry], path: Path) -> Iterator[Entry]:
    """Give entries on, keeping the texts of their pages in a SQLite table of this file."""
    connection = sqlite3.connect(path)
    connection.execute("create table page(key, number, text, primary key (key, number))")
    for entry in entries:
        rows = [(entry.key, page.number, page.text) for page in entry.pages]
        connection.executemany("insert into page values (?, ?, ?)", rows)
        yield entry
    connection.commit()
    connection.close()


def texts_from(path: Path) -> Texts:
    """Return the source of page texts that the index asks, as the application's database is."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA cache_size=-32000")  # as coalition.database has it
    # One look-up a page: SQLite answers (key, number) IN (VALUES …) by reading the whole table.
    one = "select text from page where key = ? and number = ?"

    def texts(wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        rows = ((pair, connection.execute(one, pair).fetchone()) for pair in wanted)
        return {pair: row[0] for pair, row in rows if row}

    return texts


def build_index(entries: Iterator[Entry], folder: Path) -> Index:
    """Index entries in this folder and return the index, which keeps no results."""
    pages = folder / "pages.db"
    index = open_index(folder)
    index.rebuild(store_pages(entries, pages))
    return index


def open_index(folder: Path) -> Index:
    """Open what build_index left in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    asked: list[Texts] = []

    def texts(wanted: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
        if not asked:
            asked.append(texts_from(folder / "pages.db"))
        return asked[0](wanted)

    return Index(folder / "index", texts=texts, results_kept=0)
