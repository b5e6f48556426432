"""The clock is set back by a day while the site serves, by libfaketime; it goes on and catches up."""

import os
from pathlib import Path

import pytest

from tests.faults import scene
from tests.faults.scene import COORDINATOR, await_that

pytestmark = pytest.mark.hard
LIBRARIES = ("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",)


def test_clock_that_is_set_back(tmp_path: Path, peopled: Path) -> None:
    library = next((path for path in LIBRARIES if Path(path).exists()), None)
    if library is None:
        pytest.skip("NOT TRIED: a clock set back; apt-get install faketime")
    clock = tmp_path / "clock"
    clock.write_text("+1d", encoding="ascii")
    settings = {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with scene.standing(peopled, tmp_path / "instance", **settings) as site:
        process = site.serve()
        scene.published(site, "loris")
        reader, coordinator = scene.signed_in(site), scene.signed_in(site, COORDINATOR)
        os.kill(process.pid, 19)  # stopped, so that nothing of this is done before the clock is set
        os.kill(process.pid, 18)
        by, given = scene.depositor(site), scene.text_with("margay")
        by.deposit(given)
        clock.write_text("+0", encoding="ascii")
        assert reader.get("/library/mine").status == 200  # nobody is signed out by it
        by.publish(given)
        took = await_that(lambda: scene.is_found(site, "margay"), 150)
        print(f"what was noted a day ahead was done {took:.0f} s after the step back")  # noqa: T201
        assert scene.health(site)["clock"] == "behind"
        assert "The clock is behind" in coordinator.get("/state").text
        scene.published(site, "numbat")
        await_that(lambda: not scene.work_left(site), 150)
