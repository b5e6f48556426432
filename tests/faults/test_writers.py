"""Eight people write to SQLite at once, each something else: nothing is lost, nothing breaks."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults import scene
from tests.faults.scene import COORDINATOR, await_that
from tests.running import Running, Visitor

pytestmark = pytest.mark.hard
SECONDS = 30.0
SERVER_ERROR = 500
HELD = """
from datetime import timedelta
from coalition.database import now
from coalition.members import queries as members
from tests.hubs.making import make_meeting, make_session
chief = members.viewer_of(1)
meeting = make_meeting(chief, begins_on=now().date())
begun = now().replace(microsecond=0) - timedelta(minutes=10)
make_session(meeting, chief, starts_at=begun, ends_at=begun + timedelta(hours=3))
"""


def rename(site: Running) -> Callable[[int], int]:
    """Change one's name again and again."""
    who = scene.signed_in(site, COORDINATOR)
    form = who.form("/account", "name")
    return lambda n: who.send(form, name=f"Name {n}").status


def deposit(site: Running) -> Callable[[int], int]:
    """Deposit a small file."""
    who = scene.signed_in(site)

    def act(n: int) -> int:
        form = who.form("/library/new", "files")
        data = f"{id(who)} {n}".encode()
        return who.send(form, files=(f"small{n}.txt", data)).status

    return act


def describe(site: Running) -> Callable[[int], int]:
    """Deposit a draft, and describe it again and again."""
    who = scene.signed_in(site)
    form = who.form("/library/new", "files")
    to = who.send(form, files=("mine.txt", str(id(who)).encode())).location
    number = re.findall(r"/library/(\d+)", to)[0]

    def act(n: int) -> int:
        shown = who.form(f"/library/{number}/edit", "title")
        return who.send(shown, title=f"Title {n}").status

    return act


def ask(site: Running) -> Callable[[int], int]:
    """Ask a question in a session that is on."""

    def act(n: int) -> int:
        who = Visitor(site.url)
        form = who.form("/sessions/1/questions", "wording")
        return who.send(form, wording=f"Who asks {n}?").status

    return act


WRITERS = (rename, deposit, deposit, deposit, describe, describe, ask, ask)


def test_eight_writers(tmp_path: Path, peopled: Path) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        site.python(HELD)
        site.serve()
        acts = [make(site) for make in WRITERS]
        began = time.monotonic()

        def write(act: Callable[[int], int]) -> tuple[list[int], float]:
            statuses: list[int] = []
            slowest = 0.0
            while time.monotonic() - began < SECONDS:
                asked = time.monotonic()
                statuses.append(act(len(statuses)))
                slowest = max(slowest, time.monotonic() - asked)
            return statuses, slowest

        with ThreadPoolExecutor(len(acts)) as pool:
            done = list(pool.map(write, acts))
        taken = {
            make.__name__: sum(
                statuses.count(303)
                for other, (statuses, _) in zip(WRITERS, done, strict=True)
                if other is make
            )
            for make in set(WRITERS)
        }
        slowest = max(slow for _statuses, slow in done)
        print(f"{sum(taken.values())} acts in {SECONDS:.0f} s, slowest {slowest:.2f} s: {taken}")  # noqa: T201
        assert max(status for statuses, _ in done for status in statuses) < SERVER_ERROR
        small = "SELECT count(*) FROM versions WHERE file_name LIKE 'small%'"
        assert scene.rows(site, small) == [(taken["deposit"],)]
        assert scene.rows(site, "SELECT count(*) FROM questions") == [(taken["ask"],)]
        assert all(taken.values())
        await_that(lambda: not scene.work_left(site), 300)
        assert scene.rows(site, "PRAGMA integrity_check") == [("ok",)]
