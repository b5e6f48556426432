"""No value forges a line, moves a cursor or fills a disk, and nothing secret by its name is written."""

import io
import json
import logging
from pathlib import Path

import pytest
import structlog

from coalition.web.logs import LONGEST_VALUE, Lines, clean, install_logs

log = structlog.get_logger("tests")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Return what was logged, a record a line."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ('a\n{"event": "forged"}', 'a\\u000a{"event": "forged"}'),
        ("a\r\nb", "a\\u000d\\u000ab"),
        ("\x1b[2J\x1b]0;t\x07", "\\u001b[2J\\u001b]0;t\\u0007"),
        ("a\u2028b\x85c", "a\\u2028b\\u0085c"),
        ("a\u202egnp.exe", "a\\u202egnp.exe"),
        ("\x00", "\\u0000"),
        ("\ud800", "\\ud800"),
        ("Ünïcode مكتبة 图书馆 😀", "Ünïcode مكتبة 图书馆 😀"),
    ],
)
def test_what_was_typed_stays_on_one_line_and_is_seen(
    capsys: pytest.CaptureFixture[str], typed: str, written: str
) -> None:
    install_logs()
    log.warning("typed", said=typed, inner={"deep": [typed]})
    (line,) = lines(capsys)
    assert (line["event"], line["said"], line["inner"]) == ("typed", written, {"deep": [written]})


def test_the_console_cannot_be_forged_either() -> None:
    console = structlog.dev.ConsoleRenderer(colors=False)
    event = clean(None, "info", {"event": "typed\n[info] forged", "said": "\x1b[31mred\nnext"})
    shown = str(console(None, "info", event))
    assert "\n" not in shown
    assert "\x1b" not in shown


def test_a_forged_message_of_an_exception_stays_within_its_trace(
    capsys: pytest.CaptureFixture[str],
) -> None:
    install_logs()
    try:
        raise ValueError("broken\n2026-01-01 [info] all is well\x1b[2J")
    except ValueError:
        log.exception("work_failed")
    (line,) = lines(capsys)
    trace = str(line["exception"]).splitlines()
    assert {one[:4] for one in trace} == {"  | "}
    assert trace[-1] == "  | 2026-01-01 [info] all is well\\u001b[2J"


def test_a_long_value_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    install_logs()
    log.warning("typed", said="a" * 1_000_000)
    (line,) = lines(capsys)
    assert line["said"] == "a" * LONGEST_VALUE + "… (1000000 characters)"


@pytest.mark.parametrize("name", ["password", "new_password", "token", "Cookie", "csrf_token"])
def test_what_is_secret_by_its_name_is_left_out(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    install_logs()
    log.warning("typed", **{name: "correct horse", "given": {name: "battery"}})
    (line,) = lines(capsys)
    assert (line[name], line["given"]) == ("…", {name: "…"})


def test_libraries_write_lines_like_all_others_without_secrets_of_paths(
    capsys: pytest.CaptureFixture[str],
) -> None:
    install_logs()
    install_logs()
    logging.getLogger("waitress").error("Exception while serving %s", "/reset/" + "s" * 40)
    (line,) = lines(capsys)
    assert line["event"] == "Exception while serving /reset/…"
    assert (line["logger"], line["level"]) == ("waitress", "error")


def test_lines_that_cannot_be_written_break_nothing() -> None:
    with (
        Path("/dev/full").open("wb", buffering=0) as raw,  # as a full disk does
        io.TextIOWrapper(raw, encoding="utf-8", write_through=True) as full,
    ):
        lost = Lines(full)
        assert lost.write("a line\n") == 7
        lost.flush()
    lost.write("after it was closed\n")
