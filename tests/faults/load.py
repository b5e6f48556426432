"""Full load for minutes while people deposit: errors, times, memory, and whether all is found after.

Usage: python -m tests.faults.load [--minutes 10] [--connections 16] [--keep FOLDER]

Serves an installation of its own on 127.0.0.1, with a worker in a process of its own, and lets `wrk`
ask for pages and searches as fast as they are answered. Meanwhile somebody deposits and publishes
through the pages. Prints one JSON object; ends with status 1 when an answer was an error, memory
grew by more than a tenth, or a publication that was answered is not found.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.endurance.depositing import Given, NoAnswer
from tests.faults import scene
from tests.running import Running, running

PLACES = ("/", "/library/", "/members/", "/search?q=libraries", "/search?q=access+who", "/news")
EVERY_SECONDS = 5.0
GROWTH = 1.10  # of the middle of the last third of the time over that of the first
PAGE_KB = 4
SCRIPT = """
local places = {%s}
local number = 0
request = function()
  number = number + 1
  return wrk.format("GET", places[number %% #places + 1])
end
done = function(summary, latency)
  io.write(string.format("FIGURES %%d %%d %%d %%d %%d %%d %%f %%f %%f\\n", summary.requests,
    summary.errors.status, summary.errors.timeout, summary.errors.connect, summary.errors.read,
    summary.errors.write, latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
"""
NAMES = ("requests", "status errors", "timeouts", "connect", "read", "write", "p50", "p95", "p99")


@dataclass
class Memory:
    """What processes hold, in KB, looked at every few seconds until it is told to stop."""

    processes: Sequence["subprocess.Popen[bytes]"]
    held: list[list[int]] = field(default_factory=list)
    has_ended: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Look, until the end."""
        while not self.has_ended.wait(EVERY_SECONDS):
            self.held.append([_held_kb(process.pid) for process in self.processes])

    def grown(self, number: int) -> float:
        """Return the middle of the last third of a process's figures over that of the first."""
        figures = [each[number] for each in self.held]
        third = max(len(figures) // 3, 1)
        first, last = sorted(figures[:third]), sorted(figures[-third:])
        return last[len(last) // 2] / first[len(first) // 2]


def main() -> int:
    """Run the trial and print what was found."""
    options = _options()
    if not shutil.which("wrk"):
        sys.stderr.write("NOT TRIED: the load; apt-get install wrk\n")
        return 0
    with (
        tempfile.TemporaryDirectory(prefix="load-") as folder,
        running(Path(options.keep or folder) / "instance") as site,
    ):
        site.python(scene.MADE)
        found = trial(site, options.minutes, options.connections)
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 0 if found["is well"] else 1


def trial(site: Running, minutes: float, connections: int) -> dict[str, Any]:
    """Put a site under load; return the figures, and under "is well" whether they will do."""
    web = site.start("serve", "--no-worker")
    site.await_answer(web)
    worker = site.start("worker")
    for number in range(5):
        scene.published(site, f"first{number}")
    memory, ended = Memory([web, worker]), threading.Event()
    given: list[Given] = []
    others = [
        threading.Thread(target=memory.watch),
        threading.Thread(target=_deposit, args=(site, given, ended)),
    ]
    for other in others:
        other.start()
    try:
        figures = _asked(site, minutes, connections)
    finally:
        ended.set()
        memory.has_ended.set()
        for other in others:
            other.join()
    published = [one for one in given if one.is_published]
    scene.await_that(lambda: not scene.work_left(site), 600)
    lost = [one.word for one in published if not scene.is_found(site, one.word)]
    grown = {"web": round(memory.grown(0), 3), "worker": round(memory.grown(1), 3)}
    errors = sum(figures[name] for name in NAMES[1:6])
    return {
        **figures,
        "per second": round(figures["requests"] / minutes / 60),
        "deposits answered": sum(one.is_deposited for one in given),
        "publications answered": len(published),
        "not found": lost,
        "memory in MB": [
            [kb // 1000 for kb in each] for each in memory.held[:: len(memory.held) // 10 or 1]
        ],
        "memory grown": grown,
        "is well": not errors and not lost and all(one < GROWTH for one in grown.values()),
    }


def _asked(site: Running, minutes: float, connections: int) -> dict[str, Any]:
    """Ask as fast as is answered; return the figures, times in milliseconds."""
    script = site.instance / "load.lua"
    script.write_text(SCRIPT % ", ".join(f'"{place}"' for place in PLACES), encoding="utf-8")
    wrk = [
        "wrk",
        "-t",
        "2",
        "-c",
        str(connections),
        "-d",
        f"{minutes * 60:.0f}s",
        "--timeout",
        "30s",
    ]
    done = subprocess.run(  # noqa: S603 our own command
        [*wrk, "-s", str(script), site.url], capture_output=True, text=True, check=True
    )
    found = re.search(r"FIGURES (.*)", done.stdout)
    if found is None:
        raise SystemExit(done.stdout + done.stderr)
    figures = [float(figure) for figure in found[1].split()]
    counts = {name: int(figure) for name, figure in zip(NAMES[:6], figures[:6], strict=True)}
    times = {name: figure / 1000 for name, figure in zip(NAMES[6:], figures[6:], strict=True)}
    return {**counts, **{f"{name} in ms": round(figure, 1) for name, figure in times.items()}}


def _deposit(site: Running, given: list[Given], ended: threading.Event) -> None:
    """Deposit and publish, every few seconds, until the end."""
    chance = random.Random(1)  # noqa: S311 words, no secrets
    by = scene.depositor(site)
    while not ended.wait(1.0):
        word = "wort" + "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=12))
        one = scene.text_with(word, chance.randint(1, 500))
        given.append(one)
        try:
            by.deposit(one)
            by.publish(one)
        except (NoAnswer, RuntimeError) as problem:
            sys.stderr.write(f"{problem!r}\n")


def _held_kb(process: int) -> int:
    """Return how much memory of its own and shared a process holds."""
    pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * PAGE_KB


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--keep", help="an empty folder to leave the installation in")
    return parser.parse_args()


if __name__ == "__main__":
    began = time.monotonic()
    status = main()
    sys.stderr.write(f"took {time.monotonic() - began:.0f} s\n")
    sys.exit(status)
