"""Read a stranger's file in a process of its own, under limits of time, memory and answer."""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from coalition.ingest.kinds import identify
from coalition.ingest.reading import Reading, Unreadable, from_json

_CHILD = Path(__file__).resolve().with_name("child.py")
_CHUNK = 1 << 18
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Budget:
    """What one file may take: wall and CPU seconds, memory above idle, text kept."""

    seconds: float = 30
    memory_mb: int = 512
    text_mb: int = 20


def read(path: Path, name: str, budget: Budget = Budget()) -> Reading:
    """Return what is in the file at `path`, which came under `name`.

    Raises Unreadable with a code `sentences.describe` has words for, among them "too-slow",
    "too-big" and "crashed" when the process passed a limit or fell; the process is then gone,
    and the caller unharmed.
    """
    identify(path, name)  # what is refused at a glance needs no process
    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        order = {
            "path": str(path.resolve()),
            "name": name,
            "folder": str(Path(folder).resolve()),
            "seconds": budget.seconds,
            "memory_bytes": budget.memory_mb * _MEGABYTE,
            "text_bytes": budget.text_mb * _MEGABYTE,
        }
        return _answer(*_run(order, folder, budget))


def _run(order: dict[str, object], folder: str, budget: Budget) -> tuple[bytes, int]:
    """Run the child and return its output and exit status; raises Unreadable past a limit."""
    deadline = time.monotonic() + budget.seconds
    process = subprocess.Popen(  # noqa: S603 – our own interpreter and script, no shell
        [sys.executable, "-I", str(_CHILD), json.dumps(order)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={},
        start_new_session=True,
    )
    try:
        # a character may take two bytes once escaped; labels and metadata are small beside
        output = _collect(process, deadline, 2 * budget.text_mb * _MEGABYTE + 4 * _MEGABYTE)
        _await_end(process, deadline)
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # before wait(): until then the id is ours
        process.wait()
        if process.stdout:
            process.stdout.close()
    return output, process.returncode


def _collect(process: subprocess.Popen[bytes], deadline: float, most: int) -> bytes:
    if process.stdout is None:
        raise Unreadable("crashed", "no output")
    output = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise Unreadable("too-slow")
            chunk = os.read(process.stdout.fileno(), _CHUNK)
            if not chunk:
                return bytes(output)
            output += chunk
            if len(output) > most:
                raise Unreadable("too-big", "text")


def _await_end(process: subprocess.Popen[bytes], deadline: float) -> None:
    """Wait until the child has ended, but leave it to be reaped, so that its id stays taken."""
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if time.monotonic() > deadline:
            raise Unreadable("too-slow")
        time.sleep(0.001)


def _answer(output: bytes, status: int) -> Reading:
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Unreadable("too-slow", "processor")
    if status < 0:
        raise Unreadable("crashed", signal.Signals(-status).name)
    try:
        answer = json.loads(output)
        if "unreadable" in answer:
            code, detail = answer["unreadable"]
            raise Unreadable(str(code), str(detail))
        return from_json(answer["reading"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable("crashed", "answer") from error
