"""Pages have their pictures drawn in the background, some at a time, and never to a file's harm."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.database import db, transaction
from coalition.library import picture_store, pictures, service
from coalition.library.models import Reading, Version
from coalition.library.originals import storage
from coalition.tasks import Work
from coalition.web.site import change_settings, settings
from tests.conftest import Someone, work_through
from tests.ingest import made
from tests.library.conftest import put

PAGE = ["Reading rooms open the network to everybody."]


def deposit(by: Someone, content: bytes, name: str = "paper.pdf") -> Version:
    """Deposit a file, have it read and drawn, and return its version."""
    version_id = put(by.viewer, by.organisation_id, content, name=name).versions[0].id
    work_through()
    return drawn(version_id)


def drawn(version_id: int) -> Version:
    """Have a version's pages drawn and return it as it then is."""
    with transaction():
        pictures.draw_soon(version_id)
    work_through()
    return db.session.get_one(Version, version_id, populate_existing=True)


def kept() -> list[str]:
    """Return the names of all pictures there are."""
    return sorted(path.name for path in settings().pictures_folder.rglob("*") if path.is_file())


def test_pages_are_drawn_and_counted(representative: Someone) -> None:
    version = deposit(representative, made.pdf([PAGE, PAGE]))
    assert (version.reading, version.picture_count) == (Reading.READABLE, 2)
    assert kept() == ["1-large.webp", "1-small.webp", "2-large.webp", "2-small.webp"]
    assert picture_store.dimensions(version.file_digest, 2, "small") == (160, 227)
    assert picture_store.dimensions(version.file_digest, 3, "small") is None
    assert db.session.scalars(sa.select(Work)).all() == []


def test_drawing_goes_on_where_it_was_broken_off(representative: Someone) -> None:
    version = deposit(representative, made.pdf([PAGE, PAGE, PAGE]))
    last = picture_store.path_of(version.file_digest, 3, "small")
    first = picture_store.path_of(version.file_digest, 1, "small")
    before = first.stat().st_mtime_ns
    last.unlink()
    with transaction():
        version.picture_count = 1  # as a process left it that was killed before it could count
    assert drawn(version.id).picture_count == 3
    assert last.is_file()
    assert first.stat().st_mtime_ns == before


def test_pictures_somebody_removed_are_drawn_again(representative: Someone) -> None:
    version = deposit(representative, made.pdf([PAGE]))
    picture_store.discard(version.file_digest)
    assert kept() == []
    assert drawn(version.id).picture_count == 1
    assert kept() == ["1-large.webp", "1-small.webp"]


def test_file_that_breaks_every_child_is_given_up(representative: Someone) -> None:
    version = deposit(representative, made.pdf([PAGE]))
    picture_store.discard(version.file_digest)
    change_settings(reading_seconds=0)  # no child comes to its end
    version = drawn(version.id)
    assert (version.reading, version.picture_count) == (Reading.READABLE, 1)
    assert kept() == []
    assert db.session.scalars(sa.select(Work)).all() == []


def test_damaged_file_is_not_drawn_and_tried_again_later(representative: Someone) -> None:
    version = deposit(representative, made.pdf([PAGE]))
    picture_store.discard(version.file_digest)
    path = storage().path(version.file_digest)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.4\nbroken since it was read")
    version = drawn(version.id)
    assert kept() == []
    work = db.session.scalars(sa.select(Work).where(Work.kind == pictures.DRAWING)).one()
    assert (work.tries, work.subject) == (1, f"version:{version.id}")


def test_the_same_file_is_drawn_once(representative: Someone) -> None:
    content = made.pdf([PAGE])
    first = deposit(representative, content)
    path = picture_store.path_of(first.file_digest, 1, "large")
    before = path.stat().st_mtime_ns
    assert deposit(representative, content).picture_count == 1
    assert path.stat().st_mtime_ns == before


def test_other_files_have_no_pictures(representative: Someone) -> None:
    assert deposit(representative, b"Plain words.", "paper.txt").picture_count == 0
    assert deposit(representative, made.docx(), "paper.docx").picture_count == 0
    assert kept() == []


def test_pictures_go_with_the_last_version_of_the_file(representative: Someone) -> None:
    content = made.pdf([PAGE])
    documents = [deposit(representative, content).document_id for _ in range(2)]
    service.delete_draft(documents[0], by=representative.viewer)
    assert kept() == ["1-large.webp", "1-small.webp"]
    service.delete_draft(documents[1], by=representative.viewer)
    assert list(settings().pictures_folder.iterdir()) == []


def test_version_deleted_meanwhile_leaves_nothing(representative: Someone) -> None:
    version = deposit(representative, made.pdf([PAGE]))
    with transaction():
        pictures.draw_soon(version.id)
    service.delete_draft(version.document_id, by=representative.viewer)
    work_through()
    assert kept() == []


def test_pictures_of_another_file_are_not_counted(
    representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = deposit(representative, made.pdf([PAGE]))
    other = put(representative.viewer, representative.organisation_id).versions[0]

    def given_anew(task: pictures._Task) -> int:
        with transaction():
            again = db.session.get_one(Version, task.version_id)
            again.file_digest, again.picture_count = other.file_digest, 0
        return 1

    monkeypatch.setattr(pictures, "_known", given_anew)
    with transaction():
        db.session.get_one(Version, version.id).picture_count = 0
    assert drawn(version.id).picture_count == 0


def test_no_more_pages_are_drawn_than_the_bound(
    representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_PAGES", 2)
    assert deposit(representative, made.pdf([PAGE] * 3)).picture_count == 2


WHOLE = (
    b"RIFF\x1a\x00\x00\x00WEBPVP8 \x0e\x00\x00\x00\x10\x00\x00\x9d\x01\x2a\x05\x00\x07\x00"
    + b"\x00" * 4
)
DIGEST = "ab" * 32


@pytest.mark.parametrize(
    ("data", "is_taken"),
    [
        (WHOLE, True),
        (WHOLE[:-1], False),  # the child was ended while it wrote
        (WHOLE + b"<script>", False),
        (WHOLE.replace(b"WEBP", b"AVI "), False),
        (WHOLE.replace(b"VP8 ", b"VP8X"), False),
        (WHOLE.replace(b"\x05\x00\x07", b"\xff\x3f\x07"), False),  # 16,383 pixels wide
        (b"", False),
        (b"<svg/>", False),
    ],
)
def test_only_whole_pictures_are_taken_from_a_child(
    app: Flask, tmp_path: Path, data: bytes, is_taken: bool
) -> None:
    (tmp_path / "1-small.webp").write_bytes(data)
    (tmp_path / "1-large.webp").write_bytes(WHOLE)
    assert picture_store.take_in(tmp_path, DIGEST, 1) is is_taken
    assert picture_store.has(DIGEST, 1) is is_taken
    assert (picture_store.dimensions(DIGEST, 1, "small") == (5, 7)) is is_taken


def test_what_a_child_links_to_is_not_taken(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(WHOLE)
    (tmp_path / "1-large.webp").write_bytes(WHOLE)
    (tmp_path / "1-small.webp").symlink_to(tmp_path / "elsewhere")
    assert picture_store.take_in(tmp_path, DIGEST, 1) is False


def test_vast_picture_is_not_taken(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "1-large.webp").write_bytes(WHOLE)
    with (tmp_path / "1-small.webp").open("wb") as file:
        file.truncate(picture_store.MOST_BYTES + 1)
    assert picture_store.take_in(tmp_path, DIGEST, 1) is False
