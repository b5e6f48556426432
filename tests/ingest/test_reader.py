"""Files are read in a process of their own, which its limits end and nothing else feels."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coalition.ingest import reader
from coalition.ingest.reader import Budget, read
from coalition.ingest.reading import Metadata, Notice, Page, Reading, Unreadable
from tests.ingest import made
from tests.ingest.conftest import Put

_TURN = """
import json, os, pathlib, sys, types
package = types.ModuleType("coalition")
package.__path__ = [{root!r}]
sys.modules["coalition"] = package
order = json.loads(sys.argv[1])
from coalition.ingest import confinement
confinement.limit(order["seconds"], order["memory_bytes"])
confinement.cut_off()
confinement.guard(pathlib.Path(order["path"]), pathlib.Path(order["folder"]))
try:
    result = str({expression})
except Exception as error:
    result = type(error).__name__
print(json.dumps({{"unreadable": ["said", result]}}))
"""


@pytest.fixture
def turned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Let the child, confined as ever, evaluate an expression instead of reading."""

    def turn(expression: str) -> str:
        script = tmp_path / "turned.py"
        root = str(Path(reader.__file__).parents[1])
        script.write_text(_TURN.format(root=root, expression=expression), encoding="utf-8")
        monkeypatch.setattr(reader, "_CHILD", script)
        (tmp_path / "a.txt").write_text("Hello", encoding="utf-8")
        with pytest.raises(Unreadable) as answer:
            read(tmp_path / "a.txt", "a.txt", Budget(seconds=2, memory_mb=200, text_mb=1))
        return answer.value.detail if answer.value.code == "said" else answer.value.code

    return turn


def test_read_gives_the_whole_reading(put: Put) -> None:
    path = put(made.pdf([["Libraries open their doors to everyone in the town."]], title="Rooms"))
    assert read(path, "rooms.txt") == Reading(
        kind="pdf",
        media_type="application/pdf",
        unit="page",
        pages=(Page(1, None, "Libraries open their doors to everyone in the town."),),
        metadata=Metadata("Rooms", (), "2012-11-08", "en-GB"),
        language="en",
        notices=(Notice("name-differs", None, "PDF"),),
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
        ("print('x' * 10**7)", "too-big"),
        ("__import__('socket').socket()", "PermissionError"),
        ("os.fork()", "PermissionError"),
        ("os.system('true')", "PermissionError"),
        ("os.kill(1, 0)", "PermissionError"),
        ("open('/etc/passwd').read()", "PermissionError"),
        ("open('/proc/self/environ').read()", "PermissionError"),
        ("open('../escape', 'w')", "PermissionError"),
        ("open(sys.prefix + '/escape', 'w')", "PermissionError"),
        ("open('own.txt', 'w').write('x')", "1"),
        ("open(order['path']).read()", "Hello"),
        ("dict(os.environ).keys() - {'LC_CTYPE'}", "set()"),
    ],
)
def test_child_is_confined(turned: Callable[[str], str], expression: str, outcome: str) -> None:
    assert turned(expression) == outcome


def _children() -> set[str]:
    """Return the numbers of this process's children, ended ones that nobody asked about too."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {number for task in tasks for number in task.read_text(encoding="ascii").split()}


def test_read_leaves_no_process_and_no_folder_behind(
    put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = put(b"Hello there, all of you.")
    before = _children()  # other tests may keep one, such as multiprocessing's tracker
    read(path, "a.txt")
    assert list(tmp_path.iterdir()) == [path]
    assert _children() == before


def test_read_works_from_any_folder(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put("Привет".encode(), "имя файла.txt")
    monkeypatch.chdir("/")
    assert [page.text for page in read(path, path.name).pages] == ["Привет"]
