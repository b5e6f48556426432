"""Pages come out as pictures of a bounded size, whatever size they claim."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

from coalition.ingest import drawing
from coalition.ingest.reader import run
from coalition.ingest.reading import Unreadable
from tests.ingest import made
from tests.ingest.conftest import Put

PAGE = ["The library opens at nine."]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder the child may write to."""
    made_for_it = tmp_path / "pictures"
    made_for_it.mkdir()
    return made_for_it


def draw(path: Path, folder: Path, **order: Any) -> list[int]:
    """Have a confined child draw the pages and return the first and last it drew."""
    found: list[int] = run("draw", path, path.name, folder=folder, **order)["drawn"]
    return found


def sizes(folder: Path) -> dict[str, tuple[int, int]]:
    """Return width and height of each picture in the folder."""
    found = {}
    for path in sorted(folder.iterdir()):
        with Image.open(path, formats=["WEBP"]) as picture:
            found[path.name] = picture.size
    return found


def colours(path: Path) -> int:
    """Return how many colours a picture has."""
    with Image.open(path) as picture:
        return len(picture.getcolors(1 << 24) or [])


def resized(width: float, height: float) -> bytes:
    """Give a PDF of one page this large, in points."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(made.pdf([PAGE]))))
    writer.pages[0].mediabox = RectangleObject((0, 0, width, height))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pages_are_drawn_small_and_large(put: Put, folder: Path) -> None:
    path = put(made.pdf([PAGE, PAGE, PAGE]))
    assert draw(path, folder, first=2, last=9) == [2, 3]
    assert sizes(folder) == {
        "2-large.webp": (1400, 1982),
        "2-small.webp": (160, 227),
        "3-large.webp": (1400, 1982),
        "3-small.webp": (160, 227),
    }
    assert colours(folder / "2-large.webp") > 1


@pytest.mark.parametrize(
    ("points", "pixels"),
    [
        ((14_400, 14_400), (1400, 1400)),  # 200 inches, the most a PDF may claim
        ((14_400, 20), (1400, 2)),
        ((20, 14_400), (4, 2800)),
        ((72, 36), (288, 144)),  # four times its size and no more
    ],
)
def test_no_page_is_too_large_to_draw(
    put: Put, folder: Path, points: tuple[int, int], pixels: tuple[int, int]
) -> None:
    draw(put(resized(*points)), folder, first=1, last=1)
    assert sizes(folder)["1-large.webp"] == pixels


def test_a_page_that_fails_is_left_blank_alone(put: Put, folder: Path) -> None:
    path = put(made.pdf([PAGE, PAGE]).replace(b"4 0 R 6 0 R]", b"9 0 R 6 0 R]"))
    assert draw(path, folder, first=1, last=2) == [1, 2]
    assert [colours(folder / f"{number}-large.webp") > 1 for number in (1, 2)] == [False, True]


def test_a_page_that_broke_the_child_can_be_left_blank(put: Put, folder: Path) -> None:
    path = put(made.pdf([PAGE, PAGE]))
    assert draw(path, folder, first=2, last=2, blank=True) == [2, 2]
    assert sizes(folder) == {"2-large.webp": (320, 453), "2-small.webp": (160, 227)}
    assert colours(folder / "2-small.webp") == 1


def test_drawing_stops_when_half_of_the_time_is_over(put: Put, folder: Path) -> None:
    order = {"path": str(put(made.pdf([PAGE] * 3))), "name": "paper.pdf", "folder": str(folder)}
    work = drawing.prepare(order | {"seconds": 0, "first": 1, "last": 3})
    assert work() == {"drawn": [1, 1]}


def test_a_picture_the_file_brings_is_its_first_page(put: Put, folder: Path) -> None:
    picture = BytesIO()
    Image.linear_gradient("L").resize((200, 300)).save(picture, "JPEG")
    content = made.repacked(made.docx(), {"docProps/thumbnail.jpeg": picture.getvalue()})
    path = put(content, "paper.docx")
    assert draw(path, folder, first=1, last=1) == [1, 1]
    assert sizes(folder) == {"1-large.webp": (200, 300), "1-small.webp": (160, 240)}


def test_other_files_have_no_pictures(put: Put, folder: Path) -> None:
    assert draw(put(b"Plain words."), folder, first=1, last=1) == [1, 0]
    assert draw(put(made.docx(), "paper.docx"), folder, first=1, last=1) == [1, 0]
    assert sizes(folder) == {}


@pytest.mark.parametrize("content", [made.locked(made.pdf([PAGE]), "secret"), b"%PDF-1.4\nbroken"])
def test_a_file_that_cannot_be_opened_is_refused(put: Put, folder: Path, content: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        draw(put(content), folder, first=1, last=1)
    assert refusal.value.code == "damaged"
