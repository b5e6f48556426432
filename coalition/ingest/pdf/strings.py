"""Strings as pdfium gives them: asked for twice, first for their size, as UTF-16."""

import ctypes
from collections.abc import Callable
from typing import Any

LONGEST = 200_000  # bytes; a value or a note that is longer is no text anybody wrote


def told(ask: Callable[..., int], *about: Any, longest: int = LONGEST) -> str:
    """Return what a function of pdfium's tells of these handles; "" when that is nothing.

    Such a function takes the handles, a buffer and its size in bytes, and returns the size that
    is needed, with the two bytes of the NUL at the end.
    """
    size = int(ask(*about, None, 0))
    if not 2 < size <= longest:
        return ""
    units = (ctypes.c_ushort * (size // 2 + 1))()
    ask(*about, units, size)
    return bytes(units).decode("utf-16-le", "ignore").rstrip("\0")


def unpacked(text: str) -> str:
    """Return a text whose UTF-16 was taken for single bytes, as of names of files, as was meant."""
    if not text.startswith(("þÿ", "ÿþ")):
        return text
    return text.encode("latin-1", "ignore").decode("utf-16", "ignore")


def line(text: str, longest: int) -> str:
    """Return a text on one line, cut after `longest` characters."""
    return " ".join(text.replace("\0", "").split())[:longest]
