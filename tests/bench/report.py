"""What all parts of the benchmark share: options, percentiles, tables in Markdown, figures in JSON."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.corpus import Corpus, Missing

Report = dict[str, Any]
Figures = dict[str, float]

WHOLE = 7_247  # documents in the corpus
SITE = Path(".cache/bench/site-packages")  # where `make bench` puts tantivy
OUT = Path(".cache/bench")


@dataclass(frozen=True, slots=True)
class Options:
    """What a benchmark is run with; `documents` is how much of the corpus."""

    corpus: Corpus
    documents: int
    is_quick: bool
    out: Path


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the benchmark: it measures, and shows its report as Markdown."""

    name: str
    about: str
    measure: Callable[[Options], Report]
    show: Callable[[Report], str]

    def run(self, options: Options) -> Report:
        """Measure, print the tables and write the figures."""
        report = self.measure(options)
        say(f"## {self.about}\n\n{self.show(report)}\n")
        options.out.mkdir(parents=True, exist_ok=True)
        written = json.dumps(report, ensure_ascii=False, indent=1)
        (options.out / f"{self.name}.json").write_text(written + "\n", "utf-8")
        return report

    def main(self) -> None:
        """Run this part alone."""
        self.run(read_options(argparse.ArgumentParser(description=self.about)))


def say(text: str) -> None:
    """Print what a command has to say."""
    print(text, flush=True)  # noqa: T201 a command


def read_options(parser: argparse.ArgumentParser) -> Options:
    """Return the options of the command line; says so and ends where the corpus is missing."""
    parser.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="the corpus's folder"
    )
    parser.add_argument("--documents", type=int, help=f"how many of the {WHOLE}")
    parser.add_argument("--quick", action="store_true", help="small sizes, to try it")
    parser.add_argument("--site", type=Path, default=SITE, help="site-packages with tantivy in it")
    parser.add_argument("--out", type=Path, default=OUT, help="where the figures are written")
    given = parser.parse_args()
    sys.path.append(str(given.site.resolve()))
    documents = given.documents or (300 if given.quick else WHOLE)
    try:
        return Options(Corpus.at(given.shared), documents, given.quick, given.out)
    except Missing as problem:
        raise SystemExit(str(problem)) from None


def percentiles(values: Iterable[float]) -> Figures:
    """Return the median and the 95th percentile."""
    ordered = sorted(values)
    return {
        "p50": round(ordered[len(ordered) // 2], 2),
        "p95": round(ordered[int(len(ordered) * 0.95)], 2),
    }


def by_class(taken: Mapping[str, Sequence[float]]) -> dict[str, Figures]:
    """Return the percentiles of everything and of each class."""
    everything = [value for values in taken.values() for value in values]
    classes = {name: percentiles(values) for name, values in sorted(taken.items())}
    return {"all": percentiles(everything), **classes}


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown; numbers stand to the right."""
    shown = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    numbers = [all(row[n][:1].isdigit() for row in shown) for n in range(len(header))]
    rule = ["--:" if number else "---" for number in numbers]
    return "\n".join(f"| {' | '.join(line)} |" for line in [list(header), rule, *shown])


def verdict(is_met: bool) -> str:
    """Return how a target came out."""
    return "pass" if is_met else "**MISS**"
