"""A site that is told to end finishes what it was at, lets nobody new in, and starts fast again."""

import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults import scene
from tests.faults.scene import await_that
from tests.running import NoAnswer, Visitor

pytestmark = pytest.mark.hard
DOCUMENTS = 5_000
SECONDS_TO_START = 5.0
MANY = """
from sqlalchemy import text
from coalition.database import db, now, transaction
from coalition.library.models import Audience, Document, File, Page, Reading, State, Version
at = now()
with transaction():
    for n in range({count}):
        digest = f"{{n:064x}}"
        db.session.add(File(digest=digest, size_bytes=1, media_type="text/plain"))
        db.session.add(Document(
            id=n + 1, title=f"Report {{n}}", kind="report", languages=["en"], licence="CC0-1.0",
            audience=Audience.PUBLIC, state=State.PUBLISHED, published_at=at, organisation_id=1,
            deposited_by_id=2))
    db.session.flush()
    for n in range({count}):
        db.session.add(Version(id=n + 1, document_id=n + 1, number=1, file_digest=f"{{n:064x}}",
            file_name="a.txt", reading=Reading.READABLE,
            created_by_id=2))
    db.session.flush()
    for n in range({count}):
        db.session.add(Page(version_id=n + 1, number=1, text=f"Doors number{{n}} open. " * 40))
"""


def test_requests_under_way_are_answered(tmp_path: Path, peopled: Path) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        process = site.serve()
        depositor = scene.signed_in(site)
        scene.published(site, "vicuna")
        form = depositor.form("/library/new", "files")
        data = b"The last words of a long upload. " * 20_000
        slow = Slow(depositor, form.action, form.values.to_dict(), data)
        slow.send_half()
        with ThreadPoolExecutor(4) as pool:
            searches = [
                pool.submit(Visitor(site.url).get, f"/search?q=vicuna+{n}") for n in range(4)
            ]
            time.sleep(0.02)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            time.sleep(1.0)
            with pytest.raises(NoAnswer):
                Visitor(site.url).get("/")
            answer = slow.send_rest()
            slow.close()
            assert answer.startswith(b"HTTP/1.1 303"), answer
            assert {one.result().status for one in searches} == {200}
        process.wait(30)
        print(f"ended {time.monotonic() - began:.1f} s after it was told")  # noqa: T201
        assert process.returncode == 0
        kept = "SELECT count(*) FROM versions WHERE file_name = 'slow.txt'"
        assert scene.rows(site, kept) == [(1,)]


def test_whoever_never_ends_is_cut_off(tmp_path: Path, peopled: Path) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        process = site.serve()
        depositor = scene.signed_in(site)
        form = depositor.form("/library/new", "files")
        slow = Slow(depositor, form.action, form.values.to_dict(), b"never whole" * 1000)
        slow.send_half()
        seconds = site.stop(process)
        slow.close()
        print(f"ended after {seconds:.1f} s")  # noqa: T201
        assert 15 < seconds < 30


def test_work_at_hand_is_given_back(tmp_path: Path, peopled: Path) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        site.await_answer(site.start("serve", "--no-worker"))
        by = scene.depositor(site)
        for number in range(6):
            by.deposit(scene.text_with(f"wombat{number}", 40_000))
        worker = site.start("worker")
        running = "SELECT count(*) FROM work WHERE state = 'running'"
        await_that(lambda: scene.rows(site, running) != [(0,)])
        seconds = site.stop(worker)
        print(f"the worker ended after {seconds:.1f} s")  # noqa: T201
        assert worker.returncode == 0
        assert scene.rows(site, running) == [(0,)]
        assert scene.rows(site, "SELECT count(*) FROM worker_signs") == [(0,)]
        site.start("worker")
        await_that(lambda: not scene.work_left(site), 120)
        assert scene.rows(site, "SELECT max(interruptions) FROM work") == [(None,)]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, peopled: Path) -> Path:
    """An installation with 5,000 published documents, all in the index."""
    folder = tmp_path_factory.mktemp("large") / "instance"
    with scene.standing(peopled, folder) as site:
        site.python(MANY.format(count=DOCUMENTS))
        site.flask("reindex")
    return folder


@pytest.mark.parametrize("has_index", [True, False])
def test_start_with_many_documents(tmp_path: Path, large: Path, has_index: bool) -> None:
    with scene.standing(large, tmp_path / "instance") as site:
        if not has_index:
            scene.run("rm", "-r", str(site.instance / "index"))
        process = site.start("serve")
        took, own = site.await_answer(process), seconds_of(process.pid)
        busy = os.getloadavg()[0]
        print(f"answers after {took:.1f} s, {own:.1f} of its own; load {busy:.1f}")  # noqa: T201
        assert Visitor(site.url).get("/library/").status == 200
        assert own < SECONDS_TO_START  # what it would take on a machine that is not busy
        await_that(lambda: scene.api_total(site, "doors") == DOCUMENTS, 300)


def seconds_of(process: int) -> float:
    """Return how much time of a processor a process took so far, in seconds."""
    told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


class Slow:
    """A deposit that is sent in two halves over a connection of its own."""

    def __init__(self, who: Visitor, path: str, fields: dict[str, str], data: bytes) -> None:
        edge = "----slow"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="slow.txt"'
        body = "".join(parts).encode() + head.encode() + b"\r\n\r\n" + data
        self._body = body + f"\r\n--{edge}--\r\n".encode()
        cookies = "; ".join(f"{name}={value}" for name, value in who.cookies.items())
        host = who.url.removeprefix("http://")
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {who.url}\r\n"
            f"Referer: {who.url}/\r\nCookie: {cookies}\r\n"
            f"Content-Type: multipart/form-data; boundary={edge}\r\n"
            f"Content-Length: {len(self._body)}\r\n\r\n"
        ).encode()
        name, _, port = host.partition(":")
        self._socket = socket.create_connection((name, int(port)), timeout=60)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def send_half(self) -> None:
        """Send the head and half of the body."""
        self._socket.sendall(self._head + self._body[: len(self._body) // 2])
        time.sleep(0.5)

    def send_rest(self) -> bytes:
        """Send the rest and return how the answer begins."""
        self._socket.sendall(self._body[len(self._body) // 2 :])
        return self._socket.recv(4096)
