"""Bags that were spoiled, or made to do harm: refused with a sentence, and nothing is changed."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.bags.opening import NotOurBag, opened
from coalition.database import db
from coalition.library import fixity
from coalition.library.models import Document, File
from coalition.members.models import Organisation
from coalition.web.site import settings
from tests.bags.conftest import run, sealed
from tests.conftest import make_person
from tests.preservation.conftest import flip

FIRST = "data/documents/1/versions/1/reading-rooms.txt"
DOCUMENT = "metadata/documents/1/document.json"
TABLES = (Document, File, Organisation)


def changed(name: str, before: str, after: str) -> Callable[[Path], object]:
    """Return what changes a text in a file of a bag and seals it again."""

    def change(bag: Path) -> None:
        path = bag / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
        sealed(bag)

    return change


def added(name: str, *, seal: bool = False) -> Callable[[Path], object]:
    """Return what adds a file to a bag."""

    def add(bag: Path) -> None:
        path = bag / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("What is this?")
        if seal:
            sealed(bag)

    return add


def earlier(name: str) -> Callable[[Path], object]:
    """Return what adds the bag's own log once more, as an earlier one; without a name by its end."""

    def add(bag: Path) -> None:
        log = bag / "metadata/audit.jsonl"
        end = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])["digest"]
        path = bag / "metadata/earlier" / (name or f"audit-{end[:16]}.jsonl")
        path.parent.mkdir()
        shutil.copy(log, path)
        sealed(bag)

    return add


def link(bag: Path) -> None:
    """Put a link to a file outside into the place of one."""
    (bag / FIRST).unlink()
    (bag / FIRST).symlink_to("/etc/hostname")


def outside(bag: Path) -> None:
    """Name a file outside in the manifest."""
    with (bag / "manifest-sha256.txt").open("a") as file:
        file.write(f"{'0' * 64}  data/../../outside.txt\n")


def twice(bag: Path) -> None:
    """Name a file in the manifest once more."""
    with (bag / "manifest-sha256.txt").open("a") as file:
        file.write(f"{'0' * 64}  {FIRST}\n")


def without_profile(bag: Path) -> None:
    """Take away what tells that it is ours."""
    info = bag / "bag-info.txt"
    lines = info.read_text(encoding="utf-8").splitlines(keepends=True)
    info.write_text("".join(line for line in lines if not line.startswith("Coalition-")))
    sealed(bag)


def without_versions(bag: Path) -> None:
    """Take away all versions of a document."""
    path = bag / DOCUMENT
    said = json.loads(path.read_text(encoding="utf-8")) | {"versions": []}
    path.write_text(json.dumps(said), encoding="utf-8")
    sealed(bag)


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "flipped byte": (lambda bag: flip(bag / FIRST), "validation failed"),
    "flipped tag": (lambda bag: flip(bag / DOCUMENT), "validation failed"),
    "missing file": (lambda bag: (bag / FIRST).unlink(), "Payload-Oxum validation failed"),
    "missing tag file": (lambda bag: (bag / DOCUMENT).unlink(), "was not found on filesystem"),
    "extra file": (added("data/more.txt"), "Payload-Oxum validation failed"),
    "extra tag file": (added("metadata/more.txt"), "No manifest lists"),
    "no manifest": (lambda bag: (bag / "manifest-sha256.txt").unlink(), "No manifest files"),
    "path outside": (outside, "is unsafe"),
    "named twice": (twice, "multiple times"),
    "link": (link, "is a link"),
    "fetch": (added("fetch.txt"), "fetch.txt"),
    "not a bag": (lambda bag: (bag / "bagit.txt").unlink(), "Expected bagit.txt"),
    "wrong profile": (without_profile, "not of this program"),
    "other form": (changed("bag-info.txt", "Bag-Version: 1", "Bag-Version: 2"), "reads 1"),
}
UNFIT: dict[str, tuple[Callable[[Path], object], str]] = {
    "unknown state": (changed(DOCUMENT, '"published"', '"everywhere"'), "Invalid enum value"),
    "other number": (changed(DOCUMENT, '"id": 1,', '"id": 7,'), "is of document 7"),
    "no moment": (changed(DOCUMENT, '"revision": ', '"revision": "x'), "not as it has to be"),
    "unknown organisation": (
        changed(DOCUMENT, '"organisation_id": 1', '"organisation_id": 9'),
        "names an organisation that is not in the bag",
    ),
    "other file": (changed(DOCUMENT, "versions/1/", "versions/2/"), "another SHA-256"),
    "another's file": (added("data/documents/1/versions/9/x.txt", seal=True), "Oxum"),
    "no version": (without_versions, "has to have versions 1, 2, 3"),
    "link that is run": (
        changed("metadata/organisations.jsonl", "https://rrt", "javascript://rrt"),
        "metadata/organisations.jsonl, line 2 is not as it has to be",
    ),
    "set of nothing": (changed(DOCUMENT, '"subject:1"', '"subject:x"'), "not as it has to be"),
    "no time zone": (
        changed("metadata/meetings.jsonl", '"timezone":"', '"timezone":"../'),
        "is no time zone",
    ),
    "too large a number": (
        changed(DOCUMENT, '"revision": ', '"revision": 9999999999999999999'),
        "fit together",
    ),
    "act without digest": (
        changed("metadata/audit.jsonl", '"digest": "', '"digest": "/../../'),
        "metadata/audit.jsonl cannot be read",
    ),
    "earlier log of another name": (
        earlier("audit-0123456789abcdef.jsonl"),
        "is not named after the end of an audit log",
    ),
    "earlier log that leads outside": (
        earlier("..%2f..%2faudit.jsonl"),
        "is not named after the end of an audit log",
    ),
    "no earlier log": (
        added("metadata/earlier/audit-0123456789abcdef.jsonl", seal=True),
        "metadata/earlier/audit-0123456789abcdef.jsonl cannot be read",
    ),
    "folder of earlier logs": (
        added("metadata/earlier/more/audit-0123456789abcdef.jsonl", seal=True),
        "is not named after the end of an audit log",
    ),
    "own log once more": (earlier(""), "metadata/audit.jsonl is in it twice"),
    "two subjects of one name": (
        changed(
            "metadata/subjects.jsonl", "\n", '\n{"id":9,"name":"Public access","position":2}\n'
        ),
        "does not fit together",
    ),
}


@pytest.mark.parametrize("what", [*SPOILED])
def test_spoiled_bag_is_refused(spoilable: Path, app: Flask, what: str) -> None:
    spoil, sentence = SPOILED[what]
    spoil(spoilable)
    with pytest.raises(NotOurBag) as refused, opened(spoilable, settings().instance):
        pass
    assert sentence in str(refused.value)


@pytest.mark.parametrize("what", [*UNFIT])
def test_what_does_not_fit_changes_nothing(spoilable: Path, elsewhere: Flask, what: str) -> None:
    spoil, sentence = UNFIT[what]
    spoil(spoilable)
    with elsewhere.app_context():
        make_person("keeper@example.org", coordinator=True)
    said = run(elsewhere, "bag", "import", str(spoilable), status=1)
    assert sentence in said
    with elsewhere.app_context():
        counts = [db.session.scalar(sa.select(sa.func.count()).select_from(m)) for m in TABLES]
        assert counts == [0, 0, 0]
        assert list(fixity.store().digests()) == []
        assert [*(settings().instance / "bags").glob("*")] == []
        db.session.remove()


def test_installation_that_holds_something_is_left_alone(
    spoilable: Path, library: Document, app: Flask
) -> None:
    said = run(app, "bag", "import", str(spoilable), status=1)
    assert "holds documents already, and nothing is ever overwritten" in said


def zipped(place: Path, *entries: zipfile.ZipInfo | str, content: bytes = b"x") -> Path:
    """Write a ZIP with these entries, as they are."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            archive.writestr(entry, content)
    return place


def linked(name: str) -> zipfile.ZipInfo:
    """Return the entry of a link."""
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return entry


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        (["../bag/bagit.txt"], "leads outside"),
        (["/bag/bagit.txt"], "leads outside"),
        (["bag/a\\..\\b.txt"], "leads outside"),
        (["C:/bag/bagit.txt"], "leads outside"),
        ([linked("bag/data/x")], "is a link"),
        (["bag/data/A.txt", "bag/data/a.txt"], "is in it twice"),
        (["bag/data/\u00e9.txt", "bag/data/e\u0301.txt"], "is in it twice"),
        (["one/bagit.txt", "two/bagit.txt"], "has to hold one folder"),
        (["bagit.txt"], "has to hold one folder"),
        (["bag/other.txt"], "Expected bagit.txt"),
    ],
)
def test_zip_that_may_do_harm_is_refused(
    tmp_path: Path, entries: list[zipfile.ZipInfo | str], sentence: str
) -> None:
    place = zipped(tmp_path / "bag.zip", *entries)
    with pytest.raises(NotOurBag) as refused, opened(place, tmp_path / "scratch"):
        pass
    assert sentence in str(refused.value)
    assert [*(tmp_path / "scratch").iterdir()] == []


def test_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    place = zipped(tmp_path / "bag.zip", "bag/data/zeros", content=bytes(60_000_000))
    with pytest.raises(NotOurBag, match="would unpack to 60 MB"), opened(place, tmp_path):
        pass


def test_broken_zip_is_refused(tmp_path: Path, shelf: Path) -> None:
    place = tmp_path / "bag.zip"
    place.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(NotOurBag, match="no whole ZIP file"), opened(place, tmp_path):
        pass
    zipped(place, "bag/data/x", content=b"Reading rooms open the network. " * 100)
    packed = bytearray(place.read_bytes())
    packed[30 + len("bag/data/x")] = 0xFF  # the first byte of what is packed: no such kind of block
    place.write_bytes(packed)
    with pytest.raises(NotOurBag, match="no whole ZIP file"), opened(place, tmp_path / "scratch"):
        pass
    with pytest.raises(NotOurBag, match="no bag at"), opened(tmp_path / "none", tmp_path):
        pass


def test_zip_of_another_program_is_taken_as_a_folder_is(spoilable: Path, tmp_path: Path) -> None:
    place = shutil.make_archive(str(tmp_path / "packed"), "zip", spoilable.parent, spoilable.name)
    with opened(Path(place), tmp_path / "scratch") as found:
        assert (found.content, found.file_count) == ("library", 8)
