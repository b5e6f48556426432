"""Measures the search: runs all parts, prints their tables and writes their figures.

Usage: python -m tests.bench [--quick] [--only engines,judged] [--shared ../shared]

Each part can be run alone: python -m tests.bench.engines, and so on, each with --help.
"""

import argparse
import time

from tests.bench import (
    answers,
    engines,
    freshness,
    growth,
    harvesting,
    judged,
    pages,
    programme,
    questions,
    reindexing,
)
from tests.bench.report import read_options, say

PARTS = {
    module.PART.name: module.PART
    for module in (
        engines,
        growth,
        reindexing,
        pages,
        freshness,
        judged,
        answers,
        programme,
        questions,
        harvesting,
    )
}


def main() -> None:
    """Run the parts that are asked for; all of them, unless some are named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    options = read_options(parser)
    named = parser.parse_known_args()[0].only.split(",")
    if unknown := set(named) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    say("# Measured\n")
    for name in named:
        began = time.perf_counter()
        PARTS[name].run(options)
        say(f"({name}: {time.perf_counter() - began:.0f} s)\n")
    say(f"The figures are in {options.out}/.")


if __name__ == "__main__":
    main()
