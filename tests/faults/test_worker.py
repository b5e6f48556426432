"""The worker is dead, or its messages are lost: readers notice nothing, and all is done afterwards."""

from pathlib import Path

import pytest

from tests.faults import scene
from tests.faults.scene import COORDINATOR, await_that
from tests.running import Running, Visitor

pytestmark = pytest.mark.hard


def served_apart(site: Running) -> None:
    """Serve without a worker."""
    site.await_answer(site.start("serve", "--no-worker"))


def test_dead_worker(tmp_path: Path, peopled: Path) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        served_apart(site)
        worker = site.start("worker")
        scene.published(site, "ocelot")
        await_that(lambda: scene.health(site)["worker"] == "ok")
        site.kill(worker)
        given, by = scene.text_with("potoo"), scene.depositor(site)
        by.deposit(given)
        by.publish(given)
        assert Visitor(site.url).get("/search?q=ocelot").status == 200
        assert scene.is_found(site, "ocelot")
        assert not scene.is_found(site, "potoo")
        site.python(
            "from datetime import timedelta\n"
            "from coalition.database import db, now, transaction\n"
            "from coalition.tasks.signs import WorkerSign\n"
            "with transaction():\n"
            "    for sign in db.session.query(WorkerSign):\n"
            "        sign.seen_at = now() - timedelta(minutes=10)\n"
        )
        assert scene.health(site)["worker"] == "no sign of life"
        page = scene.signed_in(site, COORDINATOR).get("/state").text
        assert "No worker has been there since" in page
        site.start("worker")
        took = await_that(lambda: scene.is_found(site, "potoo"))
        print(f"done {took:.1f} s after a worker was started")  # noqa: T201
        assert scene.health(site)["worker"] == "ok"


@pytest.mark.parametrize("is_apart", [True, False])
def test_lost_messages(tmp_path: Path, peopled: Path, is_apart: bool) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        if is_apart:
            served_apart(site)
            site.start("worker")
        else:
            site.serve()
        scene.published(site, "quokka")
        for ending in ("", "-wal", "-shm"):
            (site.instance / f"queue.db{ending}").unlink(missing_ok=True)
        scene.published(site, "rhea")
        for ending in ("-wal", "-shm"):
            (site.instance / f"queue.db{ending}").unlink(missing_ok=True)
        (site.instance / "queue.db").write_bytes(b"no database at all" * 1000)
        given, by = scene.text_with("saiga"), scene.depositor(site)
        by.deposit(given)
        by.publish(given)
        took = await_that(lambda: scene.is_found(site, "saiga"), 150)
        print(f"done {took:.1f} s after the messages were spoilt")  # noqa: T201
        assert scene.health(site)["status"] == 200


def test_start_with_spoilt_messages(tmp_path: Path, peopled: Path) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        (site.instance / "queue.db").write_bytes(b"no database at all" * 1000)
        site.serve()
        scene.published(site, "tapir")
        assert (site.instance / "queue.db.damaged").read_bytes().startswith(b"no database")
