"""Pages drawn as pictures, WebP small and large: what the child process does for the task "draw"."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image

from coalition.ingest.covers import cover
from coalition.ingest.kinds import PDF, identify
from coalition.ingest.reading import Unreadable

# Pixels, width and height: the first of a phone's width twice over in a list, the other to be read.
SIZES = {"small": (160, 320), "large": (1400, 2800)}
_QUALITY = {"small": 40, "large": 75}  # many small ones stand on one page
_EFFORT = 4  # of 6; more takes twice the time for 2 % of the bytes
_CLOSEST = 4.0  # times the printed size, at 72 points an inch: no label is blown up to a poster
_SHARE = 0.5  # of the seconds given: the last page begun may take the rest
_PLAIN = (236, 236, 236)


def programs(_order: Mapping[str, Any]) -> tuple[str, ...]:
    """Return no program: pages are drawn by libraries."""
    return ()


def prepare(order: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """Return what draws the pages `first` to `last` of the order into its folder.

    The files are called 3-small.webp and 3-large.webp. The answer is {"drawn": [3, 7]}: the pages
    drawn before half of the time was over, fewer than asked for perhaps; the last is before the
    first where there is nothing to draw. With "blank" in the order they are left blank sheets.
    """
    path, folder = Path(order["path"]), Path(order["folder"])
    first, last = int(order["first"]), int(order["last"])
    deadline = time.monotonic() + float(order["seconds"]) * _SHARE
    if order.get("blank"):
        return lambda: _drawn(first, _blank(folder, first, last))
    if identify(path, str(order["name"])) is PDF:
        return lambda: _drawn(first, _draw_pages(path, folder, range(first, last + 1), deadline))
    return lambda: _drawn(first, _draw_cover(path, folder) if first == 1 else 0)


def _drawn(first: int, count: int) -> dict[str, Any]:
    return {"drawn": [first, first + count - 1]}


def _draw_pages(path: Path, folder: Path, numbers: range, deadline: float) -> int:
    """Draw pages of a PDF in order; return how many. Raises Unreadable."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise Unreadable("damaged", "pdf") from error
    document.init_forms()  # what was filled in is part of the page
    drawn = 0
    for number in numbers[: max(0, len(document) - numbers.start + 1)]:
        if drawn and time.monotonic() > deadline:
            break
        _write(_page(document, number - 1), folder, number)
        drawn += 1
    return drawn


def _page(document: pdfium.PdfDocument, index: int) -> Image.Image:
    """Draw a page of a PDF, never larger than the larger size; one that fails is a blank sheet."""
    try:
        page = document[index]
        try:
            width, height = page.get_size()
            widest, highest = SIZES["large"]
            scale = min(widest / width, highest / height, _CLOSEST)
            picture: Image.Image = page.render(scale=scale).to_pil()
            return picture.convert("RGB")
        finally:
            page.close()
    except (pdfium.PdfiumError, ValueError, ZeroDivisionError):
        return _sheet()


def _blank(folder: Path, first: int, last: int) -> int:
    for number in range(first, last + 1):
        _write(_sheet(), folder, number)
    return last - first + 1


def _sheet() -> Image.Image:
    return Image.new("RGB", (320, 453), _PLAIN)


def _draw_cover(path: Path, folder: Path) -> int:
    """Draw the picture of its first page a file brings along; return how many there are."""
    picture = cover(path, SIZES["large"])
    if picture is None:
        return 0
    _write(picture, folder, 1)
    return 1


def _write(picture: Image.Image, folder: Path, number: int) -> None:
    """Write a picture in both sizes, never enlarged."""
    for name, size in reversed(SIZES.items()):  # the small one is made of the large one
        picture.thumbnail(size)
        target = folder / f"{number}-{name}.webp"
        picture.save(target, "WEBP", quality=_QUALITY[name], method=_EFFORT)
