"""The disk is full, or becomes read-only: reading goes on, nothing is lost, all is made good after."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import scene
from tests.faults.scene import COORDINATOR, await_that
from tests.running import Running, Visitor

pytestmark = pytest.mark.hard
MEGABYTE = 1_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to mount on; where that is not allowed these tests say so and do nothing."""
    if not scene.may_mount(tmp_path):
        pytest.skip("NOT TRIED: a full and a read-only disk; mounting needs root")
    return tmp_path


def filled(place: Path) -> Path:
    """Leave no byte free where this folder is; return what to remove again."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 512):
            with pytest.raises(OSError, match="No space left"):
                while True:
                    file.write(b"\0" * size)
    return ballast


def pages_for(site: Running, who: Visitor) -> dict[str, int]:
    """Return the status of the pages somebody reads."""
    places = ["/", "/library/", "/members/", "/search?q=aardvark", "/library/mine", "/account"]
    return {place: who.get(place).status for place in places}


def test_full_disk(folder: Path, peopled: Path) -> None:
    place = folder / "small"
    with (
        scene.mounted(place, "-t", "tmpfs", "-o", "size=120m", "tmpfs"),
        scene.standing(peopled, place / "instance", FREE_MB_WARN="30", TMPDIR=str(folder)) as site,
    ):
        site.serve()
        scene.published(site, "aardvark")
        reader = scene.signed_in(site)
        coordinator = scene.signed_in(site, COORDINATOR)
        before = scene.rows(site, "SELECT count(*) FROM versions")
        assert scene.health(site)["disk"] == "ok"
        ballast = filled(place)

        assert set(pages_for(site, reader).values()) == {200}
        assert scene.is_found(site, "aardvark")
        for path, data in (("/library/new", b"x" * 3 * MEGABYTE), ("/library/new", b"few bytes")):
            form = reader.form(path, "files")
            answer = reader.send(form, files=("big.txt", data))
            assert answer.status == 507, answer.text
            assert "room left" in scene.said(answer.text)
        assert scene.health(site)["disk"] == "full"
        assert scene.health(site)["status"] == 503
        assert "The disk is full." in coordinator.get("/state").text
        assert scene.rows(site, "SELECT count(*) FROM versions") == before

        ballast.unlink()
        scene.published(site, "bandicoot")
        await_that(lambda: not scene.work_left(site))
        assert scene.rows(site, "SELECT count(*) FROM work WHERE state = 'failed'") == [(0,)]
        assert scene.rows(site, "PRAGMA integrity_check") == [("ok",)]
        incoming = site.instance / "files" / "incoming"
        assert list(incoming.glob("*")) == []


def test_disk_that_fills_while_work_is_under_way(folder: Path, peopled: Path) -> None:
    place = folder / "small"
    with (
        scene.mounted(place, "-t", "tmpfs", "-o", "size=120m", "tmpfs"),
        scene.standing(peopled, place / "instance", TMPDIR=str(folder)) as site,
    ):
        site.serve()
        depositor = scene.depositor(site)
        given = [scene.text_with(f"cassowary{number}", 2000) for number in range(8)]
        for one in given:
            depositor.deposit(one)
        ballast = filled(place)
        await_that(lambda: "database_fails" in site.log.read_text() or not scene.work_left(site))
        ballast.unlink()
        await_that(lambda: not scene.work_left(site), seconds=180)
        read = scene.rows(site, "SELECT reading, count(*) FROM versions GROUP BY reading")
        assert read == [("readable", len(given))]


@pytest.fixture
def loop(folder: Path) -> Iterator[Path]:
    """A folder with a file system of its own, which can be broken."""
    image = folder / "image"
    with image.open("wb") as file:
        file.truncate(200 * MEGABYTE)
    if not shutil.which("mkfs.ext4"):
        pytest.skip("NOT TRIED: a disk that becomes read-only; there is no mkfs.ext4")
    scene.run("mkfs.ext4", "-q", str(image))
    place = folder / "disk"
    with scene.mounted(place, "-o", "loop,errors=remount-ro", str(image)):
        yield place


def test_disk_that_becomes_read_only(loop: Path, tmp_path: Path, peopled: Path) -> None:
    with scene.standing(peopled, loop / "instance", TMPDIR=str(tmp_path)) as site:
        site.serve()
        scene.published(site, "dugong")
        reader, coordinator = scene.signed_in(site), scene.signed_in(site, COORDINATOR)
        form = reader.form("/library/new", "files")
        scene.run("mount", "-o", "remount,abort", str(loop))  # as the kernel does on an error

        assert set(pages_for(site, reader).values()) == {200}
        assert scene.is_found(site, "dugong")
        answer = reader.send(form, files=("a.txt", b"few bytes"))
        assert answer.status == 503
        assert "kept" in scene.said(answer.text)
        assert scene.health(site)["disk"] == "read-only"
        page = coordinator.get("/state")
        assert page.status == 200
        assert "can be read but not written to" in page.text
        site.end()
        scene.unmount(loop)
        scene.run("mount", "-o", "loop", str(tmp_path / "image"), str(loop))
        site.serve()
        await_that(lambda: scene.is_found(site, "dugong"))  # the index may have to be made anew
        scene.published(site, "echidna")
        assert scene.rows(site, "PRAGMA integrity_check") == [("ok",)]
        site.end()


def test_start_on_a_read_only_disk(folder: Path, peopled: Path) -> None:
    place = folder / "small"
    with (
        scene.mounted(place, "-t", "tmpfs", "-o", "size=120m", "tmpfs"),
        scene.standing(peopled, place / "instance", TMPDIR=str(folder)) as site,
    ):
        process = site.serve()
        scene.published(site, "fossa")
        site.stop(process)
        shutil.move(site.log, folder / "log.jsonl")
        site.log.symlink_to(folder / "log.jsonl")
        scene.run("mount", "-o", "remount,ro", str(place))
        site.serve()
        assert Visitor(site.url).get("/library/").status == 200
        assert scene.is_found(site, "fossa")
        assert scene.health(site)["disk"] == "read-only"
        scene.run("mount", "-o", "remount,rw", str(place))
        scene.published(site, "genet")
