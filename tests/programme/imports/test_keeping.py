"""Files kept between rehearsal and import: by two at once, on a full disk, on one that is broken."""

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from coalition.errors import NoRoom
from coalition.programme.imports import keeping
from coalition.web.site import settings
from tests.conftest import Someone

AT_ONCE = 2


def names() -> list[str]:
    """Return the names of the files that are kept."""
    return [path.name for path in (settings().instance / keeping.FOLDER).iterdir()]


def failing(number: int) -> Callable[..., Any]:
    """Return what fails as the system does with this number."""

    def fail(*_given: Any) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_file_that_is_sent_twice_at_once_is_kept_once(
    app: Flask, coordinator: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, replace = Barrier(AT_ONCE), Path.replace

    def together(path: Path, target: Path) -> Path:
        both.wait(10)
        return replace(path, target)

    def keep(_nth: int) -> str:
        with app.app_context():
            return keeping.keep(b"title", 1, by=coordinator.viewer)

    monkeypatch.setattr(Path, "replace", together)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        keys = list(threads.map(keep, range(AT_ONCE)))
    assert keys[0] == keys[1]
    assert names() == [f"{coordinator.viewer.person_id}-1-{keys[0]}"]
    assert keeping.kept(keys[0], 1, by=coordinator.viewer) == b"title"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_is_said_and_nothing_is_left_on_it(
    coordinator: Someone, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(Path, "replace", failing(number))
    with pytest.raises(NoRoom):
        keeping.keep(b"title", 1, by=coordinator.viewer)
    assert names() == []


def test_another_fault_of_the_disk_is_not_taken_for_a_full_one(
    coordinator: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", failing(errno.EIO))
    with pytest.raises(OSError, match="Input/output"):
        keeping.keep(b"title", 1, by=coordinator.viewer)
    assert names() == []


def test_half_written_file_is_found_by_the_number_of_its_person(
    coordinator: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look(path: Path, _target: Path) -> None:
        seen.append(path.name)

    monkeypatch.setattr(Path, "replace", look)
    keeping.keep(b"title", 1, by=coordinator.viewer)
    assert [name.startswith(f"{coordinator.viewer.person_id}-") for name in seen] == [True]
