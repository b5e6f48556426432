"""Logs: one line an event on standard error, readable on a terminal and JSON elsewhere.

Whatever others typed may end in a value. No value ends its line, moves the cursor of a terminal,
turns the direction of what follows or fills the disk; what is secret by its name is left out.
"""

import io
import logging
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

LONGEST_VALUE = 2_000  # characters
LONGEST_TRACE = 20_000
DEEPEST = 4  # of values within values
MOST_VALUES = 50
# control characters, separators of lines, and what turns the direction of text or hides in it
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
SECRET_NAMES = re.compile(
    r"password|secret|token|cookie|authorization|csrf|recovery|body", re.IGNORECASE
)
TRACES = frozenset({"exception", "stack"})
LIKE_SECRET = re.compile(r"(?<=/)[^/\s]{20,}")  # in a path that the server writes into a sentence
OTHERS = "coalition.others"  # the name of the handler that takes the lines of libraries


class Others(logging.Handler):
    """What libraries log by Python's own means, as lines like all others."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record of a library."""
        said = LIKE_SECRET.sub("…", record.getMessage())
        structlog.get_logger(record.name).log(
            record.levelno, said, logger=record.name, exc_info=record.exc_info
        )


class Lines(io.TextIOBase):
    """Where lines go; one that cannot be written, for the disk is full, is lost and breaks nothing."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text, or lose it."""
        with suppress(OSError, ValueError):  # ValueError: it was closed
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Let what was written be seen."""
        with suppress(OSError, ValueError):
            self._stream.flush()


def install_logs() -> None:
    """Send all logs to standard error, so that commands can print results on standard output."""
    shown: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            clean,
            shown,
        ],
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, Lines(sys.stderr))),
        cache_logger_on_first_use=False,
    )
    for name in ("alembic", "huey", "pypdf"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # one line for every request that waits, when many do: the metrics tell that better
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    root = logging.getLogger()
    if not any(handler.get_name() == OTHERS for handler in root.handlers):
        handler = Others()
        handler.set_name(OTHERS)
        root.addHandler(handler)


def clean(
    _logger: Any, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Return an event whose names and values are safe to write."""
    return {
        harmless(str(name))[:LONGEST_VALUE]: _trace(value)
        if name in TRACES and isinstance(value, str)
        else _value(name, value)
        for name, value in event.items()
    }


def harmless(text: str) -> str:
    """Return a text on one line, with characters that are not seen written by their numbers."""
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _value(name: object, value: object, depth: int = 0) -> Any:
    """Return a value as it may be written: numbers as they are, text on one line, bounded."""
    if SECRET_NAMES.search(str(name)):
        return "…"
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth < DEEPEST and isinstance(value, Mapping):
        few = list(value.items())[:MOST_VALUES]
        return {harmless(str(key)): _value(key, inner, depth + 1) for key, inner in few}
    if depth < DEEPEST and isinstance(value, list | tuple | set | frozenset):
        return [_value("", inner, depth + 1) for inner in list(value)[:MOST_VALUES]]
    return _cut(harmless(str(value)), LONGEST_VALUE)


def _trace(text: str) -> str:
    """Return the lines of a traceback, each marked as one, its end kept where it is too long."""
    kept = text if len(text) <= LONGEST_TRACE else "…" + text[-LONGEST_TRACE:]
    return "\n".join("  | " + harmless(line) for line in re.split(r"\r?\n", kept))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"
