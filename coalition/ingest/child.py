"""The process that does one task with one file and ends: forked by `nursery`, with nothing to lose.

It answers lines of JSON, [key, value]: those of the task's answer, or ["unreadable", [code, detail]],
or ["failed", reason] when that is not the file's fault. A list comes item by item, each as a list
of one, after an empty one: whoever takes in a long text then never holds others up for long.
"""

import errno
import importlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from coalition.ingest import confinement
from coalition.ingest.reading import Unreadable

# A task's module has prepare(order), which loads all it needs and returns what is done behind the
# guard, and programs(order), the absolute paths of what may be started.
TASKS = {
    "read": "coalition.ingest.composing",
    "draw": "coalition.ingest.drawing",
    "recognise": "coalition.ingest.recognition",
    "picture": "coalition.ingest.photographs",
}

# What a system says that is short of something, or whose disk fails.
_OURS = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EAGAIN, errno.ENFILE}

Work = Callable[[], dict[str, Any]]


def answer_to(order: dict[str, Any]) -> bytes:
    """Do what the order says and return the answer; only memory beyond bounds may raise."""
    try:
        return b"".join(_lines(_confined(order)))
    except Unreadable as error:
        return b"".join(_lines({"unreadable": [error.code, error.detail]}))
    except Exception as error:  # a broken file breaks the libraries in ways nobody can list
        return b"".join(_lines(_blame(error)))


def _blame(error: Exception) -> dict[str, Any]:
    """Tell what broke off the work: the file, or what is missing here."""
    if isinstance(error, ImportError) or (isinstance(error, OSError) and error.errno in _OURS):
        return {"failed": f"{type(error).__name__}: {error}"}
    if isinstance(error, MemoryError):
        return {"unreadable": ["too-big", "memory"]}
    if isinstance(error, RecursionError):
        return {"unreadable": ["damaged", "nesting"]}
    return {"unreadable": ["damaged", type(error).__name__]}


def _lines(answer: dict[str, Any]) -> Iterator[bytes]:
    for key, value in answer.items():
        if isinstance(value, list):
            yield _line(key, [])
            yield from (_line(key, [item]) for item in value)
        else:
            yield _line(key, value)


def _line(key: str, value: Any) -> bytes:
    return json.dumps([key, value], ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _confined(order: dict[str, Any]) -> dict[str, Any]:
    task = importlib.import_module(TASKS[order["task"]])
    programs: Sequence[str] = task.programs(order)
    confinement.limit(order["seconds"], order["memory_bytes"], alone=not programs)
    work: Work = task.prepare(order)
    confinement.cut_off()
    confinement.guard(Path(order["path"]), Path(order["folder"]), programs)
    return work()
