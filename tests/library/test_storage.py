"""Originals are kept whole, once, by digest, or not at all."""

import hashlib
import io
import os
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from coalition.errors import Invalid, NoRoom, NotFound, OutOfOrder
from coalition.library.arrivals import Stored
from coalition.library.storage import INCOMING, REMOVAL, Storage

BYTES = b"The doors of the library are open." * 1000
FULL = Path("/dev/full")
DIGEST = hashlib.sha256(BYTES).hexdigest()


class Broken(io.RawIOBase):
    """A stream whose sender goes away after the first bytes."""

    def __init__(self) -> None:
        self.left = 1

    def read(self, _size: int = -1) -> bytes:
        """Give one piece, then fail."""
        self.left -= 1
        if self.left < 0:
            raise ConnectionResetError
        return BYTES


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_store_keeps_bytes_under_their_digest(tmp_path: Path) -> None:
    stored = Storage(tmp_path).store(io.BytesIO(BYTES))
    assert (stored.digest, stored.size_bytes) == (DIGEST, len(BYTES))
    assert everything(tmp_path) == [f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"]
    with Storage(tmp_path).open(DIGEST) as kept:
        assert kept.read() == BYTES


def test_store_keeps_the_same_bytes_once(tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    with storage.receive(io.BytesIO(BYTES)) as incoming:
        assert incoming.keep() is True
    with storage.receive(io.BytesIO(BYTES)) as incoming:
        assert incoming.keep() is False
    assert len(everything(tmp_path)) == 1


def test_store_mends_a_file_cut_short_by_a_broken_disk(tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    storage.store(io.BytesIO(BYTES))
    path = storage.path(DIGEST)
    path.chmod(0o600)
    path.write_bytes(BYTES[:10])
    storage.store(io.BytesIO(BYTES))
    assert storage.path(DIGEST).read_bytes() == BYTES


def test_what_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    with Storage(tmp_path).receive(io.BytesIO(BYTES)) as incoming:
        assert incoming.path.read_bytes() == BYTES
    assert everything(tmp_path) == []


def test_a_sender_who_goes_away_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        Storage(tmp_path).store(Broken())  # type: ignore[arg-type]  # as much of a stream as needed
    assert everything(tmp_path) == []


def test_too_many_bytes_are_refused_with_the_limit(app: Flask, tmp_path: Path) -> None:
    store = tmp_path / "store"
    storage = Storage(store, limit_bytes=1_000_000)
    with pytest.raises(Invalid) as refused:
        storage.store(io.BytesIO(bytes(1_000_001)))
    assert refused.value.message == ("The file is larger than 1 MB, the most this site accepts.")
    assert everything(store) == []
    assert storage.store(io.BytesIO(bytes(1_000_000))).size_bytes == 1_000_000


@pytest.mark.parametrize(
    "digest", ["", "../../etc/passwd", DIGEST.upper(), DIGEST[:-1], DIGEST + "0", f"{DIGEST}\n"]
)
def test_path_refuses_what_is_no_digest(app: Flask, tmp_path: Path, digest: str) -> None:
    with pytest.raises(NotFound):
        Storage(tmp_path).path(digest)


def test_path_of_unknown_digest_is_not_found(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Storage(tmp_path).path("0" * 64)


def test_discard_removes_bytes_and_empty_folders(tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    storage.store(io.BytesIO(BYTES))
    storage.discard(DIGEST)
    storage.discard(DIGEST)
    assert sorted(path.name for path in tmp_path.iterdir()) == [REMOVAL, INCOMING]


def test_kept_files_cannot_be_written_to(tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    storage.store(io.BytesIO(BYTES))
    assert storage.path(DIGEST).stat().st_mode & 0o222 == 0


def test_clear_leftovers_takes_what_nobody_is_sending(tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    arrival = storage.arrival()
    arrival.write(b"half")
    (tmp_path / INCOMING / "left-by-a-crash").write_bytes(b"half")
    assert storage.clear_leftovers() == 1
    assert everything(tmp_path) == [f"{INCOMING}/{arrival.path.name}"]
    arrival.close()
    assert everything(tmp_path) == []


def test_an_arrival_is_not_written_a_second_time(tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    arrival = storage.arrival()
    for start in range(0, len(BYTES), 1000):
        arrival.write(BYTES[start : start + 1000])
    inode = arrival.path.stat().st_ino
    with storage.receive(arrival) as incoming:
        assert incoming.stored == Stored(DIGEST, len(BYTES))
        incoming.keep()
    assert storage.path(DIGEST).stat().st_ino == inode
    assert everything(tmp_path) == [f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"]


def test_an_arrival_that_is_too_large_takes_no_room(app: Flask, tmp_path: Path) -> None:
    storage = Storage(tmp_path / "store", limit_bytes=1_000_000)
    arrival = storage.arrival()
    for _ in range(3):
        arrival.write(bytes(600_000))
    assert arrival.path.stat().st_size == 0
    with pytest.raises(Invalid, match="larger than 1 MB"), storage.receive(arrival):
        pass
    assert everything(tmp_path / "store") == []


@pytest.mark.skipif(not FULL.exists(), reason="NO /dev/full: a full disk cannot be tried")
def test_a_full_disk_is_told_and_nothing_half_kept(app: Flask, tmp_path: Path) -> None:
    storage = Storage(tmp_path / "store")
    arrival = storage.arrival()
    with FULL.open("wb") as full:
        os.dup2(full.fileno(), arrival._file.fileno())
    with closing(arrival), pytest.raises(NoRoom, match="no room left"):
        arrival.write(BYTES)
    assert everything(tmp_path / "store") == []


def test_a_folder_that_cannot_be_made_is_out_of_order(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file where the folder should be")
    with pytest.raises(OutOfOrder, match="cannot keep files"):
        Storage(tmp_path / "store").store(io.BytesIO(BYTES))


def test_state_is_ok_where_files_can_be_written(tmp_path: Path) -> None:
    assert Storage(tmp_path / "new").state() == "ok"
    assert everything(tmp_path) == []
