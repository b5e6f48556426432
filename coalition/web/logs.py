"""Logs: one line an event on standard error, readable on a terminal and JSON elsewhere."""

import logging
import sys

import structlog


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
            shown,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    for name in ("alembic", "huey", "waitress.queue", "pypdf"):
        logging.getLogger(name).setLevel(logging.WARNING)
