"""Sets a document for paper: tagged PDF, by typst, with fonts of our own."""

import json
import unicodedata
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

import structlog
import typst
from flask_babel import gettext as _

from coalition.errors import OutOfOrder
from coalition.printing.codes import runs_of
from coalition.printing.paper import Paper

ROOM = Path(__file__).parent
FOLDER = ROOM / "paper"  # all that the compiler may read
FONTS = ROOM / "fonts"
NOWHERE = str(FOLDER / "packages")  # there is no such folder: packages are neither kept nor fetched
ACCESSIBLE = "ua-1"  # PDF/UA-1, ISO 14289-1: read aloud and in order by assistive software
FIRST_STRONG, ISOLATE_END = "\u2068", "\u2069"  # what is between reads as its own letters do
# names and addresses for programs, and the title, which is also the document's name
SET_AS_THEY_ARE = {
    *("address", "description", "direction", "kind", "language", "look", "page_of", "title", "url"),
}
VERSION = metadata.version("typst")
KEPT_CONTROLS = {"\n", "\t"}

log = structlog.get_logger()


def mark_of(paper: Paper) -> str:
    """Return a mark that is another whenever the document would look or read otherwise."""
    template = (FOLDER / "document.typ").read_text(encoding="utf-8")
    return sha256(f"{VERSION}\0{template}\0{paper!r}".encode()).hexdigest()


def pdf_of(paper: Paper, *, made_at: datetime | None = None) -> bytes:
    """Return the document as PDF/UA-1; the same paper made at the same moment is the same bytes.

    Where a character is in no font at all, it is tagged PDF without the promise of the standard.
    Raises OutOfOrder with a sentence when it cannot be set.
    """
    given = _given(paper)
    at = made_at or datetime.now(UTC)
    try:
        return _set(given, at, [ACCESSIBLE])
    except typst.TypstError as problem:
        log.warning("paper.not_accessible", title=paper.title, reason=problem.message)
    try:
        return _set(given, at, [])
    except typst.TypstError as problem:
        log.error("paper.not_set", title=paper.title, reason=problem.message)
        raise OutOfOrder(
            _("This could not be made into a PDF. Its page on the site shows the same.")
        ) from problem


def _set(given: str, at: datetime, standards: list[Any]) -> bytes:
    """Return the PDF; other threads go on meanwhile, since typst lets go of the interpreter."""
    made = typst.Compiler(
        root=str(FOLDER),
        font_paths=_fonts(),
        package_path=NOWHERE,
        package_cache_path=NOWHERE,
    ).compile(
        input=str(FOLDER / "document.typ"),
        format="pdf",
        sys_inputs={"paper": given},
        pdf_standards=standards,
        timestamp=int(at.timestamp()),
    )
    assert isinstance(made, bytes)  # noqa: S101  # without a path to write to, one PDF comes back
    return made


@cache
def _fonts() -> typst.Fonts:
    """Return our fonts, and those of the system for what ours do not have."""
    return typst.Fonts(
        include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def _given(paper: Paper) -> str:
    """Return what the template is given, as JSON."""
    direction = "rtl" if paper.is_right_to_left else "ltr"
    data = {
        **asdict(paper),
        "direction": direction,
        "code": runs_of(paper.address) if paper.code_text else [],
        "parts": [{**asdict(part), "kind": part.kind} for part in paper.parts],
    }
    return json.dumps(_isolated(data, direction), ensure_ascii=False)


def _isolated(value: Any, direction: str, name: str = "") -> Any:
    """Return the data with what reads the other way set apart, so that its full stop stays with it.

    Characters that nobody can see, such as controls and halves, are left out.
    """
    if isinstance(value, str):
        shown = "".join(letter for letter in value if _is_shown(letter))
        if name in SET_AS_THEY_ARE or _direction_of(shown) in {"", direction}:
            return shown
        return "\n".join(f"{FIRST_STRONG}{line}{ISOLATE_END}" for line in shown.split("\n"))
    if isinstance(value, dict):
        return {key: _isolated(one, direction, key) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_isolated(one, direction, name) for one in value]
    return value


def _direction_of(text: str) -> str:
    """Return the way the first letter of a text is read, or nothing where there is no letter."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return ""


def _is_shown(letter: str) -> bool:
    return letter in KEPT_CONTROLS or unicodedata.category(letter) not in {"Cc", "Cs", "Cn", "Co"}
