"""A running site on a free port of this machine, and a real browser to walk through it."""

import email
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    ),
    None,
)
SECONDS = 60
expect.set_options(timeout=20_000)  # two sites and two browsers share a small machine


@dataclass(frozen=True)
class Site:
    """A site that is being served: its address and its instance folder."""

    url: str
    instance: Path

    def flask(self, *arguments: str) -> str:
        """Run a flask command on this site's instance and return what it printed."""
        done = subprocess.run(  # noqa: S603 our own command
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT,
            env=environment(self.instance, self.url),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def link_mailed_to(self, address: str) -> str:
        """Return the link in the newest letter to this address, waiting for the letter."""
        for _ in range(SECONDS * 10):
            found = sorted((self.instance / "mail").glob(f"*-{address}.eml"))
            if found:
                letter = email.message_from_bytes(found[-1].read_bytes(), policy=policy.default)
                link = re.search(rf"{re.escape(self.url)}\S+", letter.get_content())
                if link:
                    return link[0]
            time.sleep(0.1)
        raise AssertionError(f"no letter with a link to {address}")


def environment(instance: Path, url: str) -> dict[str, str]:
    """Return the environment of a site in this folder, at this address."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "INSTANCE": str(instance),
        "PORT": url.rpartition(":")[2],
        "PASSWORD_COST": "test",
    }


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration coalition, served by the command a volunteer would use."""
    port = free_port()
    found = Site(f"http://127.0.0.1:{port}", tmp_path_factory.mktemp("site"))
    found.flask("demo")
    server = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
        cwd=ROOT,
        env=environment(found.instance, found.url),
    )
    try:
        _wait_for(f"{found.url}/healthz")
        yield found
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str) -> None:
    for _ in range(SECONDS * 10):
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 an address of this machine
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {url}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or a loud skip."""
    if CHROMIUM is None:
        pytest.skip("NO BROWSER: journeys are skipped; install chromium to run them")
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A fresh browser window that knows nothing of others."""
    context = browser.new_context(base_url=site.url, locale="en-GB")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
