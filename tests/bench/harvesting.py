"""Measures harvesting: three harvesters take a library while it is changed and withdrawn.

A site is served as a volunteer would. Each harvester takes all of it, then what changed, while a
writer changes titles and withdraws documents, and announces them as the worker does. Once the
writer rests, a last round must leave each harvester with exactly what the library holds.
"""

import random
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update

from coalition.accounts.models import Appointment, Person
from coalition.database import db, now, transaction
from coalition.library.models import Document, State
from coalition.records.announcing import compare
from tests.bench.installation import COORDINATOR, application, flask, served
from tests.bench.report import Options, Part, Report, table, verdict
from tests.harvest.harvesters import HARVESTERS, Harvest, Told
from tests.harvest.making import make_documents
from tests.journeys.conftest import free_port

RECORDS = 5_000
EVERY = 0.25  # seconds between two changes of the writer
CHANGED, WITHDRAWN = 5, 1  # documents at each
SETTLED = 6  # seconds after which nothing that was announced is ahead


@dataclass
class Writer:
    """Changes and withdraws documents until it is told to rest."""

    app: Flask
    numbers: Sequence[int]
    rests: threading.Event = field(default_factory=threading.Event)
    changed: int = 0
    withdrawn: int = 0

    def work(self) -> None:
        """Write at a steady pace, each time in a transaction, and announce it."""
        choice = random.Random(1)  # noqa: S311 the same each time
        with self.app.app_context():
            while not self.rests.wait(EVERY):
                chosen = choice.sample(self.numbers, CHANGED + WITHDRAWN)
                with transaction():
                    db.session.execute(
                        update(Document)
                        .where(Document.id.in_(chosen))
                        .values(title=f"Changed at {time.monotonic_ns()}")
                    )
                    db.session.execute(
                        update(Document)
                        .where(Document.id.in_(chosen[:WITHDRAWN]))
                        .values(state=State.WITHDRAWN)
                    )
                compare(chosen)
                self.changed += CHANGED
                self.withdrawn += WITHDRAWN
                db.session.remove()


def measure(options: Options) -> Report:
    """Let each harvester take the library in three rounds, and compare what it knows at the end."""
    count = 300 if options.is_quick else RECORDS
    report: Report = {"records": count}
    with tempfile.TemporaryDirectory(prefix="bench-harvesting-") as folder:
        instance, url = Path(folder) / "instance", f"http://127.0.0.1:{free_port()}"
        flask(instance, url, "init")
        app = application(instance, url)
        with app.app_context():
            numbers = _fill(count)
            db.session.remove()
            with served(instance, url):
                for name, harvest in HARVESTERS.items():
                    report[name] = _harvested(app, numbers, f"{url}/oai", harvest)
            db.engine.dispose()
    return report


def _fill(count: int) -> list[int]:
    with transaction():
        db.session.add(
            Person(email=COORDINATOR.email, name="Bench", password_hash="", confirmed_at=now())
        )
        db.session.flush()
        db.session.add(Appointment(person_id=1))
    return make_documents(count, (now() - timedelta(days=1)).replace(microsecond=0), 1)


def _harvested(app: Flask, numbers: Sequence[int], url: str, harvest: Harvest) -> Report:
    """Return what a harvester took in each round, how fast, and what it got wrong."""
    quiet_at = time.perf_counter()
    quiet = harvest(url, None)
    quiet_seconds = time.perf_counter() - quiet_at
    began, known, rounds = now(), dict[str, str | None](), list[Told]()
    with _writing(app, numbers) as writer:
        began_at = time.perf_counter()
        rounds.append(harvest(url, None))
        seconds = time.perf_counter() - began_at
        again = now()
        rounds.append(harvest(url, began))
    time.sleep(SETTLED)
    rounds.append(harvest(url, again))
    for told in rounds:
        known |= dict(told)
    truth = _truth(numbers)
    return {
        "quiet_per_second": round(len(quiet) / quiet_seconds),
        "per_second": round(len(rounds[0]) / seconds),
        "rounds": [len(told) for told in rounds],
        "missing": len(truth.keys() - dict(rounds[0]).keys()),
        "repeated": sum(len(told) - len(dict(told)) for told in [quiet, *rounds]),
        "wrong": sum(known.get(name, "") != title for name, title in truth.items()),
        "deleted": sum(title is None for title in truth.values()),
        "changed_meanwhile": writer.changed,
        "withdrawn_meanwhile": writer.withdrawn,
    }


@contextmanager
def _writing(app: Flask, numbers: Sequence[int]) -> Iterator[Writer]:
    """Let a writer work until the block ends."""
    writer = Writer(app, numbers)
    thread = threading.Thread(target=writer.work)
    thread.start()
    try:
        yield writer
    finally:
        writer.rests.set()
        thread.join()


def _truth(numbers: Sequence[int]) -> dict[str, str | None]:
    """Return what a harvester should know: the title of each document, None where it is gone."""
    found = db.session.execute(
        select(Document.id, Document.title, Document.state).where(Document.id.in_(numbers))
    )
    told = {
        f"oai:127.0.0.1:{number}": title if state is State.PUBLISHED else None
        for number, title, state in found
    }
    db.session.remove()
    return told


def show(report: Report) -> str:
    """Return how fast each harvester was served, and whether it ended with what is there."""
    rows = []
    for name in HARVESTERS:
        found = report[name]
        faults = found["missing"] + found["repeated"] + found["wrong"]
        rows.append(
            (
                name,
                found["quiet_per_second"],
                found["per_second"],
                found["rounds"][0],
                found["rounds"][1] + found["rounds"][2],
                found["changed_meanwhile"],
                found["withdrawn_meanwhile"],
                found["deleted"],
                f"{found['missing']} / {found['repeated']} / {found['wrong']}: "
                f"{verdict(not faults)}",
            )
        )
    header = (
        "",
        "records/s alone",
        "records/s while written",
        "all",
        "then changed",
        "changes",
        "withdrawals",
        "deletions known",
        "missing / repeated / wrong",
    )
    return f"{report['records']:,} records, oai_dc.\n\n{table(header, rows)}"


PART = Part("harvesting", "Harvesting", measure, show)

if __name__ == "__main__":
    PART.main()
