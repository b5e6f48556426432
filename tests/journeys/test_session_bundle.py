"""The ZIP of a session, unpacked and opened with no network: every link of its page holds."""

import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from coalition.programme.models import Use
from tests.conftest import Someone
from tests.sessions.conftest import Held
from tests.sessions.conftest import held as held

TITLES = ("Reading & rooms? “100%” #1", "كتيب المكتبات العامة", "图书馆与互联网", "../..\\up")


@pytest.fixture
def page_of_the_zip(held: Held, anonymous: Someone, tmp_path: Path) -> Path:
    """The page of a ZIP with documents of many scripts, unpacked on the disk."""
    for number, title in enumerate(TITLES):
        held.document(
            title, use=list(Use)[number], name=f"file-{number}.txt", text=f"Text {number}."
        )
    with anonymous.client.get(f"{held.address}.zip") as answer:
        content = answer.get_data()
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return folder / "index.html"


def test_all_links_hold_with_no_network(
    app: Flask,
    browser: Browser,
    page_of_the_zip: Path,
) -> None:
    context = browser.new_context(offline=True, java_script_enabled=False, locale="en")
    failed: list[str] = []
    context.on("requestfailed", lambda request: failed.append(request.url))
    page = context.new_page()
    page.goto(page_of_the_zip.as_uri())
    assert page.locator("h1").inner_text() == "Digital inclusion"
    assert page.locator("body").evaluate("body => getComputedStyle(body).maxWidth") != "none"
    links = page.locator("a")
    names = [links.nth(n).inner_text() for n in range(links.count())]
    assert names == ["Calendar entry", *TITLES]
    for number, title in enumerate(TITLES):
        page.goto(page_of_the_zip.as_uri())
        page.get_by_role("link", name=title, exact=True).click()
        assert page.locator("body").inner_text() == f"Text {number}."
    assert failed == []
    with page.expect_download() as download:
        page.goto(page_of_the_zip.as_uri())
        page.get_by_role("link", name="Calendar entry").click()
    assert Path(download.value.path()).read_bytes().startswith(b"BEGIN:VCALENDAR")
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_page_fits_every_width(browser: Browser, page_of_the_zip: Path, width: int) -> None:
    context = browser.new_context(offline=True, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(page_of_the_zip.as_uri())
    wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()
    assert not wider
