"""Searching by hand: suggestions, the bars of years, and the places in a document, with keys alone."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey


def search_box(page: Page) -> Locator:
    """Return the box for words, which becomes a combobox once it is entered."""
    return page.locator('form.search-box input[name="q"]')


def test_a_suggested_title_opens_by_arrow_and_enter(page: Page) -> None:
    page.goto("/search")
    box = search_box(page)
    box.press_sequentially("statement of n")
    option = page.get_by_role("option", name="Statement of need and action plan")
    expect(option).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("combobox")).to_have_count(1)
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/library/1$"))


def test_an_answer_that_comes_late_takes_no_choice_away(page: Page) -> None:
    held: list[Route] = []
    page.route("**/search/suggest?q=statement+of+n", lambda route: held.append(route))
    page.goto("/search")
    box = search_box(page)
    box.press_sequentially("statement of")
    option = page.get_by_role("option", name="Statement of need and action plan")
    expect(option).to_be_visible()
    with page.expect_request("**/search/suggest?q=statement+of+n"):
        box.press_sequentially(" n")
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    (late,) = held
    late.fulfill(json=[])  # goes nowhere: the box asks no more once something is chosen
    page.wait_for_timeout(200)
    expect(option).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/library/1$"))


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page: Page) -> None:
    page.goto("/library/")
    box = search_box(page)
    box.press_sequentially("libr")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("ArrowUp")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_value("libr")


def test_suggestions_move_nothing_on_the_page(page: Page) -> None:
    page.goto("/library/")
    before = page.locator("main").bounding_box()
    search_box(page).press_sequentially("libr")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert page.locator("main").bounding_box() == before


def test_one_letter_asks_for_nothing(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/search")
    search_box(page).press_sequentially("l")
    page.wait_for_timeout(400)
    assert [url for url in asked if "suggest?" in url] == []


@pytest.fixture
def bars(page: Page) -> Page:
    """A page of results with its bars of years."""
    page.goto("/search?q=library")
    return page


def test_years_are_chosen_with_shift_and_arrows(bars: Page) -> None:
    bars.locator(".years-chart a").first.focus()
    bars.keyboard.press("Shift+ArrowRight")
    expect(bars.locator("[data-brush-said]")).to_have_text("2012 to 2013")
    bars.keyboard.press("Enter")
    expect(bars).to_have_url(re.compile(r"\?q=library&from=2012&to=2013$"))


def test_years_are_chosen_by_drawing_across_the_bars(bars: Page) -> None:
    first, second = (bars.locator(".years-chart a").nth(n) for n in (0, 1))
    first.hover()
    bars.mouse.down()
    box = second.bounding_box()
    assert box is not None
    bars.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    bars.mouse.up()
    expect(bars).to_have_url(re.compile(r"\?q=library&from=2012&to=2013$"))


def test_a_pressed_bar_chooses_its_year(bars: Page) -> None:
    bars.locator(".years-chart a").nth(1).click()
    expect(bars).to_have_url(re.compile(r"from=2013&to=2013"))


def test_years_are_typed_where_there_are_no_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(
        base_url=site.url, java_script_enabled=False, viewport={"width": 1280, "height": 800}
    )
    page = context.new_page()
    page.goto("/search?q=library&kind=report")
    page.locator("#first-year").fill("2013")
    page.locator("#first-year").press("Enter")
    assert page.url == f"{site.url}/search?kind=report&q=library&from=2013&to="
    assert page.locator(".chip").all_inner_texts()[-2].strip().endswith("Year: from 2013")
    context.close()


def test_what_is_folded_is_brought_when_it_is_unfolded_by_key(page: Page, site: Site) -> None:
    page.goto("/search?q=library")
    why = page.locator(".more summary", has_text="Why here").first
    why.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".more table")).to_have_count(1)
    expect(why).to_be_focused()
    assert page.url == f"{site.url}/search?q=library"


def test_what_is_folded_is_a_page_where_there_are_no_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search?q=library")
    page.locator(".more summary", has_text="Why here").first.click()
    page.locator(".more details[open] > a").click()
    expect(page.locator("#unfolded table")).to_be_visible()
    context.close()


def test_n_and_p_go_from_place_to_place_until_they_are_turned_off(page: Page) -> None:
    page.goto("/library/1?q=libraries")
    position = page.locator("[data-position]")
    count = page.locator(".reading mark").count()
    page.keyboard.press("n")
    expect(position).to_have_text(f"1 of {count}")
    page.keyboard.press("n")
    expect(position).to_have_text(f"2 of {count}")
    expect(page.locator("mark.is-current")).to_have_attribute("id", "place-2")
    page.keyboard.press("p")
    expect(position).to_have_text(f"1 of {count}")
    page.keyboard.press("p")
    expect(position).to_have_text("This is the first place.")
    page.get_by_label("Keys n and p").uncheck()
    page.keyboard.press("n")
    expect(position).to_have_text("This is the first place.")
    page.get_by_role("button", name="Next place").click()
    expect(position).to_have_text(f"2 of {count}")


def test_n_is_a_letter_where_one_types(page: Page) -> None:
    page.goto("/library/1?q=libraries")
    box = page.get_by_role("searchbox", name="Search in this document")
    box.press("End")
    box.press("n")
    expect(box).to_have_value("librariesn")
    expect(page.locator("mark.is-current")).to_have_count(0)
