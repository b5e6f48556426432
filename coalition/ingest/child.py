"""The process that does one task with one file and ends: forked by `nursery`, with nothing to lose.

It answers JSON: {"answer": …} as the task gives it, or {"unreadable": [code, detail]}.
"""

import importlib
import json
from collections.abc import Callable, Sequence
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
}

Work = Callable[[], dict[str, Any]]


def answer_to(order: dict[str, Any]) -> bytes:
    """Do what the order says and return the answer; only memory beyond bounds may raise."""
    answer: dict[str, Any]
    try:
        answer = {"answer": _confined(order)}
    except Unreadable as error:
        answer = {"unreadable": [error.code, error.detail]}
    except MemoryError:
        answer = {"unreadable": ["too-big", "memory"]}
    except RecursionError:
        answer = {"unreadable": ["damaged", "nesting"]}
    except Exception as error:  # a broken file breaks the libraries in ways nobody can list
        answer = {"unreadable": ["damaged", type(error).__name__]}
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")


def _confined(order: dict[str, Any]) -> dict[str, Any]:
    task = importlib.import_module(TASKS[order["task"]])
    programs: Sequence[str] = task.programs(order)
    confinement.limit(order["seconds"], order["memory_bytes"], alone=not programs)
    work: Work = task.prepare(order)
    confinement.cut_off()
    confinement.guard(Path(order["path"]), Path(order["folder"]), programs)
    return work()
