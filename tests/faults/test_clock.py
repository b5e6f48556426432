"""The clock is set back by a day while the site serves; it goes on, and nothing waits for a day.

What a process is told of the time of day is shifted by a small library that is loaded before all
others, compiled here; clocks that only measure how long something takes are left alone.
"""

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from tests.faults import scene
from tests.faults.scene import COORDINATOR, await_that

pytestmark = pytest.mark.hard
DAY = 24 * 3600
SHIFT = """
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static volatile long *shift;
__attribute__((constructor)) static void begin(void) {
  int file = open(getenv("SHIFT_FILE"), O_RDONLY);
  void *found = file < 0 ? MAP_FAILED : mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
  if (found != MAP_FAILED) shift = found;
}
int clock_gettime(clockid_t clock, struct timespec *at) {
  int failed = syscall(SYS_clock_gettime, clock, at);
  if (!failed && shift && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    at->tv_sec += *shift;
  return failed;
}
int gettimeofday(struct timeval *restrict at, void *restrict zone) {
  struct timespec found;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &found);
  at->tv_sec = found.tv_sec;
  at->tv_usec = found.tv_nsec / 1000;
  return 0;
}
time_t time(time_t *at) {
  struct timespec found;
  clock_gettime(CLOCK_REALTIME, &found);
  if (at) *at = found.tv_sec;
  return found.tv_sec;
}
"""


def test_clock_that_is_set_back(tmp_path: Path, peopled: Path) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("NOT TRIED: a clock set back; there is no C compiler")
    source, library = tmp_path / "shift.c", tmp_path / "shift.so"
    source.write_text(SHIFT, encoding="ascii")
    built = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source)]
    subprocess.run(built, check=True)  # noqa: S603 our own source
    clock = tmp_path / "clock"
    clock.write_bytes(struct.pack("l", DAY))
    settings = {"LD_PRELOAD": str(library), "SHIFT_FILE": str(clock)}
    with scene.standing(peopled, tmp_path / "instance", **settings) as site:
        site.await_answer(site.start("serve", "--no-worker"))
        reader, coordinator = scene.signed_in(site), scene.signed_in(site, COORDINATOR)
        by, given = scene.depositor(site), scene.text_with("margay")
        by.deposit(given)
        ahead = "SELECT count(*) FROM work WHERE julianday(due_at) > julianday('now', '+1 hour')"
        assert scene.rows(site, ahead) != [(0,)]
        with clock.open("r+b") as file:
            file.write(struct.pack("l", 0))
        assert reader.get("/library/mine").status == 200  # nobody is signed out by it
        by.publish(given)
        site.start("worker")
        took = await_that(lambda: scene.is_found(site, "margay"), 150)
        print(f"what was noted a day ahead was done {took:.0f} s after the step back")  # noqa: T201
        assert scene.health(site)["clock"] == "behind"
        assert "which is yet to come" in coordinator.get("/state").text
        scene.published(site, "numbat")
        await_that(lambda: not scene.work_left(site), 150)
