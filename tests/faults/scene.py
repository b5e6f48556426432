"""A small coalition for sites that are broken: who may sign in, what they do, what is to be seen of it."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.endurance.depositing import Depositor as Depositor
from tests.endurance.depositing import Given as Given
from tests.running import NoAnswer, Running, Visitor

COORDINATOR = "coordinator@example.org"
REPRESENTATIVE = "representative@example.org"
PASSWORD = "correct horse battery staple"
MADE = """
from tests.conftest import make_person, make_organisation
make_person("coordinator@example.org", coordinator=True)
make_organisation("Library Association", make_person("representative@example.org"))
"""
SECONDS = 60.0


@contextmanager
def standing(like: Path, instance: Path, **settings: str) -> Iterator[Running]:
    """Give an installation like another one, not served yet; end all of it after."""
    shutil.copytree(like, instance)
    os.sync()  # a copy is not durable by itself, as what the site writes must be
    site = Running(instance, dict(settings))
    try:
        yield site
    finally:
        site.end()


def signed_in(site: Running, email: str = REPRESENTATIVE) -> Visitor:
    """Return somebody who is signed in."""
    visitor = Visitor(site.url)
    answer = visitor.sign_in(email, PASSWORD)
    assert answer.status == 303, answer.text
    return visitor


def depositor(site: Running) -> Depositor:
    """Return a representative who deposits and publishes."""
    found = Depositor(site.url)
    found.sign_in(REPRESENTATIVE, PASSWORD)
    return found


def text_with(word: str, length: int = 1) -> Given:
    """Return a text file that alone holds this word."""
    data = f"The {word} of libraries, and who may use it. ".encode() * length
    return Given(f"{word}.txt", data, word)


def published(site: Running, word: str) -> None:
    """Publish a text and wait until search finds it."""
    given, by = text_with(word), depositor(site)
    by.deposit(given)
    by.publish(given)
    await_that(lambda: is_found(site, word))


def is_found(site: Running, word: str) -> bool:
    """Tell whether readers find a document by this word."""
    return api_total(site, word) == 1


def api_total(site: Running, word: str) -> int:
    """Return how many hits the site tells programs; -1 when it cannot say."""
    answer = Visitor(site.url).get(f"/api/v1/search?q={word}")
    return int(json.loads(answer.body)["total"]) if answer.status == 200 else -1


def health(site: Running) -> dict[str, Any]:
    """Return what the site tells those who watch it, with the status of the answer."""
    answer = Visitor(site.url).get("/healthz")
    found: dict[str, Any] = json.loads(answer.body)
    return found | {"status": answer.status}


def await_that(is_so: Callable[[], object], seconds: float = SECONDS) -> float:
    """Wait until something is so; return the seconds it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with suppress(NoAnswer, sqlite3.OperationalError):
            if is_so():
                return time.monotonic() - began
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:.0f} s: {is_so}")


def rows(site: Running, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds in the database of a site that may be served."""
    path = site.instance / "coalition.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


def work_left(site: Running) -> int:
    """Return how many pieces of work are not done."""
    return int(rows(site, "SELECT count(*) FROM work")[0][0])


def said(text: str) -> str:
    """Return the sentence that an error page says."""
    found = re.search(r'<p class="lede">(.*?)</p>', text, re.DOTALL)
    return found.group(1) if found else text


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Mount something on a folder, and unmount it after."""
    folder.mkdir(parents=True, exist_ok=True)
    run("mount", *options, str(folder))
    try:
        yield
    finally:
        run("umount", "--lazy", str(folder))


def unmount(folder: Path) -> None:
    """Unmount a folder once the last process that used it is gone."""
    until = time.monotonic() + SECONDS
    while True:
        try:
            return run("umount", str(folder))
        except subprocess.CalledProcessError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def may_mount(folder: Path) -> bool:
    """Tell whether this process may mount file systems."""
    try:
        with mounted(folder / "probe", "-t", "tmpfs", "-o", "size=1m", "tmpfs"):
            return True
    except (subprocess.CalledProcessError, FileNotFoundError):
        return False


def run(*command: str) -> None:
    """Run a command of the system. Raises CalledProcessError."""
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 our own command
