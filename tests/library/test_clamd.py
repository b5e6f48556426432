"""What clamd is asked and how its answers are taken, on a port of a small clamd of our own."""

import socket
from pathlib import Path

import pytest

from coalition.library import clamd
from tests.library.clamd import EICAR, FOUND, scanning


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


def closed_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize("size", [0, 1, clamd.CHUNK_BYTES, 3 * clamd.CHUNK_BYTES + 7])
def test_all_bytes_of_a_file_are_looked_at(tmp_path: Path, size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    with scanning() as scanner:
        assert clamd.look(scanner.url, kept(tmp_path, content)) == ""
        assert scanner.given == [content]


def test_a_harmful_program_is_named(tmp_path: Path) -> None:
    with scanning() as scanner:
        assert clamd.look(scanner.url, kept(tmp_path, b"before " + EICAR)) == FOUND


def test_a_file_that_is_too_large_is_said_to_be(tmp_path: Path) -> None:
    with scanning() as scanner:
        scanner.most_bytes = 1_000
        with pytest.raises(clamd.NotLookedAt, match="StreamMaxLength"):
            clamd.look(scanner.url, kept(tmp_path, b"x" * 5_000_000))


@pytest.mark.parametrize(
    "said",
    [
        "stream: Can't allocate memory ERROR",
        "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND",
        "UNKNOWN COMMAND",
        "stream:",
    ],
)
def test_a_file_that_was_not_looked_through_is_not_clean(tmp_path: Path, said: str) -> None:
    with scanning() as scanner:
        scanner.answer = said
        with pytest.raises(clamd.NotLookedAt, match="could not look through it"):
            clamd.look(scanner.url, kept(tmp_path, b"x"))


def test_nobody_at_the_address_is_told_apart_from_refusals(tmp_path: Path) -> None:
    for url in (closed_port(), f"unix:{tmp_path / 'no.ctl'}"):
        with pytest.raises(clamd.Unreachable, match="clamd at"):
            clamd.look(url, kept(tmp_path, b"x"))
        assert not clamd.answers(url)


def test_whoever_breaks_off_or_says_nothing_has_found_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clamd, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(clamd.Unreachable, match="clamd at"):
            clamd.look(url, kept(tmp_path, b"x"))


def test_clamd_that_is_there_answers() -> None:
    with scanning() as scanner:
        assert clamd.answers(scanner.url)
