"""The pictures of pages on disk: one folder a file, known by its digest, derived and made again.

What a drawing child wrote is not trusted and never decoded here: only a WebP file of the simplest
form (RIFF, one chunk "VP8 "; RFC 6386 §9.1, RFC 9649 §2.5) of a bounded size is taken in.
"""

import os
import shutil
import stat
import struct
from contextlib import suppress
from pathlib import Path
from typing import Literal

from coalition.errors import NotFound
from coalition.library.storage import DIGEST
from coalition.web.site import settings

Size = Literal["small", "large"]
SIZES: tuple[Size, ...] = ("small", "large")
MOST_BYTES = 3_000_000
MOST_PIXELS = 4_000  # of width or height
_HEAD = struct.Struct("<4sI4s4sI3s3sHH")  # ends with the width and height of the first frame
_START_CODE = b"\x9d\x01\x2a"
_LENGTH_MASK = 0x3FFF  # the two highest bits are a scaling


def path_of(digest: str, page: int, size: Size) -> Path:
    """Return where the picture of a page is. Raises NotFound when there is none."""
    path = _folder(digest) / f"{page}-{size}.webp"
    if not path.is_file():
        raise NotFound
    return path


def has(digest: str, page: int) -> bool:
    """Tell whether both pictures of a page are there."""
    return all((_folder(digest) / f"{page}-{size}.webp").is_file() for size in SIZES)


def dimensions(digest: str, page: int, size: Size) -> tuple[int, int] | None:
    """Return width and height of a picture in pixels; None when there is none."""
    try:
        with path_of(digest, page, size).open("rb") as file:
            return dimensions_of(file.read(_HEAD.size))
    except (NotFound, FileNotFoundError):
        return None


def is_blank(digest: str, page: int) -> bool:
    """Tell whether a page that could not be drawn was left a blank sheet: it has one size only."""
    return dimensions(digest, page, "small") == dimensions(digest, page, "large")


def take_in(folder: Path, digest: str, page: int) -> bool:
    """Keep both pictures a child drew of a page; False when they are not there or not whole."""
    drawn = {size: checked(folder / f"{page}-{size}.webp") for size in SIZES}
    target = _folder(digest)
    target.mkdir(parents=True, exist_ok=True)
    for size, data in drawn.items():
        if data is None:
            return False
        place = target / f"{page}-{size}.webp"
        unfinished = place.with_suffix(".unfinished")
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # one that a power cut left empty would stay for ever
        unfinished.replace(place)
    return True


def discard(digest: str) -> None:
    """Remove the pictures of a file; nothing happens when there are none."""
    folder = _folder(digest)
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)
    for above in (folder.parent, folder.parent.parent):
        with suppress(OSError):  # others are still in it, or it never was
            above.rmdir()


def _folder(digest: str) -> Path:
    if not DIGEST.fullmatch(digest):
        raise NotFound
    return settings().pictures_folder / digest[:2] / digest[2:4] / digest


def checked(path: Path) -> bytes | None:
    """Return a child's picture when it is a file of its own, of the form and size it must have."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        data = file.read(MOST_BYTES + 1)
    is_whole = len(data) <= MOST_BYTES and dimensions_of(data, len(data)) is not None
    return data if is_whole else None


def dimensions_of(head: bytes, length: int | None = None) -> tuple[int, int] | None:
    """Return width and height a WebP file tells at its start; `length` is what it must say it has."""
    if len(head) < _HEAD.size:
        return None
    riff, said, webp, chunk, _, _, code, width, height = _HEAD.unpack_from(head)
    if (riff, webp, chunk, code) != (b"RIFF", b"WEBP", b"VP8 ", _START_CODE):
        return None
    width, height = width & _LENGTH_MASK, height & _LENGTH_MASK
    is_sane = 0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS
    return (width, height) if is_sane and length in (None, said + 8) else None
