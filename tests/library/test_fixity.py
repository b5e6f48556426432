"""Files that are not what was deposited: found, marked, refused to everybody, and mended."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from coalition import tasks
from coalition.library import fixity, queries, service
from coalition.library.fixity import Damaged, Finding
from coalition.library.models import Document, Reading
from coalition.tasks.queue import QUEUE
from tests.conftest import Someone, work_through
from tests.library.conftest import TEXT, put
from tests.preservation.conftest import acts, digest_of, flip, path_of, row
from tests.preservation.conftest import published as published


def lose(path: Path) -> None:
    path.unlink()


def shorten(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])


def downloaded(who: Someone, address: str) -> bytes:
    """Return the bytes that are handed out."""
    with who.client.get(address) as answer:
        assert answer.status_code == 200
        return bytes(answer.data)


@pytest.mark.parametrize(
    ("harm", "what"), [(flip, "flipped"), (lose, "missing"), (shorten, "resized")]
)
def test_damaged_file_is_handed_to_nobody_and_marked(
    anonymous: Someone, published: Document, harm: Callable[[Path], None], what: str
) -> None:
    harm(path_of(published))
    answer = anonymous.client.get(f"/library/{published.id}/versions/1/file")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"].startswith("no-store")
    assert "This file is damaged" in page
    assert TEXT[:20] not in page
    assert row(digest_of(published)).damage == what
    assert acts("preservation.damaged") == [f"file:{digest_of(published)}"]


def test_page_of_a_damaged_file_leads_to_the_versions_that_are_sound(
    anonymous: Someone, representative: Someone, published: Document
) -> None:
    service.add_version(
        published.id, io.BytesIO(b"Better."), "better.txt", "Better", by=representative.viewer
    )
    flip(path_of(published))
    page = anonymous.client.get(f"/library/{published.id}/versions/1/file").get_data(as_text=True)
    assert f'href="/library/{published.id}/versions/2"' in page
    assert f'href="/library/{published.id}/versions/1"' not in page
    assert downloaded(anonymous, f"/library/{published.id}/versions/2/file") == b"Better."
    assert "Deposit it again" not in page
    shown = representative.client.get(f"/library/{published.id}/versions/1/file")
    assert "Deposit it again" in shown.get_data(as_text=True)


def test_reading_page_says_that_the_file_is_damaged(
    anonymous: Someone, published: Document
) -> None:
    address = f"/library/{published.id}"
    said = "The file of this version is damaged"
    assert said not in anonymous.client.get(address).get_data(as_text=True)
    flip(path_of(published))
    anonymous.client.get(f"{address}/versions/1/file")
    assert said in anonymous.client.get(address).get_data(as_text=True)


def test_untouched_file_is_compared_once_and_a_touched_one_again(published: Document) -> None:
    path = path_of(published)
    assert fixity.sound_path(digest_of(published)) == path
    before = path.stat()
    flip(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert fixity.sound_path(digest_of(published)) == path  # nothing tells that it was touched
    os.utime(path)
    with pytest.raises(Damaged):
        fixity.sound_path(digest_of(published))


def test_depositing_the_same_file_again_mends_it(
    representative: Someone, anonymous: Someone, published: Document
) -> None:
    flip(path_of(published))
    address = f"/library/{published.id}/versions/1/file"
    assert anonymous.client.get(address).status_code == 503
    put(representative.viewer, representative.organisation_id, name="again.txt")
    assert row(digest_of(published)).damage == ""
    assert acts("preservation.mended") == [f"file:{digest_of(published)}"]
    assert downloaded(anonymous, address) == TEXT.encode()


def test_bytes_put_back_by_hand_are_handed_out_again(
    anonymous: Someone, published: Document
) -> None:
    path = path_of(published)
    right = path.read_bytes()
    flip(path)
    address = f"/library/{published.id}/versions/1/file"
    assert anonymous.client.get(address).status_code == 503
    path.write_bytes(right)
    assert downloaded(anonymous, address) == right
    assert row(digest_of(published)).damage == ""


def test_damaged_file_is_not_read_until_it_is_mended(
    app: Flask, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = app.extensions[QUEUE].kinds["read"]
    monkeypatch.setitem(
        app.extensions[QUEUE].kinds,
        "read",
        tasks.Kind(kind.name, kind.handler, pauses=()),
    )
    document = put(representative.viewer, representative.organisation_id)
    path = path_of(document)
    right = path.read_bytes()
    flip(path)
    work_through()
    version = queries.get_document(document.id, viewer=representative.viewer).versions[0]
    assert (version.reading, version.problem) == (Reading.UNREADABLE, "failed")
    assert tasks.failed_count() == 1
    path.write_bytes(right)
    fixity.note_findings([fixity.examine(path, digest_of(document), len(right))])
    work_through()
    version = queries.get_document(document.id, viewer=representative.viewer).versions[0]
    assert version.reading is Reading.READABLE
    assert tasks.failed_count() == 0


def test_finding_about_bytes_that_were_replaced_since_is_forgotten(published: Document) -> None:
    path = path_of(published)
    right = path.read_bytes()
    flip(path)
    late = fixity.examine(path, digest_of(published), len(right))
    path.unlink()
    path.write_bytes(right)
    assert fixity.note_findings([late]) == []
    assert row(digest_of(published)).damage == ""


def test_file_that_was_swept_meanwhile_is_no_damage(app: Flask) -> None:
    assert fixity.note_findings([Finding("0" * 64, "missing", None)]) == []
    assert acts("preservation.damaged") == []


def test_damaged_file_is_not_read_anew_each_time_it_is_asked_for(
    anonymous: Someone, published: Document
) -> None:
    path = path_of(published)
    flip(path)
    address = f"/library/{published.id}/versions/1/file"
    assert anonymous.client.get(address).status_code == 503
    checked = row(digest_of(published)).checked_at
    assert anonymous.client.get(address).status_code == 503
    assert row(digest_of(published)).checked_at == checked
    flip(path)  # back again, and noticed at once
    assert downloaded(anonymous, address) == TEXT.encode()
