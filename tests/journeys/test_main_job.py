"""The main job: apply, confirm, be asked, answer, be approved, deposit, search, read."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from coalition.demonstration.loading import PASSWORD as DEMONSTRATION_PASSWORD
from tests.conftest import SHARED
from tests.journeys.conftest import Site

PASSWORD = "many words in a row"
PAPER = SHARED / "files" / "d012_rfc8890.pdf"
LAST_PAGE, WORD = 10, "Klensin"  # stands on the last page only

pytestmark = pytest.mark.journey


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[Callable[[], Page]]:
    """Opens a browser window of another person each time it is called."""
    contexts = []

    def opened() -> Page:
        context = browser.new_context(base_url=site.url, locale="en-GB")
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in by the form."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("header").get_by_role("link", name="Apply to join")).to_have_count(0)


def search(page: Page, words: str) -> None:
    """Search by the box that stands on every page."""
    page.goto("/library/")
    box = page.locator("input[name=q]").first
    box.fill(words)
    box.press("Enter")


def apply(page: Page) -> None:
    """Fill in the application of a new organisation and hand it in."""
    page.goto("/members/apply")
    page.get_by_label("Name in its own language").fill("Biblioteca del Viajero Inventada")
    page.get_by_label("Language of that name").select_option("es")
    page.get_by_label("Name in English").fill("Invented Traveller's Library")
    page.get_by_label("Country or territory").select_option("AR")
    page.get_by_label("Stakeholder group").select_option(label="Civil society")
    page.get_by_label("Website").fill("www.viajero.example.org")
    page.locator("textarea[name=reason]").fill("We lend books and screens to people on the road.")
    page.get_by_label("Your name").fill("Librarian on the road")
    page.get_by_label("Your e-mail address").fill("librarian@viajero.example.org")
    page.get_by_label("A password for your account").fill(PASSWORD)
    page.get_by_role("button", name="Apply", exact=True).click()


def deposit(page: Page, *, audience: str) -> str:
    """Deposit the paper, wait until it is read, publish it; return its address."""
    page.goto("/library/new")
    page.locator("input[type=file]").set_input_files(str(PAPER))
    page.get_by_role("button", name="Deposit", exact=True).click()
    page.wait_for_url(re.compile(r"/library/\d+/receipt"))
    address = urlsplit(page.url).path.removesuffix("/receipt")
    expect(page.get_by_text(f"{LAST_PAGE} pages").first).to_be_visible()
    page.get_by_role("link", name="Go on: describe and publish").click()
    page.get_by_label("Kind of document").select_option("background-paper")
    page.get_by_label("English", exact=True).check()
    page.get_by_label("Licence").select_option("CC-BY-4.0")
    page.get_by_label(audience).check()
    page.get_by_role("button", name="Save and publish").click()
    page.wait_for_url(f"**{address}")
    return address


@pytest.mark.skipif(
    not PAPER.exists(), reason=f"NO SHARED DATA: {PAPER} is not beside the checkout"
)
def test_main_job_from_application_to_reading(
    page: Page, window: Callable[[], Page], site: Site
) -> None:
    apply(page)
    page.goto(site.link_mailed_to("librarian@viajero.example.org"))
    page.get_by_role("button", name="Hand in the application").click()

    coordinator = window()
    sign_in(coordinator, "coordinator@example.org", DEMONSTRATION_PASSWORD)
    coordinator.goto("/members/queue")
    coordinator.get_by_role("link", name="Biblioteca del Viajero Inventada").click()
    coordinator.get_by_label("Your question").fill("Where do you stop most often?")
    coordinator.get_by_role("button", name="Send the question").click()
    expect(coordinator.get_by_text("Where do you stop most often?").first).to_be_visible()

    page.goto("/members/mine")
    expect(page.get_by_text("Where do you stop most often?").first).to_be_visible()
    page.get_by_label("Your answer").fill("In villages without a library.")
    page.get_by_role("button", name="Send the answer").click()

    coordinator.reload()
    expect(coordinator.get_by_text("In villages without a library.")).to_be_visible()
    coordinator.get_by_role("button", name="Approve", exact=True).click()
    page.goto("/members/?q=viajero")
    expect(page.get_by_role("link", name="Biblioteca del Viajero Inventada")).to_be_visible()

    address = deposit(page, audience="Everybody")
    expect_found_at_its_page(page, address)
    expect_found_at_its_page(window(), address)


@pytest.mark.skipif(
    not PAPER.exists(), reason=f"NO SHARED DATA: {PAPER} is not beside the checkout"
)
def test_paper_for_members_is_found_by_members_only(page: Page, window: Callable[[], Page]) -> None:
    sign_in(page, "representative@example.org", DEMONSTRATION_PASSWORD)
    address = deposit(page, audience="Members of the coalition only")
    expect_found_at_its_page(page, address)

    reader = window()
    search(reader, WORD)
    expect(reader.locator(f"main a[href^='{address}']")).to_have_count(0)
    answer = reader.goto(address)
    assert answer is not None
    assert answer.status == 404


def expect_found_at_its_page(page: Page, address: str) -> None:
    """Search for the word until the index has it, and open the hit at the page with the word marked."""
    hit = page.locator(f"main a[href^='{address}'][href$='#page-{LAST_PAGE}']").first
    for _ in range(20):
        search(page, WORD)
        if hit.count():
            break
        page.wait_for_timeout(500)
    expect(page.locator("main mark", has_text=WORD).first).to_be_visible()
    hit.click()
    mark = page.locator(f"#page-{LAST_PAGE} mark", has_text=WORD).first
    expect(mark).to_be_visible()
    expect(page.locator(f"#page-{LAST_PAGE}")).to_be_in_viewport()
