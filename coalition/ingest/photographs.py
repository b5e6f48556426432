"""A picture drawn anew, WebP small and large: what the child process does for the task "picture"."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from coalition.ingest.covers import on_white
from coalition.ingest.reading import Unreadable

SIZES = {"large": (1400, 2800), "small": (640, 1280)}  # pixels, width and height
_QUALITY = {"large": 75, "small": 60}
_EFFORT = 4  # of 6; more takes twice the time for 2 % of the bytes
_MOST_PIXELS = 50_000_000  # some 150 MB once decoded: what large cameras make
_FORMATS = tuple(
    plugin.format
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
    )
)


def programs(_order: Mapping[str, Any]) -> tuple[str, ...]:
    """Return no program: pictures are drawn by a library."""
    return ()


def prepare(order: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """Return what draws the picture of the order into its folder, as 1-small.webp and 1-large.webp.

    It is turned as its camera says, and what it tells of place and camera is left behind. The
    answer is {"drawn": [1, 1]}; raises Unreadable for what is no JPEG, PNG or WebP of a sane size.
    """
    path, folder = Path(order["path"]), Path(order["folder"])

    def work() -> dict[str, Any]:
        picture = _decoded(path)
        for name, size in SIZES.items():  # the small one is made of the large one
            picture.thumbnail(size)
            target = folder / f"1-{name}.webp"
            picture.save(target, "WEBP", quality=_QUALITY[name], method=_EFFORT)
        return {"drawn": [1, 1]}

    return work


def _decoded(path: Path) -> Image.Image:
    try:
        with Image.open(path, formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise Unreadable("too-big", "picture")
            picture.draft("RGB", SIZES["large"])  # a JPEG is decoded smaller at once
            return on_white(ImageOps.exif_transpose(picture))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unreadable("damaged", "picture") from error
