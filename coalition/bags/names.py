"""Names of files in a bag: safe on every system, in any script, and what they were as far as can be."""

import unicodedata
from pathlib import PurePosixPath

MOST_BYTES = 150  # of a name in UTF-8: systems allow 255 and Windows counts the folders around it
LONGEST_ENDING = 10
# Names that are devices on Windows, whatever their ending.
DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{kind}{n}" for kind in ("com", "lpt") for n in range(1, 10)}
)


def safe_name(file_name: str) -> str:
    """Return the name of a file with letters and digits of any script, in NFC, hyphens between.

    Nothing in it means anything to a system or to a manifest: no separators, quotes, blanks, marks
    of direction, or percent signs.
    """
    name = PurePosixPath(unicodedata.normalize("NFC", file_name).replace("\\", "/")).name
    ending = PurePosixPath(name).suffix
    plain = ending[1:].isascii() and ending[1:].isalnum() and len(ending) <= LONGEST_ENDING + 1
    ending = ending.lower() if plain else ""
    stem = name[: len(name) - len(ending)] if ending else name
    return f"{_cut(_plain(stem))}{ending}"


def _plain(text: str) -> str:
    kept = "".join(
        sign if unicodedata.category(sign)[0] in "LNM" or sign == "_" else " " for sign in text
    )
    short = "-".join(kept.split())
    return f"file-{short}" if not short or short.lower() in DEVICES else short


def _cut(text: str) -> str:
    """Return as many whole characters as have room, in NFC still."""
    cut = text.encode()[:MOST_BYTES].decode(errors="ignore")
    return unicodedata.normalize("NFC", cut).strip("-") or "file"
