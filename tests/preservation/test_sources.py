"""Backups of strangers: what is torn, changed or hostile is refused, and nothing of it is put in place."""

import hashlib
import io
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from coalition.library.models import Document
from coalition.preservation.manifest import NotABackup
from coalition.preservation.sources import source_at
from tests.preservation.conftest import back_up, flip


def member(name: str, content: bytes = b"x", **changes: object) -> tuple[tarfile.TarInfo, bytes]:
    made = tarfile.TarInfo(name)
    made.size = len(content)
    for field, value in changes.items():
        setattr(made, field, value)
    return made, content


def tar_of(place: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(place, "w") as tar:
        for info, content in members:
            tar.addfile(info, io.BytesIO(content))
    return place


def staged(place: Path, into: Path, snapshot: str | None = None) -> list[str]:
    """Stage a backup and return the names of what was staged."""

    def where(name: str) -> Path:
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    source_at(place, snapshot).stage(where, lambda _size: None)
    return sorted(str(path.relative_to(into)) for path in into.rglob("*") if path.is_file())


DIGEST = hashlib.sha256(b"x").hexdigest()


@pytest.mark.parametrize(
    "hostile",
    [
        member("../outside"),
        member("/etc/passwd"),
        member("files/../../outside"),
        member(f"files/aa/aa/{DIGEST}"),
        member("database.sqlite", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        member("settings.json", b"", type=tarfile.LNKTYPE, linkname="/etc/passwd"),
        member("secret_key", b"", type=tarfile.CHRTYPE, devmajor=1, devminor=3),
        member("secret_key", b"", type=tarfile.FIFOTYPE),
        member("files", b"", type=tarfile.DIRTYPE),
        member("database.sqlite", b"", type=tarfile.GNUTYPE_SPARSE),
    ],
    ids=lambda one: f"{one[0].name}-{one[0].type!r}",
)
def test_members_that_no_backup_holds_are_refused(
    tmp_path: Path, hostile: tuple[tarfile.TarInfo, bytes]
) -> None:
    place = tar_of(tmp_path / "hostile.tar", hostile)
    into = tmp_path / "into"
    with pytest.raises(NotABackup):
        staged(place, into)
    assert [path for path in into.rglob("*") if path.is_file()] == []
    assert not (tmp_path / "outside").exists()


def test_file_without_a_manifest_or_compressed_is_no_backup(tmp_path: Path) -> None:
    bare = tar_of(tmp_path / "bare.tar", member("settings.json"))
    with pytest.raises(NotABackup, match="has no manifest"):
        staged(bare, tmp_path / "into")
    with tarfile.open(tmp_path / "small.tar", "w:gz"):
        pass
    with pytest.raises(NotABackup, match="is no backup"):
        staged(tmp_path / "small.tar", tmp_path / "into")


def cut(place: Path) -> None:
    content = place.read_bytes()
    place.write_bytes(content[: len(content) // 2])


def test_file_that_was_cut_or_flipped_is_refused(published: Document, tmp_path: Path) -> None:
    back_up(tmp_path / "whole.tar")
    assert len(staged(tmp_path / "whole.tar", tmp_path / "into")) == 3
    for harm in (cut, flip):
        place = Path(shutil.copy(tmp_path / "whole.tar", tmp_path / f"{harm.__name__}.tar"))
        harm(place)
        with pytest.raises(NotABackup):
            staged(place, tmp_path / harm.__name__)


def original_of(folder: Path) -> Path:
    return next(path for path in (folder / "files").rglob("*") if path.is_file())


def of_snapshot(name: str) -> Callable[[Path], Path]:
    return lambda folder: next((folder / "snapshots").glob(f"*/{name}"))


@pytest.mark.parametrize(
    ("choose", "said"),
    [
        (original_of, "its hash differs"),
        (of_snapshot("database.sqlite"), "database.sqlite is not what was backed up"),
        (of_snapshot("settings.json"), "settings.json is not what was backed up"),
        (of_snapshot("manifest.json"), "was changed or torn"),
    ],
)
def test_flipped_part_of_a_folder_is_refused_by_name(
    published: Document, tmp_path: Path, choose: Callable[[Path], Path], said: str
) -> None:
    back_up(tmp_path / "backups")
    flip(choose(tmp_path / "backups"))
    with pytest.raises(NotABackup, match=said):
        staged(tmp_path / "backups", tmp_path / "into")


def test_original_that_is_a_link_or_missing_is_refused(published: Document, tmp_path: Path) -> None:
    back_up(tmp_path / "backups")
    path = original_of(tmp_path / "backups")
    path.rename(tmp_path / "kept")
    with pytest.raises(NotABackup, match="is missing"):
        staged(tmp_path / "backups", tmp_path / "into")
    path.symlink_to(tmp_path / "kept")
    with pytest.raises(NotABackup, match="cannot be read"):
        staged(tmp_path / "backups", tmp_path / "into")


def test_folder_without_backups_and_unknown_snapshots_are_said(
    published: Document, tmp_path: Path
) -> None:
    with pytest.raises(NotABackup, match="There is no backup"):
        source_at(tmp_path)
    made = back_up(tmp_path / "backups")
    with pytest.raises(NotABackup, match=f"It has: {made.name}"):
        source_at(tmp_path / "backups", "2000-01-01T000000Z")
    back_up(tmp_path / "one.tar")
    with pytest.raises(NotABackup, match="is one backup"):
        source_at(tmp_path / "one.tar", made.name)
