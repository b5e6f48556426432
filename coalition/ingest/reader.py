"""Read a stranger's file in a process of its own, under limits of time, memory and answer."""

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coalition.ingest.kinds import identify
from coalition.ingest.reading import Reading, Unreadable, from_json

_NURSERY = Path(__file__).resolve().with_name("nursery.py")
_CHUNK = 1 << 18
_MEGABYTE = 1_000_000
_SECONDS_TO_DIE = 5.0


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
    try:
        return from_json(run("read", path, name, budget))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise Unreadable("crashed", "answer") from error


def run(
    task: str,
    path: Path,
    name: str,
    budget: Budget = Budget(),
    *,
    folder: Path | None = None,
    **details: Any,
) -> dict[str, Any]:
    """Have a task of `child.TASKS` done with a file, and return its answer, which is not trusted.

    The task may write in `folder` alone, by default a temporary one. Raises Unreadable.
    """
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="reading-")))
        order = {
            "task": task,
            "path": str(path.resolve()),
            "name": name,
            "folder": str(folder.resolve()),
            "seconds": budget.seconds,
            "memory_bytes": budget.memory_mb * _MEGABYTE,
            "text_bytes": budget.text_mb * _MEGABYTE,
            **details,
        }
        # a character may take two bytes once escaped; labels and metadata are small beside
        most = 3 * budget.text_mb * _MEGABYTE + 4 * _MEGABYTE
        return _answer(*_done(order, budget.seconds, most))


def _done(order: dict[str, Any], seconds: float, most: int) -> tuple[bytes, str]:
    """Return the child's output and its exit status in digits; raises Unreadable past a limit."""
    deadline = time.monotonic() + seconds
    with _child(order) as (answer, status):
        output = _collect(answer, deadline, most)
        return output, _collect(status, deadline, 16).decode("ascii", "replace")


@contextmanager
def _child(order: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Have a child forked; give where its answer and its status come; see to its end."""
    answer, answer_end = os.pipe()
    status, status_end = os.pipe()
    lifeline_end, lifeline = os.pipe()
    try:
        try:
            _nursery.send(json.dumps(order).encode(), (answer_end, status_end, lifeline_end))
        finally:
            for descriptor in (answer_end, status_end, lifeline_end):
                os.close(descriptor)
        yield answer, status
    finally:
        os.close(lifeline)  # whatever still runs is killed now
        _await_end(status)
        os.close(answer)
        os.close(status)


def _await_end(status: int) -> None:
    """Wait until the child's keeper has closed its end, so that nothing writes any more."""
    deadline = time.monotonic() + _SECONDS_TO_DIE
    try:
        _collect(status, deadline, _CHUNK)
    except Unreadable:
        return  # it does not die; its limits will see to it


def _collect(descriptor: int, deadline: float, most: int) -> bytes:
    output = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise Unreadable("too-slow")
            chunk = os.read(descriptor, _CHUNK)
            if not chunk:
                return bytes(output)
            output += chunk
            if len(output) > most:
                raise Unreadable("too-big", "text")


def _answer(output: bytes, status: str) -> dict[str, Any]:
    if status in (str(-signal.SIGXCPU), str(-signal.SIGKILL)):
        raise Unreadable("too-slow", "processor")
    if status != "0":
        raise Unreadable("crashed", status)
    try:
        said = json.loads(output)
        if "unreadable" in said:
            code, detail = said["unreadable"]
            raise Unreadable(str(code), str(detail))
        return dict(said["answer"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable("crashed", "answer") from error


class _Nursery:
    """The process that children are forked from, one for each process of ours, made when needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._channel: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def send(self, order: bytes, descriptors: tuple[int, int, int]) -> None:
        """Send an order; a nursery that is gone is started anew. Raises Unreadable "crashed"."""
        for is_last in (False, True):
            channel = self._ready()
            try:
                socket.send_fds(channel, [order], descriptors)
            except OSError as error:
                if is_last:
                    raise Unreadable("crashed", "nursery") from error
                self._give_up(channel)
            else:
                return

    def close(self) -> None:
        """End the nursery, if there is one, once its children are at their end."""
        if self._channel is not None:
            self._give_up(self._channel)

    def _ready(self) -> socket.socket:
        with self._lock:
            if self._channel is None or self._owner != os.getpid():
                self._start()
            if self._channel is None:
                raise Unreadable("crashed", "nursery")
            return self._channel

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 – our own interpreter and script
                [sys.executable, "-I", str(_NURSERY), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={},
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._channel, self._owner = ours, os.getpid()

    def _give_up(self, channel: socket.socket) -> None:
        with self._lock:
            if self._channel is channel:
                channel.close()
                self._channel = None
                if self._process is not None and self._owner == os.getpid():
                    self._process.wait()


_nursery = _Nursery()
