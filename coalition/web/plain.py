"""Text as feeds, tables and citations can hold it: one line, and nothing that cannot be printed."""

import re

# What XML 1.0 has no way to write, line ends, and the controls that no reader shows.
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")


def one_line(text: str) -> str:
    """Return text on one line without control characters."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())
