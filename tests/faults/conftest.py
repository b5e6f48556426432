"""What the tests of faults share: one installation with people in it, copied for each."""

from pathlib import Path

import pytest

from tests.faults.scene import MADE
from tests.running import running


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with a coordinator and a representative, which nobody serves."""
    folder = tmp_path_factory.mktemp("peopled") / "instance"
    with running(folder) as site:
        site.python(MADE)
    return folder
