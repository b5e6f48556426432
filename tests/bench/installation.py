"""An installation of its own for a benchmark: filled without the reader, served on this machine."""

import hashlib
import http.client
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

from flask import Flask
from sqlalchemy import insert

from coalition import create_app
from coalition.accounts.models import Appointment, Person
from coalition.config import read_settings
from coalition.database import db, now, transaction
from coalition.library.models import Document as DocumentRow
from coalition.library.models import File, Page, Reading, State, Version
from coalition.web.viewer import Viewer
from tests.bench.corpus import Document, pages_of
from tests.journeys.conftest import ROOT, environment

KINDS = {"brief": "workshop-brief", "paper": "background-paper"}  # others are named as ours are
AT_ONCE = 200  # documents written in one transaction
SECONDS_TO_START = 120
SECONDS_TO_STOP = 60
COORDINATOR = Viewer(person_id=1, name="Bench", email="bench@example.org", is_coordinator=True)


class Failed(Exception):
    """A command or a page that did not do what it should."""


def application(instance: Path, url: str) -> Flask:
    """Return an application on this installation in this process."""
    return create_app(read_settings(environment(instance, url)))


def load(instance: Path, url: str, documents: Sequence[Document], likeness: Sequence[str]) -> None:
    """Put documents into the database as if deposited, read and published; nothing is indexed.

    Document 1 is the first, and so on. The bytes of their files are not kept: search needs none.
    """
    flask(instance, url, "init")
    app = application(instance, url)
    with app.app_context():
        with transaction():
            db.session.add(
                Person(email=COORDINATOR.email, name="Bench", password_hash="", confirmed_at=now())
            )
            db.session.flush()
            db.session.add(Appointment(person_id=1))
        numbered = list(zip(range(1, len(documents) + 1), documents, likeness, strict=True))
        for at in range(0, len(numbered), AT_ONCE):
            with transaction():
                _insert(numbered[at : at + AT_ONCE])
        db.session.remove()
        db.engine.dispose()


def _insert(batch: Iterable[tuple[int, Document, str]]) -> None:
    """Insert the rows of some documents, a statement a table."""
    documents, files, versions, pages = [], {}, [], []
    for number, (key, title, text, language, kind, year), sketch in batch:
        digest = hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()
        cut = pages_of(text)
        documents.append(
            {
                "id": number,
                "title": title,
                "kind": KINDS.get(kind, kind),
                "issued": str(year),
                "languages": [language],
                "licence": "CC0-1.0",
                "state": State.PUBLISHED,
                "deposited_by_id": 1,
                "published_at": now(),
            }
        )
        files[digest] = {"digest": digest, "size_bytes": len(text), "media_type": "text/plain"}
        versions.append(
            {
                "id": number,
                "document_id": number,
                "number": 1,
                "file_digest": digest,
                "file_name": f"{number}.txt",
                "created_by_id": 1,
                "reading": Reading.READABLE,
                "kind": "txt",
                "page_count": len(cut),
                "character_count": len(text),
                "language": language,
                "likeness": sketch,
            }
        )
        pages += [
            {"version_id": number, "number": n, "text": page} for n, page in enumerate(cut, start=1)
        ]
    for table, rows in (
        (DocumentRow, documents),
        (File, list(files.values())),
        (Version, versions),
        (Page, pages),
    ):
        db.session.execute(insert(table), rows)


def start(instance: Path, url: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a flask command on this installation."""
    return subprocess.Popen(  # noqa: S603 our own command
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=environment(instance, url),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def flask(instance: Path, url: str, *arguments: str, seconds: float = 1_800) -> float:
    """Run a flask command to its end and return the seconds it took. Raises Failed."""
    began = time.perf_counter()
    process = start(instance, url, *arguments)
    try:
        status = process.wait(seconds)
    finally:
        process.kill()
    if status:
        raise Failed(f"flask {' '.join(arguments)} ended with {status}")
    return time.perf_counter() - began


@contextmanager
def served(instance: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the installation until the block ends; gives the process that does. Raises Failed when it does not come up."""
    server = start(instance, url, "serve")
    try:
        _wait_for(server, url)
        yield server
    finally:
        server.terminate()
        try:
            server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(server: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=30):  # noqa: S310 this machine
                return
        except OSError:
            time.sleep(0.2)
    raise Failed(f"{url} did not come up")


class Browser:
    """One connection to a site that stays open from page to page, as a browser's does."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def get(self, path: str) -> bytes:
        """Return the body of a page. Raises Failed for any answer but 200."""
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise Failed(f"{path} answered {answer.status}")
        return body

    def fetch(self, path: str, headers: Mapping[str, str]) -> tuple[bytes, str]:
        """Return body and ETag of a page, no body where it is as it was. Raises Failed."""
        self._connection.request("GET", path, headers=dict(headers))
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status not in {http.client.OK, http.client.NOT_MODIFIED}:
            raise Failed(f"{path} answered {answer.status}")
        return body, answer.getheader("ETag") or ""

    def search(self, text: str) -> bytes:
        """Return the result page of a search."""
        return self.get(f"/search?q={quote(text)}")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
