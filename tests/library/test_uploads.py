"""Uploads in pieces: they go on where they stopped, for the same file and the same person alone."""

import hashlib
import io
import os
import time
from contextlib import closing
from dataclasses import replace

import pytest
from flask import Flask

from coalition.errors import Conflict, Invalid, NoRoom, NotAllowed, NotFound, TooMany
from coalition.library import originals, uploads
from coalition.library.uploads import Chosen
from coalition.web.site import settings
from tests.conftest import Someone

CONTENT = b"The doors of the library are open to everybody. " * 1000
FILE = Chosen("paper.txt", len(CONTENT), "1352376000000", hashlib.sha256(CONTENT).hexdigest())
HALF = len(CONTENT) // 2


def left() -> list[str]:
    """Return the names of all files in the store's folder that are not in their place."""
    folder = settings().files_folder
    return sorted(
        path.name for name in ("uploads", "incoming") for path in (folder / name).glob("*")
    )


def test_an_upload_goes_on_where_it_stopped(representative: Someone) -> None:
    by = representative.viewer
    key, offset = uploads.begin(FILE, by=by)
    assert offset == 0
    assert uploads.receive(key, 0, io.BytesIO(CONTENT[:HALF]), by=by) == HALF
    assert uploads.begin(FILE, by=by) == (key, HALF)
    assert uploads.offset_of(key, by=by) == HALF
    assert uploads.receive(key, HALF, io.BytesIO(CONTENT[HALF:]), by=by) == len(CONTENT)
    with originals.arriving(uploads.whole(key, by=by), "paper.txt") as arrived:
        assert arrived.incoming.stored.digest == hashlib.sha256(CONTENT).hexdigest()
        arrived.incoming.keep()
    assert left() == []


@pytest.mark.parametrize(
    "other",
    [
        replace(FILE, name="other.txt"),
        replace(FILE, size_bytes=len(CONTENT) + 1),
        replace(FILE, modified="1352376000001"),
        replace(FILE, first="0" * 64),
    ],
)
def test_another_file_begins_anew(representative: Someone, other: Chosen) -> None:
    by = representative.viewer
    key, _offset = uploads.begin(FILE, by=by)
    uploads.receive(key, 0, io.BytesIO(CONTENT[:HALF]), by=by)
    other_key, offset = uploads.begin(other, by=by)
    assert (other_key != key, offset) == (True, 0)


def test_nobody_else_finds_an_upload(representative: Someone, coordinator: Someone) -> None:
    key, _offset = uploads.begin(FILE, by=representative.viewer)
    uploads.receive(key, 0, io.BytesIO(CONTENT[:HALF]), by=representative.viewer)
    for ask in (uploads.offset_of, uploads.whole, uploads.cancel):
        with pytest.raises(NotFound):
            ask(key, by=coordinator.viewer)
    with pytest.raises(NotFound):
        uploads.receive(key, HALF, io.BytesIO(b"more"), by=coordinator.viewer)
    assert uploads.begin(FILE, by=coordinator.viewer) == (key, 0)


@pytest.mark.parametrize("key", ["", "../../secret_key", "1-x", f"0-{'0' * 64}", f"5-{'0' * 64}\n"])
def test_what_is_no_key_is_not_found(representative: Someone, key: str) -> None:
    with pytest.raises(NotFound):
        uploads.offset_of(key, by=representative.viewer)


def test_a_piece_at_another_place_is_refused(representative: Someone) -> None:
    by = representative.viewer
    key, _offset = uploads.begin(FILE, by=by)
    for offset in (1, HALF):
        with pytest.raises(Conflict):
            uploads.receive(key, offset, io.BytesIO(CONTENT[:10]), by=by)
    assert uploads.offset_of(key, by=by) == 0


def test_more_bytes_than_announced_are_refused_and_forgotten(representative: Someone) -> None:
    by = representative.viewer
    key, _offset = uploads.begin(FILE, by=by)
    with pytest.raises(Invalid, match="changed while it was sent"):
        uploads.receive(key, 0, io.BytesIO(CONTENT + b"!"), by=by)
    assert left() == []


def test_an_upload_that_is_held_is_not_held_twice(representative: Someone) -> None:
    by = representative.viewer
    key, _offset = uploads.begin(FILE, by=by)
    with closing(uploads.held(key, by=by)), pytest.raises(Conflict):
        uploads.receive(key, 0, io.BytesIO(CONTENT), by=by)
    assert uploads.receive(key, 0, io.BytesIO(CONTENT), by=by) == len(CONTENT)


def test_half_an_upload_is_no_file_yet(representative: Someone) -> None:
    by = representative.viewer
    key, _offset = uploads.begin(FILE, by=by)
    uploads.receive(key, 0, io.BytesIO(CONTENT[:HALF]), by=by)
    with pytest.raises(Conflict, match="not come whole"):
        uploads.whole(key, by=by)
    assert uploads.offset_of(key, by=by) == HALF


def test_a_refused_file_is_forgotten_and_a_failure_forgets_nothing(
    representative: Someone,
) -> None:
    by = representative.viewer
    program = Chosen("a.pdf", 100, "0", "0")
    key, _offset = uploads.begin(program, by=by)
    uploads.receive(key, 0, io.BytesIO(b"\x7fELF" + bytes(96)), by=by)
    with pytest.raises(ZeroDivisionError), originals.storage().receive(uploads.whole(key, by=by)):
        raise ZeroDivisionError
    assert uploads.offset_of(key, by=by) == 100
    with pytest.raises(Invalid), originals.arriving(uploads.whole(key, by=by), "a.pdf"):
        pass
    assert left() == []


def test_cancel_forgets_the_bytes(representative: Someone) -> None:
    key, _offset = uploads.begin(FILE, by=representative.viewer)
    uploads.cancel(key, by=representative.viewer)
    assert left() == []


def test_what_can_never_be_kept_is_refused_before_a_byte_is_sent(
    representative: Someone, outsider: Someone
) -> None:
    by = representative.viewer
    with pytest.raises(Invalid, match="larger than 200 MB"):
        uploads.begin(replace(FILE, size_bytes=200_000_001), by=by)
    with pytest.raises(Invalid, match="empty"):
        uploads.begin(replace(FILE, size_bytes=0), by=by)
    with pytest.raises(NotAllowed):
        uploads.begin(FILE, by=outsider.viewer)
    assert left() == []


def test_a_file_there_is_no_room_for_is_refused_at_once(
    app: Flask, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "SPARE_BYTES", 10**18)
    with pytest.raises(NoRoom):
        uploads.begin(FILE, by=representative.viewer)
    assert left() == []


def test_only_so_many_are_begun_by_one_person(
    representative: Someone, coordinator: Someone
) -> None:
    for number in range(uploads.MOST_UNFINISHED):
        uploads.begin(replace(FILE, modified=str(number)), by=representative.viewer)
    with pytest.raises(TooMany):
        uploads.begin(FILE, by=representative.viewer)
    assert uploads.begin(FILE, by=coordinator.viewer)[1] == 0


def test_uploads_of_yesterday_are_cleared(representative: Someone) -> None:
    old, _offset = uploads.begin(FILE, by=representative.viewer)
    path = settings().files_folder / "uploads" / f"{representative.person_id}-{old}"
    uploads.begin(replace(FILE, name="new.txt"), by=representative.viewer)
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(path, (two_days_ago, two_days_ago))
    assert originals.clear() == 1
    assert len(left()) == 1
