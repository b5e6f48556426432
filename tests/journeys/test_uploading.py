"""Sending a large file: cut off, reloaded, refused, cancelled, without scripts, clicked twice."""

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from coalition.demonstration.loading import PASSWORD
from tests.journeys.conftest import Site
from tests.journeys.test_main_job import sign_in

DEPOSITOR = "representative.eifl@example.org"
PIECES = re.compile(r"/library/uploads/[^/]+/pieces")
RECEIPT = re.compile(r"/library/\d+/(receipt|edit)")

pytestmark = pytest.mark.journey


@pytest.fixture
def depositor(page: Page) -> Page:
    """A depositor who looks at the form that takes files."""
    sign_in(page, DEPOSITOR, PASSWORD)
    page.goto("/library/new")
    return page


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A text of 6 MB, which takes several pieces."""
    name = f"Doors {secrets.token_hex(4)}"
    path = tmp_path / f"{name}.txt"
    path.write_bytes(f"{name} are open, and the next are too.\n".encode() * 150_000)
    return path


@pytest.fixture
def plain(browser: Browser, site: Site) -> Iterator[Page]:
    """A browser without scripts."""
    context = browser.new_context(base_url=site.url, locale="en-GB", java_script_enabled=False)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, DEPOSITOR, PASSWORD)
    page.goto("/library/new")
    yield page
    context.close()


def choose(page: Page, *paths: Path) -> None:
    """Choose files."""
    page.locator("input[type=file]").set_input_files([str(path) for path in paths])


def deposit(page: Page) -> None:
    """Press the button."""
    page.get_by_role("button", name="Deposit", exact=True).click()


def cut_after(page: Page, count: int, *, times: int = 10**6) -> list[str]:
    """Let this many pieces through, then cut the connection; return the addresses asked for."""
    asked: list[str] = []

    def pass_on(route: Route) -> None:
        asked.append(route.request.url)
        cut = count < len(asked) <= count + times
        route.abort("connectionreset") if cut else route.continue_()

    page.route(PIECES, pass_on)
    return asked


def offsets(addresses: list[str]) -> list[int]:
    """Return where the pieces of these addresses begin."""
    return [int(address.rpartition("=")[2]) for address in addresses]


def test_an_upload_that_is_cut_off_goes_on_by_itself(depositor: Page, paper: Path) -> None:
    asked = cut_after(depositor, 2, times=1)
    choose(depositor, paper)
    deposit(depositor)
    depositor.wait_for_url(RECEIPT)
    begun = offsets(asked)
    assert begun[2] == begun[3] > 0  # the piece that was lost, and no other, was sent again
    assert begun == sorted(begun)


def test_an_upload_goes_on_after_a_reload_when_the_file_is_chosen_again(
    depositor: Page, paper: Path
) -> None:
    asked = cut_after(depositor, 2)
    choose(depositor, paper)
    deposit(depositor)
    expect(depositor.get_by_text("The connection was lost.")).to_be_visible()
    stopped_at = offsets(asked)[2]
    depositor.unroute(PIECES)
    depositor.on("dialog", lambda dialog: dialog.accept())  # leave, though a file is being sent
    depositor.goto("/library/new")
    again = cut_after(depositor, 10**6)
    choose(depositor, paper)
    deposit(depositor)
    depositor.wait_for_url(RECEIPT)
    assert offsets(again)[0] == stopped_at > 0


def test_a_file_that_is_too_large_is_told_before_a_byte_is_sent(
    depositor: Page, tmp_path: Path, paper: Path
) -> None:
    asked = cut_after(depositor, 10**6)
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(200_000_001)
    choose(depositor, large, paper)
    refusal = depositor.get_by_text("The file is larger than 200 MB")
    expect(refusal).to_be_visible()
    deposit(depositor)
    expect(depositor.get_by_role("link", name=paper.name)).to_be_visible()
    expect(refusal).to_be_visible()
    assert len({address.split("/")[-2] for address in asked}) == 1


def test_a_cancelled_upload_is_forgotten(depositor: Page, paper: Path, site: Site) -> None:
    cut_after(depositor, 1)
    choose(depositor, paper)
    deposit(depositor)
    expect(depositor.get_by_text("The connection was lost.")).to_be_visible()
    before = len(list((site.instance / "files" / "uploads").iterdir()))
    with depositor.expect_response(re.compile("/cancel$")):
        depositor.get_by_role("button", name="Cancel").click()
    expect(depositor.get_by_text("Cancelled", exact=True)).to_be_visible()
    assert len(list((site.instance / "files" / "uploads").iterdir())) == before - 1


def test_several_files_become_several_drafts(depositor: Page, tmp_path: Path) -> None:
    papers = [tmp_path / f"Window {number} of three.txt" for number in range(3)]
    for paper in papers:
        paper.write_text(f"What {paper.name} says.")
    choose(depositor, *papers)
    deposit(depositor)
    depositor.wait_for_url("**/library/mine")
    for paper in papers:
        expect(depositor.get_by_role("link", name=paper.stem, exact=True)).to_be_visible()


def test_without_scripts_two_clicks_make_one_draft(plain: Page, paper: Path) -> None:
    choose(plain, paper)
    plain.get_by_role("button", name="Deposit", exact=True).dblclick()
    plain.wait_for_url(RECEIPT)
    plain.goto("/library/mine")
    expect(plain.get_by_role("link", name=paper.stem, exact=True)).to_have_count(1)


def test_without_scripts_too_large_a_file_is_answered_with_a_page(
    plain: Page, tmp_path: Path
) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(300_000_000)
    choose(plain, large)
    deposit(plain)
    expect(plain.get_by_text("larger than 200 MB, the most this site accepts")).to_be_visible()
