"""A site with a real clamd beside it, which knows one program: the test file of EICAR."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from coalition.library import clamd
from tests.library.clamd import EICAR
from tests.running import Running, Visitor, running

pytestmark = pytest.mark.hard

CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"
PASSWORD = "correct horse battery staple"
SECONDS = 60
TEXT = b"Reading rooms open the network to everybody. " * 20

MAKE_PEOPLE = """
from tests.conftest import make_organisation, make_person
person = make_person("depositor@example.org")
make_organisation("Library Association of the Low Lands", person)
make_person("coordinator@example.org", coordinator=True)
"""


@dataclass
class Daemon:
    """A clamd of our own, in a folder of its own."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return its address."""
        return f"unix:{self.folder / 'clamd.ctl'}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.processes.append(
            subprocess.Popen(  # noqa: S603 a program of this system, our own configuration
                [CLAMD, "--foreground", f"--config-file={self.folder / 'clamd.conf'}"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        wait_for(lambda: clamd.answers(self.url), "clamd does not answer")

    def end(self) -> None:
        """End what was started."""
        for process in self.processes:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(SECONDS)
            process.kill()
            process.wait()
        self.processes.clear()


def wait_for(is_so: Callable[[], bool], otherwise: str, seconds: float = SECONDS) -> None:
    """Wait until something is so; fail with a sentence when it never is."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, otherwise
        time.sleep(0.1)


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    """A clamd that runs, with a database of one signature and room for files of 1 MB."""
    if not Path(CLAMD).is_file():
        pytest.skip("clamd was not found. On Debian: apt-get install clamav-daemon")
    folder = tmp_path / "clamd"
    (folder / "database").mkdir(parents=True)
    signature = f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n"
    (folder / "database" / "one.ndb").write_text(signature)
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder / 'database'}\n"
        f"LocalSocket {folder / 'clamd.ctl'}\n"
        f"LogFile {folder / 'clamd.log'}\n"
        f"TemporaryDirectory {folder}\n"
        "StreamMaxLength 1M\n"
        "AlertExceedsMax yes\n"
        f"User {os.environ.get('USER') or 'root'}\n"
    )
    found = Daemon(folder)
    try:
        found.start()
        yield found
    finally:
        found.end()


@pytest.fixture
def site(tmp_path: Path, daemon: Daemon) -> Iterator[Running]:
    """A site that has files looked at by it, with a depositor and a coordinator."""
    with running(tmp_path / "site", CLAMD_URL=daemon.url, REQUIRE_SECOND_FACTOR="nobody") as made:
        made.python(MAKE_PEOPLE)
        made.serve()
        yield made


def signed_in(site: Running, name: str) -> Visitor:
    """Return a visitor who is signed in."""
    visitor = Visitor(site.url)
    assert visitor.sign_in(f"{name}@example.org", PASSWORD).status == 303
    return visitor


def deposited(visitor: Visitor, name: str, content: bytes) -> str:
    """Deposit a file as a form of the site does; return the path of its document."""
    form = visitor.form("/library/new", "organisation")
    answer = visitor.send(form, files=(name, content))
    assert answer.status == 303, answer.text
    return answer.location.removeprefix(visitor.url).removesuffix("/receipt")


def status_of_file(visitor: Visitor, document: str) -> int:
    """Return how a download of the first version is answered."""
    return visitor.get(f"{document}/versions/1/file").status


def test_only_what_clamd_finds_clean_is_offered(site: Running) -> None:
    depositor, stranger = signed_in(site, "depositor"), Visitor(site.url)
    clean = deposited(depositor, "clean.txt", TEXT)
    harmful = deposited(depositor, "harmful.txt", TEXT + EICAR)
    wait_for(lambda: status_of_file(depositor, clean) == 200, "the clean file is not offered")
    wait_for(
        lambda: "Eicar-Test-Signature" in depositor.get(harmful).text,
        "the harmful one is not found",
    )
    assert status_of_file(depositor, harmful) == 409
    assert status_of_file(signed_in(site, "coordinator"), harmful) == 409
    assert status_of_file(stranger, harmful) == 404
    letters = [path.read_text() for path in (site.instance / "mail").rglob("*") if path.is_file()]
    assert sum("Held back" in letter for letter in letters) == 2


def test_clamd_that_goes_away_and_comes_back_is_waited_for(site: Running, daemon: Daemon) -> None:
    depositor = signed_in(site, "depositor")
    daemon.end()
    document = deposited(depositor, "paper.txt", TEXT)
    wait_for(
        lambda: "It is tried again by itself" in depositor.get(document).text,
        "the depositor is not told",
    )
    assert status_of_file(depositor, document) == 409
    daemon.start()
    wait_for(lambda: status_of_file(depositor, document) == 200, "never offered", seconds=150)


def test_a_file_larger_than_clamd_takes_is_never_offered(site: Running) -> None:
    depositor = signed_in(site, "depositor")
    document = deposited(depositor, "large.txt", TEXT * 2_000)
    wait_for(
        lambda: "It is tried again by itself" in depositor.get(document).text,
        "the depositor is not told",
    )
    assert status_of_file(depositor, document) == 409
