"""What the tests of search share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """An empty shelf in a folder of its own."""
    shelf = Shelf(tmp_path / "index")
    yield shelf
    shelf.index.close()
