"""Every page for everyone: no barrier, valid HTML, no sideways scroll, on phone and desk, light and dark."""

import re
from functools import partial

import pytest
from playwright.sync_api import Browser, Page

from coalition.demonstration.loading import PASSWORD
from tests.journeys import axe, validity
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey

PEOPLE = {
    "anonymous": "",
    "applicant": "applicant@example.org",
    "representative": "representative@example.org",
    "coordinator": "coordinator@example.org",
}
PAGES = {
    "anonymous": [
        "/",
        "/sign-in",
        "/forgotten",
        "/reset/spent",
        "/members/",
        "/members/?q=nobody-is-called-this",
        "/members/?region=grulac",
        "/members/2",
        "/members/apply",
        "/members/handed-in",
        "/members/confirm/spent",
        "/members/invitation/spent",
        "/library/",
        "/library/1",
        "/library/1/versions/1",
        "/library/1?q=library&page=2",
        "/search",
        "/search/help",
        "/search?q=access&from=2012&to=2013",
        "/search?q=access&from=soon",
        "/search?q=library+access&kind=report",
        "/search?q=nothing-has-this-word",
        "/search?q=%22half+a+phrase",
        "/search?q=library&unfold=why:document:1",
        "/library/unread",
        "/search?what=session&what=news",
        "/meetings",
        "/meetings/1",
        "/meetings/2",
        "/meetings/2?view=list&theme=1",
        "/meetings/own",
        "/meetings/zone",
        "/meetings/sessions/10/follow",
        "/meetings/2/hubs",
        "/meetings/2/hubs/new",
        "/hubs/3",
        "/sessions/1",
        "/sessions/6",
        "/sessions/10",
        "/sessions/12",
        "/sessions/1/questions",
        "/sessions/6/questions",
        "/sessions/6/questions/display",
        "/news",
        "/news/1",
        "/news/letters",
        "/privacy",
        "/usage",
        "/members/4/usage",
        "/api",
        "/oai",
        "/oai?verb=Identify",
        "/oai?verb=ListSets",
        "/oai?verb=ListRecords&metadataPrefix=marcxml",
        "/no-such-page",
    ],
    "applicant": ["/members/mine", "/account"],
    "representative": [
        "/",
        "/account",
        "/account/acts",
        "/account/confirm",
        "/account/data",
        "/account/erase",
        "/account/factors",
        "/account/factors/app",
        "/account/factors/codes",
        "/account/factors/passkey",
        "/account/tokens",
        "/account/tokens/new",
        "/account/tokens/made",
        "/audit",
        "/members/mine",
        "/members/4/edit",
        "/members/4/representatives",
        "/library/mine",
        "/library/new",
        "/library/new?empty",
        "/members/queue",
        "/meetings/own",
        "/meetings/2/sessions/new",
        "/sessions/6/questions/desk",
        "/sessions/6/questions/report",
        "/sessions/6/report/edit",
    ],
    "coordinator": [
        "/",
        "/account",
        "/account/acts",
        "/account/data",
        "/account/erase",
        "/audit",
        "/audit?what=documents&since=2020-01-01",
        "/audit?person=nobody-is-called-this",
        "/audit?subject=%C2%A7",
        "/coordinators",
        "/dois",
        "/given-up",
        "/preservation",
        "/privacy",
        "/privacy/requests",
        "/state",
        "/members/queue",
        "/members/groups",
        "/members/4/application",
        "/members/27/application",
        "/library/mine",
        "/library/review",
        "/library/subjects",
        "/library/2/edit",
        "/library/2/receipt",
        "/library/21/versions/1/compare/2",
        "/library/2/versions/new",
        "/library/2/withdraw",
        "/meetings/new",
        "/meetings/2",
        "/meetings/2/edit",
        "/meetings/2/import",
        "/meetings/2/hubs/queue",
        "/meetings/1/reports",
        "/meetings/proposals",
        "/meetings/sessions/10/edit",
        "/meetings/sessions/10/cancel",
        "/sessions/10/documents",
        "/news",
        "/news/new",
        "/news/1/edit",
    ],
}
WIDTHS = (360, 1280)
AS_A_PAGE = {"Sec-Fetch-Dest": "document"}  # what a window asks for; harvesters are given XML


def sign_in(page: Page, email: str) -> None:
    """Sign in by the form and close the page."""
    page.goto("/sign-in")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/$"))
    page.close()


@pytest.mark.parametrize("name", PEOPLE)
def test_no_page_has_a_barrier_or_scrolls_sideways(browser: Browser, site: Site, name: str) -> None:
    context = browser.new_context(
        base_url=site.url,
        bypass_csp=True,  # for the checker's own script; test_scripts_and_styles holds the policy
        locale="en-GB",
    )
    if PEOPLE[name]:
        sign_in(context.new_page(), PEOPLE[name])
    page = context.new_page()
    found = {}
    for path in PAGES[name]:
        page.goto(path)
        wrong = [f"{width}: {one}" for width in WIDTHS for one in _barriers(page, width)]
        if wrong:
            found[path] = wrong
    context.close()
    assert found == {}


def _barriers(page: Page, width: int) -> list[str]:
    """Return what is wrong with a page at this width; in the dark nothing differs but colours."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="light")
    wrong = axe.violations(page)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        wrong.append("the page scrolls sideways")
    page.emulate_media(color_scheme="dark")
    return wrong + [f"dark: {one}" for one in axe.violations(page, "color-contrast")]


def test_every_page_is_valid_html(browser: Browser, site: Site) -> None:
    sources = {}
    for name, paths in PAGES.items():
        context = browser.new_context(base_url=site.url, locale="en-GB")
        if PEOPLE[name]:
            sign_in(context.new_page(), PEOPLE[name])
        for path in paths:
            sources[f"{name} {path}"] = context.request.get(path, headers=AS_A_PAGE).text()
        context.close()
    try:
        found = validity.errors_of(sources)
    except validity.Missing as reason:
        pytest.skip(f"NOT CHECKED: {reason}")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_scripts_and_styles_keep_to_the_policy(browser: Browser, site: Site) -> None:
    said: list[str] = []
    for name, paths in PAGES.items():
        context = browser.new_context(base_url=site.url, locale="en-GB")
        if PEOPLE[name]:
            sign_in(context.new_page(), PEOPLE[name])
        page = context.new_page()
        page.on("console", partial(_note, said))
        page.on("pageerror", partial(_note, said))
        for path in paths:
            page.goto(path)
        context.close()
    assert [line for line in said if "status of 4" not in line] == []  # pages that are 4xx say so


def _note(said: list[str], message: object) -> None:
    said.append(str(getattr(message, "text", message)))


@pytest.mark.parametrize("path", ["/", "/search?q=library", "/members/", "/library/1"])
def test_pages_read_from_right_to_left_in_arabic(browser: Browser, site: Site, path: str) -> None:
    context = browser.new_context(
        base_url=site.url, locale="ar", viewport={"width": 360, "height": 800}, bypass_csp=True
    )
    page = context.new_page()
    page.goto(path)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert axe.violations(page) == []
    context.close()


@pytest.mark.parametrize("path", ["/", "/search?q=library", "/members/apply", "/library/1"])
def test_pages_work_at_double_zoom(browser: Browser, site: Site, path: str) -> None:
    # 200 % of a window 1280 wide leaves 640 to the page.
    context = browser.new_context(base_url=site.url, viewport={"width": 640, "height": 400})
    page = context.new_page()
    page.goto(path)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()


@pytest.mark.parametrize("path", ["/", "/sign-in", "/search?q=library", "/library/", "/library/1"])
def test_first_view_is_under_100_kb_over_the_wire(browser: Browser, site: Site, path: str) -> None:
    context = browser.new_context(base_url=site.url, locale="en-GB")
    page = context.new_page()
    received = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(path, wait_until="networkidle")
    assert 0 < sum(received) < 100_000
    context.close()


def test_main_pages_work_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto("/")
    page.locator("input[type=search]").first.fill("community networks")
    page.keyboard.press("Enter")
    page.locator("main mark").first.wait_for()
    page.locator("main a[href*='#page-']").first.click()
    assert page.locator("main mark").count() > 0
    page.goto("/sign-in")
    page.locator("#email").fill(PEOPLE["coordinator"])
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("summary", has_text="First coordinator").click()
    page.get_by_role("link", name="Applications").first.click()
    assert page.locator("h1").inner_text() == "Applications"
    context.close()
