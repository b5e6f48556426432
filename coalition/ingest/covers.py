"""The picture of its first page that an office file or a book brings along, decoded within bounds."""

import posixpath
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from PIL import GifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from coalition.ingest.archives import Archive
from coalition.ingest.markup import local, parse
from coalition.ingest.reading import Unreadable

_FORMATS = tuple(
    plugin.format
    for plugin in (
        GifImagePlugin.GifImageFile,
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
    )
)
_MOST_BYTES = 10_000_000
_MOST_PIXELS = 30_000_000  # some 90 MB once decoded
# Where office programs put it: ECMA-376 part 2 §10.4, OpenDocument part 2 §3.7.
_PLACES = (
    "docProps/thumbnail.jpeg",
    "docProps/thumbnail.jpg",
    "docProps/thumbnail.png",
    "Thumbnails/thumbnail.png",
)
_CONTAINER = "META-INF/container.xml"


def cover(path: Path, most: tuple[int, int]) -> Image.Image | None:
    """Return the picture a file brings of its first page, at most so wide and high (pixels).

    None when it brings none, or none that is JPEG, PNG, WebP or GIF, whole and of a sane size; and
    when it is all of one colour, as in the empty files that libraries build theirs from.
    """
    try:
        with Archive(path) as archive:
            name = next((place for place in _PLACES if place in archive), None)
            name = name or _book_cover(archive)
            data = archive.read(name, _MOST_BYTES) if name else b""
    except Unreadable:
        return None
    return _decoded(data, most) if data else None


def _decoded(data: bytes, most: tuple[int, int]) -> Image.Image | None:
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            picture.thumbnail(most)
            seen = on_white(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return None if len(seen.convert("L").getcolors() or "many") == 1 else seen


def on_white(picture: Image.Image) -> Image.Image:
    """Return the picture in plain colours, what is see-through in it white."""
    seen = picture.convert("RGBA")
    sheet = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(sheet, seen).convert("RGB")


def _book_cover(archive: Archive) -> str | None:
    """Return the name of an EPUB's cover picture. Raises Unreadable."""
    if _CONTAINER not in archive:
        return None
    roots = parse(archive.read(_CONTAINER), _CONTAINER).iter("{*}rootfile")
    package_name = next((root.get("full-path", "") for root in roots), "")
    place = _cover_place(parse(archive.read(package_name), package_name))
    if not place:
        return None
    name = posixpath.normpath(posixpath.join(posixpath.dirname(package_name), unquote(place)))
    return name if name in archive else None


def _cover_place(package: etree._Element) -> str:
    """Return where a package says its cover is: by property (EPUB 3) or by a name for it (EPUB 2)."""
    named = {
        element.get("content")
        for element in package.iter()
        if local(element) == "meta" and element.get("name") == "cover"
    }
    for item in package.iter("{*}item"):
        if "cover-image" in item.get("properties", "").split() or item.get("id") in named:
            return item.get("href", "")
    return ""
