"""Measures a live session: five hundred readers on its page, and fifty questions within a minute.

A site is served as a volunteer would. Readers, in a process of their own, each open the page over
a connection that stays open and then ask what is new every few seconds, as questions.js does. Fifty
people ask, one in five of them with a double click; a moderator forwards what comes. Afterwards
the questions are counted: none may be lost, none may be there twice.
"""

import asyncio
import multiprocessing
import os
import random
import re
import secrets
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import brotli
from sqlalchemy import select

from coalition.accounts.models import Appointment, Person
from coalition.database import db, now, transaction
from coalition.programme import service as programme
from coalition.programme.description import MeetingFields, SessionFields
from coalition.questions import service
from coalition.questions.models import Question, State
from tests.bench.installation import COORDINATOR, application, flask, served
from tests.bench.report import Options, Part, Report, percentiles, table, verdict
from tests.journeys.conftest import free_port

READERS = 500
ASKED = 50
SECONDS = 60
ARRIVING_SECONDS = 15  # in which the readers open the page
EVERY = 4.0, 6.0  # seconds between two looks, as questions.js has it
DOUBLE_CLICKED = 5  # every fifth question is sent twice
MOST_MS = {"page": 1000.0, "nothing new": 300.0, "something new": 500.0, "ask": 1000.0}
MOST_MEMORY_MB = 100  # that the site may grow by meanwhile
BROTLI = "Accept-Encoding: br, gzip\r\n"  # as browsers have it
VERSION = re.compile(rb'data-version="([^"]+)"')


@dataclass
class Seen:
    """What the readers met: milliseconds by what was asked for, and answers that were none."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)

    def note(self, name: str, began: float) -> None:
        """Note how long an answer took."""
        self.taken.setdefault(name, []).append((time.perf_counter() - began) * 1000)


class Reader:
    """One browser: a connection that stays open and is opened again when the site closes it."""

    def __init__(self, url: str, seen: Seen) -> None:
        parts = urlsplit(url)
        self.host, self.port, self.seen = parts.hostname or "", parts.port or 80, seen
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, method: str, path: str, body: str = "") -> tuple[int, bytes]:
        """Return status and body of an answer; a connection that was closed meanwhile is renewed."""
        is_kept = self._streams is not None
        try:
            return await self._send(method, path, body)
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            if not is_kept:
                raise
            return await self._send(method, path, body)

    async def _send(self, method: str, path: str, body: str) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._streams
        kind = "Content-Type: application/x-www-form-urlencoded\r\n" if body else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n{BROTLI}{kind}"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        answer = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.close()
        if headers.get("content-encoding") == "br":
            answer = brotli.decompress(answer)
        return int(lines[0].split()[1]), answer

    def close(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def read(url: str, path: str, seen: Seen, until: float) -> None:
    """Open the page and ask what is new until the time is over."""
    reader = Reader(url, seen)
    await asyncio.sleep(random.uniform(0, ARRIVING_SECONDS))  # noqa: S311 no secret
    version, name = "", "page"
    while time.monotonic() < until:
        target = path if name == "page" else f"{path}/updates?seen={version}"
        began = time.perf_counter()
        try:
            status, page = await asyncio.wait_for(reader.send("GET", target), 30)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as problem:
            seen.failures[f"{name}: {type(problem).__name__}"] += 1
            reader.close()
        else:
            if status in {200, 204}:
                shown = "nothing new" if status == 204 else "something new"
                seen.note("page" if name == "page" else shown, began)
                name = "updates"
            else:
                seen.failures[f"{name}: {status}"] += 1
            found = VERSION.search(page)
            version = found[1].decode() if found else version
        await asyncio.sleep(random.uniform(*EVERY))  # noqa: S311 no secret
    reader.close()


async def ask(url: str, path: str, seen: Seen, number: int, at: float) -> None:
    """Ask one question at its moment, some of them with a double click."""
    await asyncio.sleep(at)
    body = urlencode(
        {
            "wording": f"Question number {number}?",
            "name": f"Reader {number}",
            "shown": "name",
            "language": "en",
            "once": secrets.token_urlsafe(24),
        }
    )
    clicks = 2 if number % DOUBLE_CLICKED == 0 else 1
    await asyncio.gather(*(_press(Reader(url, seen), path, body) for _ in range(clicks)))


async def _press(reader: Reader, path: str, body: str) -> None:
    began = time.perf_counter()
    try:
        status, _ = await asyncio.wait_for(reader.send("POST", path, body), 30)
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as problem:
        reader.seen.failures[f"ask: {type(problem).__name__}"] += 1
    else:
        if status == 303:
            reader.seen.note("ask", began)
        else:
            reader.seen.failures[f"ask: {status}"] += 1
    reader.close()


def crowd(pipe: Connection, url: str, path: str, readers: int, seconds: float) -> None:
    """Be all the readers and those who ask, then tell through the pipe what they met."""

    async def run() -> Seen:
        seen = Seen()
        until = time.monotonic() + seconds
        moments = sorted(random.uniform(2, seconds - 5) for _ in range(ASKED))  # noqa: S311
        await asyncio.gather(
            *(read(url, path, seen, until) for _ in range(readers)),
            *(ask(url, path, seen, n, at) for n, at in enumerate(moments, start=1)),
        )
        return seen

    pipe.send(asyncio.run(run()))


def measure(options: Options) -> Report:
    """Let the crowd come, forward what it asks, and count."""
    readers, seconds = (50, 20) if options.is_quick else (READERS, SECONDS)
    with tempfile.TemporaryDirectory(prefix="bench-questions-") as folder:
        instance, url = Path(folder) / "instance", f"http://127.0.0.1:{free_port()}"
        flask(instance, url, "init")
        app = application(instance, url)
        with app.app_context(), served(instance, url) as server:
            path = f"/sessions/{_session()}/questions"
            before, began = _memory_mb(server.pid), _cpu_seconds(server.pid)
            with _beside(url, path, readers, seconds) as pipe:
                _moderate(pipe)
                seen: Seen = pipe.recv()
            memory, worked = _memory_mb(server.pid), _cpu_seconds(server.pid) - began
            texts = Counter(db.session.scalars(select(Question.text)))
            db.session.remove()
            db.engine.dispose()
    return {
        "readers": readers,
        "seconds": seconds,
        "answers": {name: len(taken) for name, taken in seen.taken.items()},
        "ms": {name: percentiles(taken) for name, taken in seen.taken.items()},
        "failures": dict(seen.failures),
        "asked": ASKED,
        "kept": len(texts),
        "twice": sum(count > 1 for count in texts.values()),
        "cpu_s": round(worked, 1),
        "memory_mb": {"before": before, "after": memory},
    }


def show(report: Report) -> str:
    """Return how long answers took, what was lost, and what the site grew by."""
    rows = [
        (
            name,
            report["answers"].get(name, 0),
            report["ms"][name]["p50"],
            report["ms"][name]["p95"],
            f"p95 under {most:.0f} ms: {verdict(report['ms'][name]['p95'] < most)}",
        )
        for name, most in MOST_MS.items()
        if name in report["ms"]
    ]
    memory = report["memory_mb"]
    grown = memory["after"] - memory["before"]
    lost = report["asked"] - report["kept"]
    failures = sum(report["failures"].values())
    lines = [
        f"{report['readers']} readers and {report['asked']} questions in {report['seconds']} s.",
        table(("", "answers", "p50 ms", "p95 ms", ""), rows),
        f"Lost: {lost}, there twice: {report['twice']}: {verdict(not lost + report['twice'])}. "
        f"Answers that failed: {failures}: {verdict(not failures)} {report['failures'] or ''}",
        f"Memory: {memory['before']} MB, then {memory['after']} MB; "
        f"grown by under {MOST_MEMORY_MB} MB: {verdict(grown < MOST_MEMORY_MB)}",
        f"The site worked for {report['cpu_s']} s of one processor in {report['seconds']} s.",
    ]
    return "\n\n".join(lines)


def _session() -> int:
    """Return the number of a session that is on."""
    with transaction():
        db.session.add(
            Person(email=COORDINATOR.email, name="Bench", password_hash="", confirmed_at=now())
        )
        db.session.flush()
        db.session.add(Appointment(person_id=1))
    today = datetime.now(UTC).date()
    fields = MeetingFields("IGF", "Asia/Baku", today - timedelta(days=1), today + timedelta(days=2))
    meeting = programme.create_meeting(fields, by=COORDINATOR)
    held = SessionFields("Live", starts_at=now(), ends_at=now() + timedelta(hours=1))
    session = programme.create_session(meeting.id, held, by=COORDINATOR, despite_clashes=True)
    return session.id


@contextmanager
def _beside(url: str, path: str, readers: int, seconds: float) -> Iterator[Connection]:
    """Let the crowd come in a process of its own; gives the pipe through which it tells."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=crowd, args=(theirs, url, path, readers, seconds))
    process.start()
    try:
        yield mine
        process.join(SECONDS)
    finally:
        process.kill()


def _moderate(pipe: Connection) -> None:
    """Forward what waits, every two seconds, until the crowd has gone."""
    while not pipe.poll(2):
        waiting = select(Question.session_id, Question.id).where(Question.state == State.ASKED)
        for session_id, number in db.session.execute(waiting.order_by(Question.id).limit(3)).all():
            service.forward(session_id, number, by=COORDINATOR)
        db.session.remove()


def _memory_mb(pid: int) -> int:
    """Return the memory a process holds, in MB (VmRSS of /proc)."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return round(int(found[1]) / 1000) if found else 0


def _cpu_seconds(pid: int) -> float:
    """Return how long a process was at work (utime and stime of /proc)."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


PART = Part("questions", "A live session", measure, show)

if __name__ == "__main__":
    PART.main()
