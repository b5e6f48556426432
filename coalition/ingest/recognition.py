"""Text recognised from pictures of pages by tesseract: what the child process does for "recognise"."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

import langcodes
import pypdfium2 as pdfium

from coalition.ingest.flow import to_paragraphs
from coalition.ingest.language import detect
from coalition.ingest.normalise import clean, mend_hyphens, vocabulary
from coalition.ingest.pdf.pictures import has_picture
from coalition.ingest.programs import find, run
from coalition.ingest.reading import Unreadable

PROGRAM = "tesseract"
_INCH = 300  # dots; below it small print is misread, above it nothing is won
_MOST_PIXELS = 20_000_000  # a page of A3 at 300 dots an inch is 17 million
_MOST_BYTES = 1_000_000  # of text; a page of small print has some 10,000
_SECONDS = 10.0  # to tell which languages there are
_RUNNING_TEXT = 200  # characters from which on the language of a page can be told
# Names of tesseract's that are not those of ISO 639-2/T.
_NAMES = {
    "zh": "chi_sim",
    "zh-Hant": "chi_tra",
    "zh-TW": "chi_tra",
    "zh-HK": "chi_tra",
    "nb": "nor",
    "nn": "nor",
    "ku": "kmr",
}


def programs(_order: Mapping[str, Any]) -> tuple[str, ...]:
    """Return where tesseract is. Raises Unreadable "scan" when it is not installed."""
    found = find(PROGRAM)
    if found is None:
        raise Unreadable("scan", PROGRAM)
    return (found,)


def prepare(order: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """Return what recognises the first of the order's `pages` that is a picture.

    `language` is what the file or its record says (BCP 47, may be empty), `languages` are those to
    expect otherwise. The answer is {"page": 3, "text": "…", "language": "fr"}: no text when none
    was found, language None when it is not clear; page 0 when no page is a picture.
    """
    path, pages = Path(order["path"]), [int(number) for number in order["pages"]]
    seconds = float(order["seconds"]) * 0.9  # it takes some to draw the page and to answer
    reader = _Reader(programs(order)[0], Path(order["folder"]), monotonic() + seconds)
    return lambda: _recognise(path, pages, reader, str(order["language"]), order["languages"])


def _recognise(
    path: Path, pages: Sequence[int], reader: "_Reader", language: str, languages: Sequence[str]
) -> dict[str, Any]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise Unreadable("damaged", "pdf") from error
    number = next((number for number in pages if _is_picture(document, number)), 0)
    if not number:
        return {"page": 0, "text": "", "language": None}
    text, found = "", None
    try:
        reader.take(document[number - 1])
        text, found = _text_of(reader, language, languages)
    except (Unreadable, pdfium.PdfiumError, ValueError, OSError):
        pass  # this page has no text, the others may have
    return {"page": number, "text": text, "language": found}


def _is_picture(document: pdfium.PdfDocument, number: int) -> bool:
    try:
        return has_picture(document[number - 1])
    except (pdfium.PdfiumError, ValueError, IndexError):
        return False


def _text_of(reader: "_Reader", claimed: str, expected: Iterable[str]) -> tuple[str, str | None]:
    """Return a page's text and its language: as claimed, if that proves right, else as it shows.

    Models of one script tell its languages apart well enough, and one alone is many times faster
    than all together, which are left for what nobody can read with the first.
    """
    known = installed(reader.program, reader.folder)
    usual = [name for name in map(name_of, expected) if name in known] or known
    if not usual:
        return "", None
    is_claimed = name_of(claimed) in known
    name = name_of(claimed) if is_claimed else usual[0]
    text = reader.text([name])
    found = detect(text, claimed or None)
    if not found and not (is_claimed and len(text) < _RUNNING_TEXT):
        broad = reader.text(usual)
        found = detect(broad)
        if found or not is_claimed:
            text, name = broad, ""
    own = name_of(found or "")
    return (reader.text([own]) if own in known and own != name else text), found


@cache
def name_of(tag: str) -> str:
    """Return what tesseract calls a language (BCP 47); empty for one that has no such name."""
    if not tag:
        return ""
    try:
        language = langcodes.get(tag)
        own = _NAMES.get(tag) or _NAMES.get(f"{language.language}-{language.script}")
        return own or _NAMES.get(language.language or "") or language.to_alpha3()
    except (LookupError, ValueError):  # it has no three letters, or is no tag
        return ""


def installed(program: str, folder: Path) -> list[str]:
    """Return what the program calls the languages that are installed."""
    arguments = ["--list-langs"]
    said = run(program, arguments, folder=folder, seconds=_SECONDS, most_bytes=_MOST_BYTES)
    names = [line.strip() for line in said.decode("utf-8", "replace").splitlines()]
    return [name for name in names if name and " " not in name and name != "osd"]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Tesseract at one page, whose picture lies in the folder, until the deadline (monotonic)."""

    program: str
    folder: Path
    deadline: float

    def take(self, page: pdfium.PdfPage) -> None:
        """Draw the page in shades of grey, at 300 dots an inch or as many as fit."""
        width, height = page.get_size()
        scale = min(_INCH / 72, math.sqrt(_MOST_PIXELS / (width * height)))
        page.render(scale=scale, grayscale=True).to_pil().save(self.folder / "page.pgm")

    def text(self, names: Sequence[str]) -> str:
        """Return the text of the page in these languages. Raises Unreadable."""
        # without the setting, a space stands between any two Chinese characters
        spacing = ["-c", "preserve_interword_spaces=1"]
        said = self._run(["page.pgm", "-", "-l", "+".join(names), "--dpi", str(_INCH), *spacing])
        plain = clean(said.decode("utf-8", "replace"))
        return to_paragraphs(mend_hyphens(plain, vocabulary(plain)))

    def _run(self, arguments: Sequence[str]) -> bytes:
        left = max(0.0, self.deadline - monotonic())
        return run(
            self.program, arguments, folder=self.folder, seconds=left, most_bytes=_MOST_BYTES
        )
