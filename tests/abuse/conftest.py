"""Sites that are attacked: the demonstration with all its pages, shared by the tests that only read."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from coalition import create_app
from tests.conftest import settings_for
from tests.running import Running, running

PROXY = {"TRUSTED_PROXIES": "1"}  # so that each request may come from an address of its own


@pytest.fixture(scope="session")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application that is asked for the names of addresses only."""
    return create_app(settings_for(tmp_path_factory.mktemp("addresses")))


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demonstration that is loaded and not served; copied where it is changed."""
    folder = tmp_path_factory.mktemp("loaded") / "instance"
    with running(folder, REQUIRE_SECOND_FACTOR="nobody") as site:
        site.flask("demo", seconds=600)
    return folder


@contextmanager
def served_copy(loaded: Path, folder: Path, **settings: str) -> Iterator[Running]:
    """Serve a copy of the demonstration; nobody there needs a second factor."""
    shutil.copytree(loaded, folder)
    site = Running(folder, {"REQUIRE_SECOND_FACTOR": "nobody", **PROXY, **settings})
    try:
        site.serve()
        yield site
    finally:
        site.end()


@pytest.fixture(scope="session")
def demonstration(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demonstration to look at."""
    with served_copy(loaded, tmp_path_factory.mktemp("demonstration") / "instance") as site:
        yield site


@pytest.fixture(scope="module")
def attacked(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demonstration to do one's worst to."""
    with served_copy(loaded, tmp_path_factory.mktemp("attacked") / "instance") as site:
        yield site
