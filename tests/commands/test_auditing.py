"""`audit verify` and `audit head`."""

import pytest
from flask import Flask

from coalition.audit import queries
from coalition.audit.service import note
from tests.audit.test_chain import forge


@pytest.fixture
def three(app: Flask) -> None:
    """Three acts in the log."""
    for number in range(1, 4):
        note("library.published", f"document:{number}", by=None, title="Paper")


def run(app: Flask, *words: str) -> tuple[int, list[str]]:
    """Run an audit command and return its exit code and lines, without the time it took."""
    result = app.test_cli_runner().invoke(args=["audit", *words])
    return result.exit_code, [
        line.partition("; verified in")[0] for line in result.stdout.splitlines()
    ]


@pytest.mark.usefixtures("three")
def test_chain_that_holds_is_counted(app: Flask) -> None:
    assert run(app, "verify") == (0, ["All 3 acts hold"])


def test_empty_log_holds(app: Flask) -> None:
    assert run(app, "verify") == (0, ["All 0 acts hold"])
    assert run(app, "head") == (0, [f"0 {'0' * 64}"])
    assert run(app, "verify", "--head", "0" * 64)[0] == 0


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (
            "UPDATE acts SET subject = 'document:9' WHERE id = 2",
            ["Act 2: it was changed.", "2 of 3 acts hold"],
        ),
        (
            "UPDATE acts SET detail = '{}' WHERE id = 1",
            ["Act 1: its details were changed.", "2 of 3 acts hold"],
        ),
        (
            "DELETE FROM acts WHERE id = 1",
            ["Act 2: acts before it are missing.", "1 of 2 acts hold"],
        ),
    ],
)
def test_each_break_is_named(app: Flask, change: str, lines: list[str]) -> None:
    forge(change)
    assert run(app, "verify") == (1, lines)


@pytest.mark.usefixtures("three")
def test_end_that_was_cut_off_is_told_by_a_digest_kept_elsewhere(app: Flask) -> None:
    head = queries.head()
    assert run(app, "head") == (0, [f"3 {head.digest}"])
    note("library.withdrawn", "document:1", by=None)
    assert run(app, "verify", "--head", head.digest) == (0, ["All 4 acts hold"])
    forge("DELETE FROM acts WHERE id >= 3")
    assert run(app, "verify") == (0, ["All 2 acts hold"])
    code, lines = run(app, "verify", "--head", head.digest)
    assert code == 1
    assert lines[0].startswith(f"No act has the digest {head.digest}: the end of the log was cut")


@pytest.mark.usefixtures("three")
def test_long_log_is_read_by_the_batch(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 2)
    assert run(app, "verify") == (0, ["All 3 acts hold"])
