"""Measures our order on the judged searches of judged.toml: nDCG@10, recall@10 and recall@50.

The order is what a reader reaches with one click: the hits; where there are none, those of the
correction that is offered; then those of the search said in other languages, where it is offered.
"""

import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from coalition.demonstration.blocks import Heading, block_text
from coalition.demonstration.organisations import organisations
from coalition.demonstration.papers import DemoDocument, documents, subjects
from coalition.ingest.likeness import sketch
from coalition.search.entries import Entry, Named, PageText
from coalition.search.index import Index
from coalition.search.queries import find
from tests.bench.corpus import PUBLIC, build_index, entry_of, sketches
from tests.bench.ranking import ndcg, recall
from tests.bench.report import WHOLE, Options, Part, Report, table

FILE = Path(__file__).with_name("judged.toml")
GRADES = {"exactly": 3, "good": 2, "related": 1}
DEPTH = 50
WORST = 12  # searches shown with what stood instead


@dataclass(frozen=True, slots=True)
class Judged:
    """A search, what it is asked over, its sort, and the grade of each answer by key."""

    text: str
    over: str
    group: str
    grades: dict[str, int]


@cache
def judged() -> tuple[Judged, ...]:
    """Return the judged searches."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["query"]
    return tuple(
        Judged(
            row["text"],
            row["over"],
            row["group"],
            {key: grade for name, grade in GRADES.items() for key in row.get(name, ())},
        )
        for row in rows
    )


def papers() -> Iterator[Entry]:
    """Give the public papers of the demonstration as entries whose keys are their slugs."""
    for paper in documents():
        if paper.state == "published" and paper.audience == "public":
            yield _entry_of(paper)


def order_of(index: Index, text: str) -> list[str]:
    """Return the keys a reader reaches with one click, best first."""
    found = find(index, text, audiences=PUBLIC, per_page=DEPTH)
    texts = [text]
    if not found.hits and found.did_you_mean:
        texts.append(found.did_you_mean.text)
    texts += [said.text for said in found.elsewhere]
    order: dict[str, None] = {}
    for asked in texts:
        hits = find(index, asked, audiences=PUBLIC, per_page=DEPTH).hits
        order |= dict.fromkeys(hit.key for hit in hits)
    return list(order)


def measure(options: Options) -> Report:
    """Index the demonstration and the corpus, ask every search and return what it is worth."""
    with tempfile.TemporaryDirectory(prefix="bench-judged-") as temporary:
        folder = Path(temporary)
        (folder / "demonstration").mkdir()
        rows = _asked(build_index(papers(), folder / "demonstration"), "demonstration")
        if options.documents >= WHOLE:  # judged over all of it, or not at all
            corpus = options.corpus.documents(WHOLE)
            (folder / "corpus").mkdir()
            entries = map(entry_of, corpus, sketches(corpus))
            rows += _asked(build_index(entries, folder / "corpus"), "corpus")
    return {"queries": rows, "groups": _groups(rows)}


def show(report: Report) -> str:
    """Return the worth of each group, and the worst searches with what stood instead."""
    groups = [(*name.split("/"), *values.values()) for name, values in report["groups"].items()]
    worst = sorted(report["queries"], key=lambda row: (row["ndcg@10"], row["text"]))[:WORST]
    return "\n\n".join(
        (
            table(("over", "sort", "searches", "nDCG@10", "recall@10", "recall@50"), groups),
            table(
                ("worst searches", "nDCG@10", "best answer stands at", "what stood first"),
                [
                    (
                        f"`{row['text']}`",
                        row["ndcg@10"],
                        row["best_at"] or "–",
                        ", ".join(row["first"]) or "–",
                    )
                    for row in worst
                ],
            ),
        )
    )


def _entry_of(paper: DemoDocument) -> Entry:
    names = {one.acronym: one.name for one in organisations()}
    labels = {subject.key: subject.label for subject in subjects()}
    pages = list(_sections(paper))
    return Entry(
        key=paper.slug,
        url=f"/library/{paper.slug}",
        title=paper.title,
        abstract=paper.abstract,
        authors=paper.authors,
        organisation=Named(paper.organisation, names[paper.organisation]),
        kind=paper.kind,
        languages=paper.languages,
        issued=paper.issued.isoformat(),
        subjects=tuple(Named(key, labels[key]) for key in paper.subjects),
        audience=paper.audience,
        pages=[PageText(number, text) for number, text in enumerate(pages, start=1)],
        sketch=sketch("\n".join(pages)),
    )


def _sections(paper: DemoDocument) -> Iterator[str]:
    """Give the text of the newest version, a page for each heading of the first level."""
    page: list[str] = []
    for block in paper.versions[-1].blocks:
        if isinstance(block, Heading) and block.level == 1 and page:
            yield "\n".join(page)
            page = []
        page.append(block_text(block))
    yield "\n".join(page)


def _asked(index: Index, over: str) -> list[Report]:
    with closing(index):
        return [_worth(one, order_of(index, one.text)) for one in judged() if one.over == over]


def _worth(one: Judged, order: Sequence[str]) -> Report:
    best = max(one.grades.values())
    places = [n for n, key in enumerate(order, start=1) if one.grades.get(key) == best]
    return {
        "text": one.text,
        "over": one.over,
        "group": one.group,
        "ndcg@10": round(ndcg(order, one.grades), 3),
        "recall@10": round(recall(order, one.grades, 10), 3),
        "recall@50": round(recall(order, one.grades, DEPTH), 3),
        "best_at": places[0] if places else None,
        "first": [key for key in order[:3] if key not in one.grades],
    }


def _groups(rows: Sequence[Report]) -> dict[str, Report]:
    """Return the means of all searches, of each text and of each sort."""
    gathered: dict[str, list[Report]] = defaultdict(list)
    for row in rows:
        for name in ("all/all", f"{row['over']}/all", f"{row['over']}/{row['group']}"):
            gathered[name].append(row)
    measures = ("ndcg@10", "recall@10", "recall@50")
    return {
        name: {"searches": len(found)}
        | {key: round(sum(row[key] for row in found) / len(found), 3) for key in measures}
        for name, found in sorted(gathered.items(), key=lambda pair: (pair[0] != "all/all", pair))
    }


PART = Part("judged", "The order, beside judged answers", measure, show)

if __name__ == "__main__":
    PART.main()
