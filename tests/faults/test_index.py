"""The search index is deleted, torn, foreign or read-only while the site serves."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import scene
from tests.faults.scene import COORDINATOR, await_that
from tests.running import Running, Visitor

pytestmark = pytest.mark.hard
OK = 200
RESTING = 503
MADE_ANEW_SECONDS = 200.0  # it is looked after once a minute, by whoever searches or the worker


def deleted(index: Path) -> None:
    """Take the whole folder away."""
    shutil.rmtree(index)


def torn(index: Path) -> None:
    """Cut each file of the index in half, as a crash of the machine may."""
    for path in index.glob("data-*/*"):
        os.truncate(path, path.stat().st_size // 2)
    (index / "current").touch()


def foreign(index: Path) -> None:
    """Put something else in its place, as a restored folder may be."""
    shutil.rmtree(index)
    index.mkdir()
    (index / "current").write_text("data-../../etc", encoding="utf-8")
    (index / "MAIN_1.toc").write_bytes(b"cos\nsystem\n(S'false'\ntR.")


@pytest.mark.parametrize("harm", [deleted, torn, foreign])
def test_index_that_is_harmed_is_made_anew(
    tmp_path: Path, peopled: Path, harm: Callable[[Path], None]
) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        site.serve()
        scene.published(site, "hoatzin")
        harm(site.instance / "index")
        assert pages(site) == {}
        took = await_that(lambda: is_whole(site), MADE_ANEW_SECONDS)
        print(f"found again {took:.0f} s after the index was {harm.__name__}")  # noqa: T201
        scene.published(site, "ibex")


def test_index_that_cannot_be_written(tmp_path: Path, peopled: Path) -> None:
    if not scene.may_mount(tmp_path):
        pytest.skip("NOT TRIED: a read-only index; mounting needs root")
    with scene.standing(peopled, tmp_path / "instance") as site:
        process = site.serve()
        scene.published(site, "jacana")
        site.stop(process)
        index = site.instance / "index"
        with scene.mounted(index, "--bind", str(index)):
            scene.run("mount", "-o", "remount,ro,bind", str(index))
            site.serve()
            assert scene.is_found(site, "jacana")
            assert pages(site) == {}
            given, by = scene.text_with("kinkajou"), scene.depositor(site)
            by.deposit(given)
            by.publish(given)
            waits = "SELECT count(*) FROM work WHERE kind = 'index' AND error <> ''"
            await_that(lambda: scene.rows(site, waits) != [(0,)])
            assert scene.health(site)["disk"] == "read-only"
            assert "Room on the disk" in scene.signed_in(site, COORDINATOR).get("/state").text
            scene.run("mount", "-o", "remount,rw,bind", str(index))
            await_that(lambda: scene.is_found(site, "kinkajou"), 120)
            assert scene.rows(site, "SELECT count(*) FROM work WHERE state = 'failed'") == [(0,)]
            site.end()


def pages(site: Running) -> dict[str, int]:
    """Return the pages that answer otherwise than they may: searches may say that they rest."""
    places = ("/search?q=hoatzin", "/", "/library/", "/search?q=")
    found = {place: Visitor(site.url).get(place).status for place in places}
    fine = {place: {OK, RESTING} if place.startswith("/search") else {OK} for place in places}
    return {place: status for place, status in found.items() if status not in fine[place]}


def is_whole(site: Running) -> bool:
    """Tell whether the index is there again with what was in it."""
    return scene.health(site)["index"] == "ok" and scene.is_found(site, "hoatzin")
