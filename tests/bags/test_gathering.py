"""What bags hold: of one document for its reader, of the library for coordinators and for all."""

import errno
import io
import json
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.audit.models import Act
from coalition.bags import writing
from coalition.bags.names import safe_name
from coalition.database import db, transaction
from coalition.library.models import Document, File, Screening
from coalition.records.formats.catalogue import BY_KEY
from coalition.web.site import address_of
from tests.bags.conftest import is_whole, packed, run
from tests.conftest import Someone, make_person
from tests.preservation.conftest import flip, path_of


def unpacked(content: bytes, folder: Path) -> Path:
    """Unpack a ZIP and return the bag in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    (found,) = folder.iterdir()
    return found


def bag_for(who: Someone, document_id: int, folder: Path) -> Path:
    """Return the bag of a document as this reader takes it along."""
    with who.client.get(f"/library/{document_id}/bag.zip") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
        named = f"filename=document-{document_id}.zip"
        assert named in answer.headers["Content-Disposition"]
        return unpacked(answer.data, folder)


def status_for(who: Someone, document_id: int) -> int:
    """Return what asking for the bag of a document is answered with."""
    with who.client.get(f"/library/{document_id}/bag.zip") as answer:
        return answer.status_code


def files_of(bag: Path, below: str = "") -> list[str]:
    """Return the names of the files of a bag, or of those in a folder of it."""
    found = (path for path in (bag / below).rglob("*") if path.is_file())
    return sorted(path.relative_to(bag).as_posix() for path in found)


def info_of(bag: Path) -> list[str]:
    """Return the lines of bag-info.txt."""
    return (bag / "bag-info.txt").read_text(encoding="utf-8").splitlines()


def test_bag_of_a_document_has_its_record_and_all_versions(
    library: Document, anonymous: Someone, tmp_path: Path
) -> None:
    bag = bag_for(anonymous, library.id, tmp_path / "unpacked")
    assert bag.name == "document-1"
    assert is_whole(bag)
    assert files_of(bag, "data") == [
        "data/versions/1/reading-rooms.txt",
        "data/versions/2/reading-rooms-2.txt",
        "data/versions/3/قاعة-المطالعة-1.txt",
        "data/versions/4/reading-rooms-2.txt",
    ]
    endings = [
        BY_KEY[key].ending for key in ("json-ld", "datacite", "dublin-core") if key in BY_KEY
    ]
    described = sorted(f"metadata/record.{ending}" for ending in ("json", *endings))
    assert files_of(bag, "metadata") == described
    record = json.loads((bag / "metadata/record.json").read_bytes())
    assert record["title"] == "Reading rooms & the <network>"
    assert [(one["path"], one["missing"]) for one in record["editions"]] == [
        (path, "") for path in files_of(bag, "data")
    ]
    size = sum((bag / name).stat().st_size for name in files_of(bag, "data"))
    assert f"Payload-Oxum: {size}.4" in info_of(bag)
    address = address_of("library.detail", document_id=library.id)
    assert f"External-Identifier: {address}" in info_of(bag)


def test_bag_that_was_taken_need_not_be_taken_again(library: Document, anonymous: Someone) -> None:
    address = f"/library/{library.id}/bag.zip"
    with anonymous.client.get(address) as answer:
        mark = answer.headers["ETag"]
    with anonymous.client.get(address, headers={"If-None-Match": mark}) as again:
        assert again.status_code == 304


def test_bag_is_for_those_who_may_read_the_document(
    library: Document, anonymous: Someone, representative: Someone, coordinator: Someone
) -> None:
    for_members, withdrawn, draft = (library.id + n for n in (1, 2, 3))
    expected = {
        for_members: [404, 200, 200],
        withdrawn: [404, 404, 404],
        draft: [404, 200, 200],
    }
    for document_id, statuses in expected.items():
        got = [status_for(who, document_id) for who in (anonymous, representative, coordinator)]
        assert got == statuses
    taken = sa.select(Act.person_id, Act.subject).where(Act.action == "library.downloaded")
    assert sorted(map(tuple, db.session.execute(taken))) == [
        (representative.person_id, f"document:{for_members}"),
        (coordinator.person_id, f"document:{for_members}"),
    ]


def test_file_that_is_held_back_or_damaged_is_named_and_left_out(
    library: Document, anonymous: Someone, tmp_path: Path
) -> None:
    third = library.versions[2].file_digest
    with transaction():
        db.session.get_one(File, third).screening = Screening.HARMFUL
    flip(path_of(library))
    bag = bag_for(anonymous, library.id, tmp_path / "unpacked")
    assert is_whole(bag)
    record = json.loads((bag / "metadata/record.json").read_bytes())
    assert [(one["path"], one["missing"]) for one in record["editions"]] == [
        ("", "damaged"),
        ("data/versions/2/reading-rooms-2.txt", ""),
        ("", "held back"),
        ("data/versions/4/reading-rooms-2.txt", ""),
    ]


def test_library_is_for_coordinators_and_noted(
    library: Document, coordinator: Someone, representative: Someone, tmp_path: Path
) -> None:
    assert representative.client.get("/library/bag.zip").status_code == 403
    answer = coordinator.client.get("/library/bag.zip")
    assert answer.status_code == 200
    bag = unpacked(answer.data, tmp_path / "unpacked")
    assert is_whole(bag)
    assert len(files_of(bag, "data")) == 8
    assert library.title in (bag / "metadata/documents/1/document.json").read_text(encoding="utf-8")
    noted = sa.select(Act.person_id).where(Act.action == "bags.made")
    assert db.session.scalars(noted).all() == [coordinator.person_id]


def test_public_bag_has_nothing_but_what_everybody_may_have(
    library: Document, tmp_path: Path
) -> None:
    packed(tmp_path / "bag")
    assert is_whole(tmp_path / "bag")
    names = files_of(tmp_path / "bag")
    assert [name for name in names if name.startswith("data/")] == [
        f"data/documents/{library.id}/{name}"
        for name in (
            "versions/1/reading-rooms.txt",
            "versions/2/reading-rooms-2.txt",
            "versions/3/قاعة-المطالعة-1.txt",
            "versions/4/reading-rooms-2.txt",
        )
    ]
    assert {name.split("/")[2] for name in names if name.startswith("metadata/documents")} == {"1"}
    assert "metadata/audit.jsonl" not in names
    every_word = b"".join((tmp_path / "bag" / name).read_bytes() for name in names)
    for hidden in (
        b"For members",
        b"Withdrawn",
        b"Draft",
        b"Our own",
        b"open the doors",
        b"@example",
    ):
        assert hidden not in every_word


def test_whole_library_tells_no_address_of_a_person(
    library: Document, coordinator: Someone, tmp_path: Path
) -> None:
    packed(tmp_path / "bag", coordinator.viewer)
    for name in files_of(tmp_path / "bag", "metadata"):
        if name != "metadata/audit.jsonl":
            assert b"@example.org" not in (tmp_path / "bag" / name).read_bytes()
    assert library.title in (tmp_path / "bag/metadata/documents/1/document.json").read_text("utf-8")


def test_damaged_file_is_named_and_the_command_says_so(
    library: Document, app: Flask, tmp_path: Path
) -> None:
    flip(path_of(library))
    said = run(app, "bag", "export", str(tmp_path / "bag.zip"), status=3)
    assert "NOT IN IT, since it is damaged or missing on this site: document 1, version 1" in said
    bag = unpacked((tmp_path / "bag.zip").read_bytes(), tmp_path / "unpacked")
    assert is_whole(bag)
    assert "document 1, version 1, reading-rooms.txt" in (bag / "metadata/damaged.txt").read_text()
    only = run(app, "bag", "export", str(tmp_path / "one"), "--document", "1", status=3)
    assert "Document 1 with 3 versions" in only
    assert is_whole(tmp_path / "one")


def test_damaged_file_comes_back_as_one_that_is_missing(
    library: Document, app: Flask, elsewhere: Flask, tmp_path: Path
) -> None:
    flip(path_of(library))
    run(app, "bag", "export", str(tmp_path / "bag"), status=3)
    with elsewhere.app_context():
        make_person("keeper@example.org", coordinator=True)
    said = run(elsewhere, "bag", "import", str(tmp_path / "bag"))
    assert "Its file is not in the bag: document 1, version 1, reading-rooms.txt: damaged" in said
    with elsewhere.app_context():
        found = db.session.scalars(sa.select(File.damage).where(File.damage != "")).all()
        assert found == ["missing"]
        db.session.remove()


def test_nothing_is_overwritten_and_a_full_disk_is_refused(
    document: Document, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bag").mkdir()
    (tmp_path / "bag" / "mine.txt").touch()
    said = run(app, "bag", "export", str(tmp_path / "bag"), status=1)
    assert "is there already, and nothing is overwritten" in said
    said = run(app, "bag", "export", str(tmp_path / "none" / "bag"), status=1)
    assert "There is no folder" in said
    monkeypatch.setattr(writing, "ROOM_LEFT", 1 << 60)
    said = run(
        app, "bag", "export", str(tmp_path / "new"), "--document", str(document.id), status=1
    )
    assert "has room for 0 MB" in said
    assert sorted(path.name for path in tmp_path.iterdir() if "new" in path.name) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_disk_that_fills_while_a_bag_is_written_leaves_none(
    document: Document, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fill_up(*_args: object) -> None:
        raise OSError(code, "no more")

    monkeypatch.setattr(writing, "_put", fill_up)
    only = "--document", str(document.id)
    said = run(app, "bag", "export", str(tmp_path / "new"), *only, status=1)
    assert "is full. No bag was made." in said
    assert list(tmp_path.glob("*new*")) == []


def test_empty_library_is_a_bag_too(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        packed(tmp_path / "bag")
    assert is_whole(tmp_path / "bag")


def test_profile_names_itself(anonymous: Someone) -> None:
    answer = anonymous.client.get("/library/bag-profile.json")
    assert answer.json is not None
    named = answer.json["BagIt-Profile-Info"]["BagIt-Profile-Identifier"]
    assert named == address_of("bags.profile")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.PDF", "report.pdf"),
        ("a b/c:d?.txt", "c-d.txt"),
        ("..\\..\\etc\\passwd", "passwd"),
        ("con.txt", "file-con.txt"),
        ("قاعة المطالعة.pdf", "قاعة-المطالعة.pdf"),
        ("图书馆 100%.docx", "图书馆-100.docx"),
        ("\u202egpj.exe\n", "gpj-exe"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("...", "file"),
        ("图" * 90 + ".pdf", "图" * 50 + ".pdf"),
    ],
)
def test_names_are_safe_on_every_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe
