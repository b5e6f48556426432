"""Files are read in a process of their own, which its limits end and nothing else feels."""

import ctypes
import json
import math
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from coalition.ingest import programs, reader, starting
from coalition.ingest.answers import to_json
from coalition.ingest.reader import Budget, OutOfOrder, read
from coalition.ingest.reading import Metadata, Notice, Page, Reading, Unreadable
from tests.ingest import made
from tests.ingest.conftest import Put

_HAS_LANDLOCK = ctypes.CDLL(None).syscall(444, None, 0, 1) > 0
_TURNED = """
import ctypes, os, pathlib, socket, sys, time, types
package = types.ModuleType("coalition")
package.__path__ = [{root!r}]
sys.modules["coalition"] = package
from coalition.ingest import child, nursery, programs
from coalition.ingest.reading import Unreadable

def evaluated(order):
    own = pathlib.Path(order["folder"])
    try:
        return str(eval(order.get("expression", "0")))
    except Unreadable as refusal:
        return "Unreadable " + refusal.code
    except Exception as error:
        return type(error).__name__

def prepare(order):
    adjusted = pathlib.Path("/proc/self/oom_score_adj")
    order["first_to_go"] = adjusted.exists() and adjusted.read_text()
    if order["task"] == "read":  # the file is what is answered
        said = pathlib.Path(order["path"]).read_bytes()
        child._line = lambda key, value: said
    elif "error" in order:
        raise eval(order["error"])
    return lambda: {{"said": evaluated(order)}}

task = types.ModuleType("turned_task")
task.programs = lambda order: tuple(order.get("programs", ()))
task.prepare = prepare
sys.modules["turned_task"] = task
child.TASKS = {{"evaluate": "turned_task", "read": "turned_task"}}
nursery.serve(socket.socket(fileno=int(sys.argv[1])))
"""
Turn = Callable[..., str]


@pytest.fixture
def turned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Turn]:
    """Let the child, confined as ever, evaluate an expression instead of reading."""
    script = tmp_path / "turned.py"
    root = str(Path(reader.__file__).parents[1])
    script.write_text(_TURNED.format(root=root), encoding="utf-8")
    nursery = starting.Nursery(script)
    monkeypatch.setattr(starting, "nursery", nursery)
    path = tmp_path / "a.txt"
    path.write_text("Hello", encoding="utf-8")

    def turn(expression: str, programs: tuple[str, ...] = (), folder: Path | None = None) -> str:
        budget = Budget(seconds=2, memory_mb=200, text_mb=1)
        order = {"expression": expression, "programs": programs}
        try:
            said = reader.run("evaluate", path, "a.txt", budget, folder=folder, **order)
        except Unreadable as refusal:
            return refusal.code
        return str(said["said"])

    yield turn
    nursery.close()


def test_read_gives_the_whole_reading(put: Put) -> None:
    path = put(made.pdf([["Libraries open their doors to everyone in the town."]], title="Rooms"))
    assert read(path, "rooms.txt") == Reading(
        kind="pdf",
        media_type="application/pdf",
        unit="page",
        pages=(Page(1, None, "Libraries open their doors to everyone in the town."),),
        metadata=Metadata("Rooms", (), "2012-11-08", "en-GB"),
        language="en",
        notices=(Notice("name-differs", None, "PDF"), Notice("untagged")),
    )


def test_read_passes_refusals_on(put: Put) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(put(made.locked(made.pdf([["x"]]), "secret")), "a.pdf")
    assert refusal.value.args == ("password", "pdf")


def test_read_cuts_text_off_at_its_budget(put: Put) -> None:
    pages = ["one two three " * 230 for _ in range(400)]
    reading = read(put("\n\n".join(pages).encode()), "a.txt", Budget(text_mb=1))
    assert 900_000 < reading.character_count <= 1_000_000
    assert [notice.code for notice in reading.notices] == ["cut"]


@pytest.mark.parametrize(
    ("expression", "outcome"),
    [
        ("[0] * 10**9", "MemoryError"),
        ("__import__('time').sleep(60)", "too-slow"),
        ("os.abort()", "crashed"),
        ("os._exit(0)", "crashed"),
        ("'x' * 10**7", "too-big"),
        ("__import__('socket').socket()", "PermissionError"),
        ("os.fork()", "PermissionError"),
        ("os.system('true')", "PermissionError"),
        ("os.kill(1, 0)", "PermissionError"),
        ("open('/etc/passwd').read()", "PermissionError"),
        ("open('/proc/self/environ').read()", "PermissionError"),
        ("open('/proc/1/status').read()", "PermissionError"),
        ("open('../escape', 'w')", "PermissionError"),
        ("open(sys.prefix + '/escape', 'w')", "PermissionError"),
        ("open('own.txt', 'w').write('x')", "1"),
        ("open(order['path']).read()", "Hello"),
        ("dict(os.environ).keys() - {'LC_CTYPE'}", "set()"),
    ],
)
def test_child_is_confined(turned: Turn, expression: str, outcome: str) -> None:
    assert turned(expression) == outcome


def test_child_may_run_named_programs_alone(turned: Turn) -> None:
    echo, cat = str(programs.find("echo")), str(programs.find("cat"))
    run = "programs.run({!r}, ['Hello'], folder=own, seconds=1, most_bytes=100)"
    assert turned(run.format(echo), (echo,)) == "b'Hello\\n'"
    assert turned(run.format(cat), (echo,)) == "PermissionError"


def test_child_outlives_no_program_it_started(turned: Turn) -> None:
    sleep = str(programs.find("sleep"))
    run = f"programs.run({sleep!r}, ['60'], folder=own, seconds=0.2, most_bytes=100)"
    assert turned(run, (sleep,)) == "Unreadable too-slow"
    assert turned("time.sleep(60)", (sleep,)) == "too-slow"


_FLEE = """[
    lib := ctypes.CDLL(None),
    lib.fork() or [
        lib.setsid(),
        lib.fork() and os._exit(0),
        {first},
        pathlib.Path("fled").write_text(str(os.getpid())),
        time.sleep(60),
    ],
    [time.sleep(0.01) for _ in range(100) if not pathlib.Path("fled").exists()],
] and 'answered'"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives orphans to the keeper")
@pytest.mark.parametrize(
    ("first", "outcome"),
    [
        ("os.closerange(0, 64)", "answered"),  # nothing holds the answer open
        ("None", "too-slow"),
    ],
)
def test_what_flees_from_its_group_ends_with_the_child(
    turned: Turn, tmp_path: Path, first: str, outcome: str
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    assert turned(_FLEE.format(first=first), ("/bin/true",), own) == outcome
    with pytest.raises(ProcessLookupError):
        os.kill(int((own / "fled").read_text()), 0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux chooses what goes first")
def test_child_is_the_first_to_go_when_memory_is_short(turned: Turn) -> None:
    assert turned("order['first_to_go'].strip()") == "1000"
    assert turned("ctypes.CDLL(None).kill(os.getpid(), 9)") == "too-big"


@pytest.mark.parametrize("error", ["OSError(28, 'No space left')", "ImportError('lxml')"])
def test_what_is_missing_here_is_not_the_files_fault(
    turned: Turn, tmp_path: Path, error: str
) -> None:
    with pytest.raises(OutOfOrder):
        reader.run("evaluate", tmp_path / "a.txt", "a.txt", error=error)


def test_nursery_that_does_not_start_is_not_the_files_fault(
    put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(b"Hello there, all of you.")
    script = put(b"raise SystemExit(1)", "broken.py")
    monkeypatch.setattr(starting, "nursery", starting.Nursery(script))
    with pytest.raises(OutOfOrder):
        read(path, "a.txt")
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(FileNotFoundError):
        read(path, "a.txt")


def test_nursery_that_hangs_is_left_for_another(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(b"Hello there, all of you.")
    read(path, "a.txt")
    hanging = starting.nursery.process
    assert hanging is not None
    hanging.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(reader, "_SECONDS_TO_BEGIN", 5.0)
    assert read(path, "a.txt").character_count == 24
    assert hanging.returncode == -signal.SIGKILL


def test_order_of_any_name_arrives(put: Put) -> None:
    path = put(b"Hello there, all of you.")
    for name in ("a\nb\udcff\0.txt", "\U0001f4da" * 100_000 + ".txt"):
        assert read(path, name).kind == "text"


_PLAIN: dict[str, Any] = to_json(
    Reading("text", "text/plain", "part", (Page(1, None, "x"),), Metadata(), None, ())
)
_PAGE: list[Any] = [1, None, "x", [], None]


def _lines(**changes: Any) -> bytes:
    answer = _PLAIN | changes
    return b"\n".join(json.dumps([key, value]).encode() for key, value in answer.items())


@pytest.mark.parametrize(
    "said",
    [
        b"words",
        b"[" * 100_000,
        b'["pages", ' + b"[" * 100_000,
        b'["pages"]',
        b"5",
        b'{"pages": 1}',
        b'["unreadable", 5]',
        b'["unreadable", ["\\ud800", ""]]',
        b'["pages", 5]\n["pages", []]',
        _lines(kind="exe"),
        _lines(media_type="text/html"),
        _lines(unit="verse"),
        _lines(unit=[]),
        _lines(pages=None),
        _lines(pages=[[math.nan, *_PAGE[1:]]]),
        _lines(pages=[[math.inf, *_PAGE[1:]]]),
        _lines(pages=[[0, *_PAGE[1:]]]),
        _lines(pages=[[2**31, *_PAGE[1:]]]),
        _lines(pages=[_PAGE, _PAGE]),
        _lines(pages=[[1, None, "\ud800", [], None]]),
        _lines(pages=[[1, None, {}, [], None]]),
        _lines(pages=[[1, None, "x", [["verse", [1]]], None]]),
        _lines(pages=[[1, None, "x", [[[], [1]]], None]]),
        _lines(pages=[[1, None, "x", [["row", [math.inf]]], None]]),
        _lines(metadata={}),
        _lines(metadata=_PLAIN["metadata"] | {"authors": "x"}),
        _lines(notices=[["damaged", 1e300, ""]]),
        _lines(outline=[[1, "x", -1]]),
    ],
)
def test_answer_without_sense_is_a_crash(turned: Turn, put: Put, said: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(put(said), "a.txt")
    assert refusal.value.args == ("crashed", "answer")


def test_answer_is_bounded(turned: Turn, put: Put) -> None:
    changes = {"notices": [["cut", None, "9"]] * 20_000, "language": "x" * 100}
    reading = read(put(_lines(**changes, pages=[[1, None, "a\0b", [], None]])), "a.txt")
    assert len(reading.notices) == 10_000
    assert reading.language == "x" * 35
    assert reading.pages[0].text == "ab"


@pytest.mark.skipif(not _HAS_LANDLOCK, reason="this kernel has no Landlock")
def test_kernel_refuses_libraries_and_programs_what_python_would(turned: Turn) -> None:
    assert turned("ctypes.CDLL(None).open(b'/etc/passwd', 0)") == "-1"
    assert turned("ctypes.CDLL(None).open(b'/tmp/escape', 0o102, 0o600)") == "-1"
    assert turned("ctypes.CDLL(None).open(order['path'].encode(), 0) >= 0") == "True"
    cat = str(programs.find("cat"))
    run = f"programs.run({cat!r}, ['/etc/passwd'], folder=own, seconds=1, most_bytes=9999)"
    assert turned(run, (cat,)) == "Unreadable damaged"


def test_reading_goes_on_after_the_nursery_was_killed(put: Put) -> None:
    path = put(b"Hello there, all of you.")
    assert read(path, "a.txt").character_count == 24
    nursery = starting.nursery.process
    assert nursery is not None
    nursery.kill()
    nursery.wait()
    assert read(path, "a.txt").character_count == 24


def test_files_are_read_side_by_side(put: Put) -> None:
    paths = [
        put(f"Text number {number} of many.".encode(), f"{number}.txt") for number in range(40)
    ]
    with ThreadPoolExecutor(8) as threads:
        readings = list(threads.map(lambda path: read(path, path.name), paths))
    assert [reading.pages[0].text for reading in readings] == [
        f"Text number {number} of many." for number in range(40)
    ]


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _offspring(process: int) -> list[str]:
    """Return the processes below a process, ended ones that nobody asked about too."""
    return Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()


def test_read_leaves_nothing_behind(
    put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = put(b"Hello there, all of you.")
    read(path, "a.txt")  # starts the nursery
    descriptors = _descriptors()
    read(path, "a.txt")
    assert list(tmp_path.iterdir()) == [path]
    assert _descriptors() == descriptors
    nursery = starting.nursery.process
    assert nursery is not None
    for _ in range(100):  # a keeper may take a moment to end
        if not _offspring(nursery.pid):
            break
        time.sleep(0.01)
    assert _offspring(nursery.pid) == []


def test_read_works_from_any_folder(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put("Привет".encode(), "имя файла.txt")
    monkeypatch.chdir("/")
    assert [page.text for page in read(path, path.name).pages] == ["Привет"]
