"""Kills a serving site again and again while people deposit, and counts what is lost or twice.

Usage: python -m tests.endurance.killing [--rounds 20] [--seed 1] [--apart] [--keep FOLDER]

Serves an installation of its own on 127.0.0.1. In each round files are deposited and published
through the pages, and at a moment drawn by chance the server is ended with SIGKILL: while bodies
arrive, files are read or the index is written; in every third round a `reindex` is killed too.
At the end the site is served once more until its queue is empty. Then every deposit that was
answered must be there byte for byte, once; every publication that was answered must be found,
once; and the store must hold no file without a row. Prints one JSON object; ends with status 1
when anything is amiss.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.endurance.depositing import Depositor, Given, NoAnswer, made_files
from tests.journeys.conftest import ROOT, environment, free_port

SECONDS_TO_START = 60
SECONDS_TO_SETTLE = 300
PASSWORD = "killed and risen again"


def main() -> int:
    """Run the trial and print what was found."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="killing-") as folder:
        instance = Path(options.keep or folder)
        found = trial(instance, options.rounds, options.seed, is_apart=options.apart)
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 0 if not found["faults"] else 1


def trial(instance: Path, rounds: int, seed: int, *, is_apart: bool) -> dict[str, Any]:
    """Kill so many times; return how much was sent and answered, and under "faults" what is amiss.

    With `is_apart` the site and its worker are two processes, and both, or either, are killed.
    """
    chance = random.Random(seed)  # noqa: S311 a trial that can be repeated, no secret
    url = f"http://127.0.0.1:{free_port()}"
    _flask(instance, url, "init")
    email = _coordinator(instance, url)
    given: list[Given] = []
    for number in range(rounds):
        sys.stderr.write(f"round {number + 1} of {rounds}\n")
        given += _round(instance, url, email, number, chance, is_apart=is_apart)
    with _served(instance, url):
        _await_rest(instance)
        return _judged(instance, url, given)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--apart", action="store_true", help="site and worker as two processes")
    parser.add_argument("--keep", help="an empty folder to leave the installation in")
    return parser.parse_args()


def _round(
    instance: Path, url: str, email: str, number: int, chance: random.Random, *, is_apart: bool
) -> list[Given]:
    """Serve, let somebody deposit, kill; return what was sent and what was answered."""
    processes = [_serve(instance, url, *(["--no-worker"] if is_apart else []))]
    if is_apart:
        processes.append(_start(instance, url, "worker"))
    try:
        depositor = Depositor(url)
        depositor.sign_in(email, PASSWORD)
        given = made_files(number, chance)
        sending = threading.Thread(target=_send, args=(depositor, given))
        sending.start()
        if number % 3 == 2:
            processes.append(_start(instance, url, "reindex"))
        time.sleep(chance.uniform(0.1, 4.0))
        if is_apart:  # one goes first, and the other goes on for a while
            chance.shuffle(processes)
            processes[0].send_signal(signal.SIGKILL)
            time.sleep(chance.uniform(0.0, 2.0))
    finally:
        for process in processes:
            process.send_signal(signal.SIGKILL)
            process.wait()
    sending.join()
    return given


def _send(depositor: Depositor, given: list[Given]) -> None:
    for one in given:
        try:
            depositor.deposit(one)
            depositor.publish(one)
        except NoAnswer:
            return  # the server is gone


def _judged(instance: Path, url: str, given: list[Given]) -> dict[str, Any]:
    """Compare what is there with what was answered."""
    faults: list[str] = []
    database = sqlite3.connect(f"file:{instance / 'coalition.db'}?mode=ro", uri=True)
    versions: dict[str, int] = dict(
        database.execute("SELECT file_digest, count(*) FROM versions GROUP BY file_digest")
    )
    for one in given:
        count = versions.pop(one.digest, 0)
        if count != 1 and (one.is_deposited or count > 1):
            faults.append(f"{one.name}: {count} times, answered: {one.is_deposited}")
        if one.is_deposited:
            faults += _faults_of(instance, url, one)
    faults += [f"{digest}: a version nobody sent" for digest in versions]
    unread = "SELECT file_name, reading, problem FROM versions WHERE reading <> 'readable'"
    faults += [f"not read: {' '.join(row)}" for row in database.execute(unread)]
    rows = {digest for (digest,) in database.execute("SELECT digest FROM files")}
    stored = {path.name for path in (instance / "files").glob("??/??/*")}
    faults += [f"{digest}: a file without a row" for digest in stored - rows]
    faults += [f"{digest}: a row without a file" for digest in rows - stored]
    return {
        "sent": len(given),
        "deposits answered": sum(one.is_deposited for one in given),
        "publications answered": sum(one.is_published for one in given),
        "faults": faults,
    }


def _faults_of(instance: Path, url: str, one: Given) -> Iterator[str]:
    path = instance / "files" / one.digest[:2] / one.digest[2:4] / one.digest
    if not path.is_file() or sha256(path.read_bytes()).hexdigest() != one.digest:
        yield f"{one.name}: other bytes in the store"
    said = json.loads(_flask(instance, url, "search", one.word, "--json"))
    if one.is_published and said["total"] != 1:
        yield f"{one.name}: found {said['total']} times"


def _await_rest(instance: Path) -> None:
    """Wait until the queue has nothing left but what was given up."""
    until = time.monotonic() + SECONDS_TO_SETTLE
    while time.monotonic() < until:
        with sqlite3.connect(f"file:{instance / 'coalition.db'}?mode=ro", uri=True) as database:
            (left,) = database.execute(
                "SELECT count(*) FROM work WHERE state <> 'failed'"
            ).fetchone()
        if not left:
            return
        time.sleep(0.5)
    raise SystemExit("The queue did not come to its end.")


def _coordinator(instance: Path, url: str) -> str:
    """Register somebody who may deposit and publish."""
    script = (
        "from coalition import create_app\n"
        "from coalition.accounts import service\n"
        "from coalition.config import read_settings\n"
        "from coalition.database import transaction\n"
        "with create_app(read_settings()).app_context(), transaction():\n"
        "    person = service.register('trial@example.org', 'Trial', "
        f"service.hash_password({PASSWORD!r}), 'en')\n"
        "    service.confirm_person(person.id)\n"
        "    service.appoint('trial@example.org', by=None)\n"
    )
    subprocess.run(  # noqa: S603 our own script
        [sys.executable, "-c", script], cwd=ROOT, env=_environment(instance, url), check=True
    )
    return "trial@example.org"


def _environment(instance: Path, url: str) -> dict[str, str]:
    return environment(instance, url) | {"REQUIRE_SECOND_FACTOR": "nobody"}


def _flask(instance: Path, url: str, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 our own command
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=_environment(instance, url),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _start(instance: Path, url: str, *command: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 our own command
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=ROOT,
        env=_environment(instance, url),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _serve(instance: Path, url: str, *options: str) -> "subprocess.Popen[bytes]":
    server = _start(instance, url, "serve", *options)
    until = time.monotonic() + SECONDS_TO_START
    while not Depositor(url).is_answered():
        if server.poll() is not None or time.monotonic() > until:
            server.kill()
            raise SystemExit("The site did not start.")
        time.sleep(0.05)
    return server


@contextmanager
def _served(instance: Path, url: str) -> Iterator[None]:
    server = _serve(instance, url)
    try:
        yield
    finally:
        os.kill(server.pid, signal.SIGTERM)
        server.wait(30)


if __name__ == "__main__":
    sys.exit(main())
