"""Pictures of the first page that files bring along are taken within bounds, or left."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from coalition.ingest.covers import cover
from tests.ingest import made
from tests.ingest.conftest import Put

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)


def picture(form: str, size: tuple[int, int] = (60, 90), mode: str = "RGB") -> bytes:
    """Give a green picture of this form with a black corner; green is see-through in mode RGBA."""
    out = BytesIO()
    drawn = Image.new(mode, size, (0, 128, 0, 0)[: len(mode)])
    drawn.paste((0, 0, 0, 255)[: len(mode)], (0, 0, 30, 30))
    drawn.save(out, form)
    return out.getvalue()


def book(package: str, place: str = "OEBPS/images/front page.png") -> bytes:
    """Give an EPUB with this package and a picture."""
    return made.zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": f'<package xmlns="http://www.idpf.org/2007/opf">{package}</package>',
            place: picture("PNG"),
        }
    )


@pytest.mark.parametrize(
    ("place", "form"),
    [
        ("docProps/thumbnail.jpeg", "JPEG"),
        ("docProps/thumbnail.png", "PNG"),
        ("Thumbnails/thumbnail.png", "PNG"),
        ("Thumbnails/thumbnail.png", "GIF"),  # told by its content, as everything is
        ("docProps/thumbnail.jpeg", "WEBP"),
    ],
)
def test_picture_of_an_office_file_is_found(put: Put, place: str, form: str) -> None:
    found = cover(put(made.zipped({place: picture(form)})), (1400, 2800))
    assert found is not None
    assert (found.mode, found.size) == ("RGB", (60, 90))


@pytest.mark.parametrize(
    "package",
    [
        '<manifest><item href="images/front%20page.png" properties="svg cover-image"/></manifest>',
        '<metadata><meta name="cover" content="c"/></metadata>'
        '<manifest><item id="c" href="images/front%20page.png"/></manifest>',
    ],
    ids=["EPUB 3", "EPUB 2"],
)
def test_cover_of_a_book_is_found(put: Put, package: str) -> None:
    found = cover(put(book(package)), (30, 30))
    assert found is not None
    assert found.size == (20, 30)


@pytest.mark.parametrize(
    "package",
    [
        "",
        '<manifest><item href="../../etc/passwd" properties="cover-image"/></manifest>',
        '<manifest><item properties="cover-image"/></manifest>',
    ],
)
def test_book_without_a_cover_has_none(put: Put, package: str) -> None:
    assert cover(put(book(package)), (1400, 2800)) is None


def test_what_is_see_through_is_white(put: Put) -> None:
    path = put(made.zipped({"Thumbnails/thumbnail.png": picture("PNG", mode="RGBA")}))
    found = cover(path, (1400, 2800))
    assert found is not None
    assert found.getpixel((59, 89)) == (255, 255, 255)


def test_picture_of_one_colour_is_none(put: Put) -> None:
    white = BytesIO()
    Image.new("RGB", (60, 90), "white").save(white, "JPEG")
    path = put(made.zipped({"docProps/thumbnail.jpeg": white.getvalue()}))
    assert cover(path, (1400, 2800)) is None


def vast() -> bytes:
    """Give a PNG that claims 40,000 by 40,000 pixels in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0"))


@pytest.mark.parametrize(
    "data", [b"", b"no picture", vast(), picture("TIFF"), picture("BMP"), picture("PNG")[:-60]]
)
def test_picture_that_is_none_or_too_large_is_left(put: Put, data: bytes) -> None:
    path = put(made.zipped({"docProps/thumbnail.jpeg": data}))
    assert cover(path, (1400, 2800)) is None
