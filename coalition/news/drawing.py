"""Pictures of posts: each file is drawn anew, small and large, by a confined process of its own."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask_babel import gettext as _

from coalition.errors import Invalid
from coalition.ingest import reader
from coalition.ingest.reading import Unreadable
from coalition.library import picture_store

MOST_MEGABYTES = 10  # of a file that is sent


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as WebP, small and large, with the size of the large one in pixels."""

    small: bytes
    large: bytes
    width: int
    height: int


def draw(stream: BinaryIO, name: str) -> Drawn:
    """Return a JPEG, PNG or WebP file drawn anew, without what it says of place and camera.

    Raises Invalid, with a sentence for the field "file", for anything else.
    """
    data = stream.read(MOST_MEGABYTES * 1_000_000 + 1)
    if len(data) > MOST_MEGABYTES * 1_000_000:
        raise Invalid(
            fields={
                "file": _(
                    "The picture is larger than %(most)d MB. Make it smaller and try again.",
                    most=MOST_MEGABYTES,
                )
            }
        )
    with tempfile.TemporaryDirectory(prefix="picture-") as folder:
        path = Path(folder) / "picture"
        path.write_bytes(data)
        drawn = Path(folder) / "drawn"
        drawn.mkdir()
        try:
            reader.run("picture", path, name, folder=drawn)
        except Unreadable:
            raise _refusal() from None
        small, large = (
            picture_store.checked(drawn / f"1-{size}.webp") for size in ("small", "large")
        )
    if small is None or large is None:
        raise _refusal()
    width, height = picture_store.dimensions_of(large) or (0, 0)
    return Drawn(small, large, width, height)


def _refusal() -> Invalid:
    sentence = _("This is no picture that can be shown. Take a JPEG, PNG or WebP file.")
    return Invalid(fields={"file": sentence})
