"""Read a stranger's file in a process of its own, under limits of time, memory and answer."""

import json
import os
import selectors
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from coalition.ingest import starting
from coalition.ingest.answers import NONSENSE, from_json, line
from coalition.ingest.kinds import identify
from coalition.ingest.nursery import BEGUN
from coalition.ingest.reading import Reading, Unreadable

_CHUNK = 1 << 18
_MEGABYTE = 1_000_000
_SECONDS_TO_BEGIN = 60.0  # a machine at its limit takes some to load the readers
_SECONDS_TO_DIE = 5.0
_TRIES = 2
_LONGEST_NAME = 1_000  # characters; the end tells, where the extension is
_LONGEST_STATUS = 16  # bytes: a sign and digits


@dataclass(frozen=True, slots=True)
class Budget:
    """What one file may take: wall and CPU seconds, memory above idle, text kept."""

    seconds: float = 30
    memory_mb: int = 512
    text_mb: int = 20


class OutOfOrder(Exception):
    """Reading itself does not work here, whatever the file: to be tried again and looked into."""


def read(path: Path, name: str, budget: Budget = Budget()) -> Reading:
    """Return what is in the file at `path`, which came under `name`.

    Raises Unreadable with a code `sentences.describe` has words for, among them "too-slow",
    "too-big" and "crashed" when the process passed a limit or fell; the process is then gone,
    and the caller unharmed. Raises OutOfOrder or OSError when that is not the file's fault.
    """
    kind = identify(path, name)  # what is refused at a glance needs no process
    try:
        reading = from_json(run("read", path, name, budget))
    except NONSENSE as error:
        raise Unreadable("crashed", "answer") from error
    if (reading.kind, reading.media_type) != (kind.key, kind.media_type):
        raise Unreadable("crashed", "answer")
    return reading


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

    The task may write in `folder` alone, by default a temporary one. Raises as `read` does.
    """
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="reading-")))
        order = {
            "task": task,
            "path": str(path.resolve()),
            "name": name[-_LONGEST_NAME:],
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
    with _child(json.dumps(order).encode()) as (answer, status):
        deadline = time.monotonic() + seconds
        output = _collect(answer, deadline, most)
        return output, _collect(status, deadline, _LONGEST_STATUS).decode("ascii", "replace")


@contextmanager
def _child(order: bytes) -> Iterator[tuple[int, int]]:
    """Have a child forked; give where its answer and its status come; see to its end.

    Raises OutOfOrder when none begins, OSError when this system has no process or pipe left.
    """
    for _ in range(_TRIES):  # a nursery may have died since the last order
        channel = starting.nursery.channel()
        with ExitStack() as ours:
            answer, status = _send(channel, order, ours)
            if _has_begun(status):
                yield answer, status
                return
        starting.nursery.give_up(channel)
    raise OutOfOrder("The process that reads files does not start.")


def _send(channel: socket.socket, order: bytes, ours: ExitStack) -> tuple[int, int]:
    """Send an order; return where answer and status come, which `ours` closes after its end."""
    with ExitStack() as theirs:
        answer, answer_end = _pipe(ours, theirs)
        status, status_end = _pipe(ours, theirs)
        ours.callback(_await_end, status)
        lifeline_end, _lifeline = _pipe(
            theirs, ours
        )  # once it is closed, what still runs is killed
        with suppress(OSError):  # of a nursery that is gone nothing will come
            socket.send_fds(channel, [order], (answer_end, status_end, lifeline_end))
    return answer, status


def _pipe(reader: ExitStack, writer: ExitStack) -> tuple[int, int]:
    """Return the two ends of a pipe, each to be closed by its stack."""
    end, other = os.pipe()
    reader.callback(os.close, end)
    writer.callback(os.close, other)
    return end, other


def _has_begun(status: int) -> bool:
    """Wait for the sign that there is a child."""
    return _is_ready(status, _SECONDS_TO_BEGIN) and os.read(status, 1) == BEGUN


def _await_end(status: int) -> None:
    """Wait until the child's keeper has closed its end, so that nothing writes any more."""
    deadline = time.monotonic() + _SECONDS_TO_DIE
    try:
        _collect(status, deadline, _CHUNK)
    except Unreadable:
        return  # it does not die; its limits will see to it


def _collect(descriptor: int, deadline: float, most: int) -> bytes:
    """Return all that comes until the other end is closed."""
    output = bytearray()
    while _is_ready(descriptor, deadline - time.monotonic()):
        chunk = os.read(descriptor, _CHUNK)
        if not chunk:
            return bytes(output)
        output += chunk
        if len(output) > most:
            raise Unreadable("too-big", "text")
    raise Unreadable("too-slow")


def _is_ready(descriptor: int, seconds: float) -> bool:
    """Wait until something can be read or the other end is closed; False when the time is over."""
    with selectors.PollSelector() as selector:  # of all, the one that takes no descriptor itself
        selector.register(descriptor, selectors.EVENT_READ)
        return bool(selector.select(max(0.0, seconds)))


def _answer(output: bytes, status: str) -> dict[str, Any]:
    if status == str(-signal.SIGXCPU):
        raise Unreadable("too-slow", "processor")
    if status == str(-signal.SIGKILL):  # by a system that has no memory left
        raise Unreadable("too-big", "memory")
    if status != "0":
        raise Unreadable("crashed", status)
    try:
        said = _put_together(output)
        if "failed" in said:
            raise OutOfOrder(line(said["failed"]))
        if "unreadable" in said:
            code, detail = said["unreadable"]
            raise Unreadable(line(code)[:60], line(detail))
    except NONSENSE as error:
        raise Unreadable("crashed", "answer") from error
    return said


def _put_together(output: bytes) -> dict[str, Any]:
    """Make an answer of its lines, a line at a time, since parsing stops every other thread."""
    said: dict[str, Any] = {}
    for one in BytesIO(output):
        key, value = json.loads(one)
        if isinstance(value, list):
            said.setdefault(key, []).extend(value)
        else:
            said[key] = value
    if not said:  # a library ended the process
        raise ValueError("nothing")
    return said
