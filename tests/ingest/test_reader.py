"""Files are read in a process of their own, which its limits end and nothing else feels."""

import ctypes
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coalition.ingest import programs, reader
from coalition.ingest.reader import Budget, read
from coalition.ingest.reading import Metadata, Notice, Page, Reading, Unreadable
from tests.ingest import made
from tests.ingest.conftest import Put

_HAS_LANDLOCK = ctypes.CDLL(None).syscall(444, None, 0, 1) > 0
_TURNED = """
import os, socket, sys, types
package = types.ModuleType("coalition")
package.__path__ = [{root!r}]
sys.modules["coalition"] = package
from coalition.ingest import child, nursery, programs
from coalition.ingest.reading import Unreadable

def evaluated(order):
    import ctypes, pathlib, time
    own = pathlib.Path(order["folder"])
    try:
        return str(eval(order["expression"]))
    except Unreadable as refusal:
        return "Unreadable " + refusal.code
    except Exception as error:
        return type(error).__name__

task = types.ModuleType("turned_task")
task.programs = lambda order: tuple(order["programs"])
task.prepare = lambda order: lambda: {{"said": evaluated(order)}}
sys.modules["turned_task"] = task
child.TASKS["evaluate"] = "turned_task"
nursery.serve(socket.socket(fileno=int(sys.argv[1])))
"""
Turn = Callable[..., str]


@pytest.fixture
def turned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Turn]:
    """Let the child, confined as ever, evaluate an expression instead of reading."""
    script = tmp_path / "turned.py"
    root = str(Path(reader.__file__).parents[1])
    script.write_text(_TURNED.format(root=root), encoding="utf-8")
    nursery = reader._Nursery()
    monkeypatch.setattr(reader, "_NURSERY", script)
    monkeypatch.setattr(reader, "_nursery", nursery)
    path = tmp_path / "a.txt"
    path.write_text("Hello", encoding="utf-8")

    def turn(expression: str, programs: tuple[str, ...] = ()) -> str:
        budget = Budget(seconds=2, memory_mb=200, text_mb=1)
        try:
            said = reader.run(
                "evaluate", path, "a.txt", budget, expression=expression, programs=programs
            )
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
    nursery = reader._nursery._process
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
    nursery = reader._nursery._process
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
