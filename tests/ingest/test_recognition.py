"""Pictures of pages give their text, in the language they turn out to be in."""

import json
from pathlib import Path
from typing import Any

import pytest

from coalition.ingest import recognition
from coalition.ingest.programs import find
from coalition.ingest.reader import Budget, run
from coalition.ingest.reading import Unreadable
from tests.conftest import SHARED
from tests.ingest import made
from tests.ingest.conftest import Put
from tests.ingest.made_scan import needs_tesseract, scan

FILES = SHARED / "files"
INTERFACE = ["en", "ar", "es", "fr", "ru", "zh"]
ENGLISH = [
    "The libraries of the world open their doors to everybody",
    "who wants to read, to write and to take part in what is",
    "decided about the network. They lend books and they lend",
    "time: a librarian helps whoever asks, and that is the most",
    "important thing that they do for the people of a town.",
]
FRENCH = [
    "Les bibliothèques du monde ouvrent leurs portes à tous ceux",
    "qui veulent lire, écrire et prendre part à ce qui est décidé",
    "sur le réseau. Elles prêtent des livres et elles prêtent du",
    "temps : une bibliothécaire aide ceux qui le lui demandent,",
    "et c’est là ce qu’elles font de plus précieux dans une ville.",
]

pytestmark = needs_tesseract


def recognise(path: Path, *pages: int, language: str = "", seconds: float = 120) -> dict[str, Any]:
    """Have the confined child recognise the first of these pages that is a picture."""
    return run(
        "recognise",
        path,
        path.name,
        Budget(seconds=seconds),
        pages=list(pages),
        language=language,
        languages=INTERFACE,
    )


def test_lines_of_a_picture_are_joined_to_paragraphs(put: Put) -> None:
    assert recognise(put(scan([ENGLISH])), 1, language="en") == {
        "page": 1,
        "text": " ".join(ENGLISH),
        "language": "en",
    }


@pytest.mark.parametrize("claimed", ["", "en", "xx-not-a-language"])
def test_language_is_found_whatever_the_file_claims(put: Put, tmp_path: Path, claimed: str) -> None:
    if "fra" not in recognition.installed(str(find("tesseract")), tmp_path):
        pytest.skip("TESSERACT HAS NO FRENCH HERE")
    found = recognise(put(scan([FRENCH])), 1, language=claimed)
    assert (found["page"], found["language"]) == (1, "fr")
    assert found["text"].startswith("Les bibliothèques du monde ouvrent leurs portes à tous ceux")


def test_pages_that_are_no_pictures_are_passed_over(put: Put) -> None:
    path = put(made.pdf([["Plain text."], [""]]))
    assert recognise(path, 1, 2) == {"page": 0, "text": "", "language": None}


def test_picture_without_text_has_none(put: Put) -> None:
    found = recognise(put(scan([[], ENGLISH])), 1, 2, language="en")
    assert found == {"page": 1, "text": "", "language": None}


def test_page_that_takes_too_long_has_no_text(put: Put, tmp_path: Path) -> None:
    order = {"path": put(scan([ENGLISH])), "pages": [1], "language": "en", "languages": INTERFACE}
    work = recognition.prepare(order | {"folder": tmp_path, "seconds": 0.01})
    assert work() == {"page": 1, "text": "", "language": None}


def test_file_that_cannot_be_opened_is_refused(put: Put) -> None:
    with pytest.raises(Unreadable) as refusal:
        recognise(put(made.locked(scan([ENGLISH]), "secret")), 1)
    assert refusal.value.code == "damaged"


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "eng"),
        ("en-GB", "eng"),
        ("fr", "fra"),
        ("de", "deu"),
        ("zh", "chi_sim"),
        ("zh-Hant-TW", "chi_tra"),
        ("zh-CN", "chi_sim"),
        ("nb", "nor"),
        ("fa", "fas"),
        ("", ""),
        ("not a tag", ""),
    ],
)
def test_languages_are_called_as_tesseract_calls_them(tag: str, name: str) -> None:
    assert recognition.name_of(tag) == name


@pytest.mark.skipif(not FILES.is_dir(), reason=f"THE REAL FILES ARE NOT THERE: {FILES}")
@pytest.mark.parametrize("name", ["d020_testOCR.pdf", "d021_linn.pdf", "d022_scan_udhr_fra.pdf"])
def test_real_scan_gives_its_words(name: str) -> None:
    manifest = (FILES / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = next(row for row in map(json.loads, manifest) if row["file"] == name)
    pages = [recognise(FILES / name, number)["text"] for number in (1, 2)]
    text = " ".join(pages).casefold()
    assert [word for word in wanted["must_contain"] if word not in text] == []
