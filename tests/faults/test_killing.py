"""Site and worker are killed under load, time and again: what was answered is there, once."""

import json
import os
from pathlib import Path

import pytest

from tests.endurance.killing import trial

pytestmark = pytest.mark.hard
ROUNDS = int(os.environ.get("KILL_ROUNDS", "20"))


def test_killed_under_load(tmp_path: Path) -> None:
    found = trial(tmp_path / "instance", ROUNDS, seed=1, is_apart=True)
    print(json.dumps(found))  # noqa: T201 the figures
    assert found["faults"] == []
    assert found["deposits answered"] > 0
