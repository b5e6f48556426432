"""The rehearsal: a remote moderator, a hub's host and a reader go through a whole session.

Three browsers at once. What one of them does the others see without loading anything anew.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from coalition.database import db, now, transaction
from coalition.hubs import links
from coalition.hubs.models import FollowedSession, Hub
from coalition.hubs.models import State as HubState
from coalition.members import queries as members
from coalition.programme import service as programme
from coalition.programme.description import MeetingFields, PersonFields, SessionFields
from coalition.programme.models import Role
from coalition.web.site import path_of
from tests.bench.installation import application
from tests.conftest import PASSWORD, make_person
from tests.journeys.conftest import Site
from tests.journeys.test_main_job import sign_in

pytestmark = pytest.mark.journey

TITLE = "A session that is rehearsed"
SOON = 20_000  # milliseconds in which what one does is to be seen by the others
FROM_HUB = "Can the hubs hear the second speaker?"
FROM_WEB = "Who pays for the line once the project ends?"
AGAIN = "And who pays for the line afterwards?"
ABUSE = "BUY CHEAP PILLS"


@dataclass(frozen=True)
class Stage:
    """A session that is on, its remote moderator, and the page of the host of a hub."""

    moderator: str
    questions: str
    host: str


@pytest.fixture
def stage(site: Site) -> Stage:
    """A session of today, moderated remotely and followed by the hub of Kisumu."""
    app = application(site.instance, site.url)
    mark = token_hex(4)  # each test has people of its own
    moderator = f"moderator-{mark}@example.org"
    with app.app_context():
        coordinator = members.viewer_of(make_person(f"{mark}@example.org", coordinator=True).id)
        make_person(moderator)
        today = datetime.now(UTC).date()
        days = today - timedelta(days=1), today + timedelta(days=1)
        meeting = programme.create_meeting(
            MeetingFields("A meeting that is rehearsed", "Asia/Baku", *days), by=coordinator
        )
        remote = PersonFields(Role.REMOTE_MODERATOR, "Rim", "", moderator)
        starts_at = now() - timedelta(minutes=5)
        fields = SessionFields(
            TITLE, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), people=(remote,)
        )
        session = programme.create_session(meeting.id, fields, by=coordinator, despite_clashes=True)
        found = Stage(
            moderator,
            path_of("questions.index", session_id=session.id),
            path_of("hubs.host", token=_host_of(meeting.id, session.id)),
        )
        db.session.remove()
        db.engine.dispose()
    return found


def _host_of(meeting_id: int, session_id: int) -> str:
    """Return the token of the host's page of an accepted hub that follows the session."""
    with transaction():
        hub = Hub(
            meeting_id=meeting_id,
            host="Kisumu Library",
            country="KE",
            city="Kisumu",
            timezone="Africa/Nairobi",
            coordinator_name="Akinyi",
            coordinator_email="akinyi@example.org",
            language="en",
            state=HubState.ACCEPTED,
        )
        db.session.add(hub)
        db.session.flush()
        db.session.add(FollowedSession(hub_id=hub.id, session_id=session_id))
    return links.make_link(hub.id)


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[Callable[[], Page]]:
    """Opens a browser of another person each time it is called."""
    contexts = []

    def opened() -> Page:
        context = browser.new_context(base_url=site.url, locale="en-GB")
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def ask(page: Page, text: str, name: str = "") -> None:
    """Fill in the form and ask."""
    page.get_by_label("Your question").fill(text)
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("h1")).to_have_text("Your question")


def card(desk: Page, text: str) -> Locator:
    """Return the card of a question on the desk."""
    return desk.locator(".card", has=desk.locator(".question-text", has_text=text))


def press(desk: Page, text: str, act: str) -> None:
    """Press a button of a question's card."""
    card(desk, text).get_by_role("button", name=act).click()


def test_moderator_host_and_reader_go_through_a_session(
    window: Callable[[], Page], stage: Stage
) -> None:
    desk, hub, reader, screen = (window() for _ in range(4))

    # the moderator signs in and comes to the desk; the screen in the room waits
    sign_in(desk, stage.moderator, PASSWORD)
    desk.goto(stage.questions)
    desk.get_by_role("link", name="To the desk").click()
    expect(desk.get_by_text("Nothing waits.")).to_be_visible()
    screen.goto(f"{stage.questions}/display")
    expect(screen.get_by_text("No question is forwarded yet.")).to_be_visible()

    # the host asks from the page of the hub, readers from the page of the session
    hub.goto(stage.host)
    hub.get_by_role("link", name="Ask a question").first.click()
    expect(hub.get_by_text("From the hub in Kisumu")).to_be_visible()
    ask(hub, FROM_HUB)
    reader.goto(stage.questions)
    for text in (AGAIN, ABUSE, FROM_WEB):
        reader.goto(stage.questions)
        ask(reader, text, "Ada")

    # all of it comes to the desk by itself
    expect(card(desk, FROM_WEB)).to_be_visible(timeout=SOON)
    expect(card(desk, FROM_HUB)).to_contain_text("Hub Kisumu")

    # abuse is declined with its reason
    card(desk, ABUSE).get_by_role("link", name="More …").click()
    desk.get_by_label("Reason").fill("Advertisement.")
    desk.get_by_role("button", name="Decline the question").click()
    expect(desk.locator("#waiting")).to_contain_text("3")

    # two that ask the same are put together, by keyboard the hub's is forwarded
    for text in (AGAIN, FROM_WEB):
        card(desk, text).get_by_role("checkbox").check()
    desk.get_by_role("button", name="Put the chosen ones together").click()
    expect(card(desk, AGAIN)).to_contain_text("with 1 other")
    card(desk, FROM_HUB).get_by_role("button", name="Forward").focus()
    desk.keyboard.press("f")
    expect(desk.locator("#forwarded")).to_contain_text("1")
    press(desk, AGAIN, "Forward")
    press(desk, FROM_HUB, "Put now")
    expect(card(desk, FROM_HUB)).to_contain_text("Put now")

    # the screen, the host and the reader see it without doing anything
    expect(screen.locator(".screen-now")).to_contain_text(FROM_HUB, timeout=SOON)
    expect(screen.locator(".screen-next")).to_contain_text(AGAIN)
    expect(hub.locator("main")).to_contain_text("It is put to the session now.", timeout=SOON)
    expect(reader.locator("main")).to_contain_text(
        "Your question was put together with another one", timeout=SOON
    )
    reader.get_by_role("link", name="All questions of the session").click()
    expect(reader.locator("#questions-queue")).to_contain_text("Hub Kisumu")
    expect(reader.locator("#questions-queue")).not_to_contain_text(ABUSE)

    # what the reader is typing stays while the queue moves
    reader.get_by_label("Your question").fill("I am still writing")
    press(desk, FROM_HUB, "Answered")
    expect(reader.locator("#answered")).to_be_visible(timeout=SOON)
    expect(reader.get_by_label("Your question")).to_have_value("I am still writing")

    # the session ends: the desk is closed, what remains is left over and answered in writing
    desk.get_by_role("button", name="Close now").click()
    desk.get_by_role("button", name="Leave over all that remain").click()
    expect(desk.get_by_text("1 question is left over.")).to_be_visible()
    expect(reader.get_by_text("Questions are closed at the moment")).to_be_visible(timeout=SOON)
    desk.get_by_role("link", name="Answers", exact=True).click()
    desk.get_by_role("link", name="Write an answer").filter(has_text=AGAIN).click()
    desk.get_by_label("Answer", exact=True).fill("The municipality does.")
    desk.get_by_role("button", name="Keep the answer").click()
    desk.get_by_role("link", name="Answers", exact=True).click()
    desk.get_by_role("button", name="Publish the answers").click()
    expect(reader.get_by_text("The municipality does.")).to_be_visible(timeout=SOON)

    # the report is ready made
    desk.goto(f"{stage.questions}/report")
    total = desk.locator("tr.total td")
    expect(total).to_have_text(["4", "2", "2", "0", "1", "1", "0"])
    expect(desk.get_by_role("row", name="Kisumu")).to_contain_text("1")


def test_session_is_gone_through_without_scripts(
    browser: Browser, site: Site, stage: Stage
) -> None:
    contexts = [
        browser.new_context(base_url=site.url, locale="en-GB", java_script_enabled=False)
        for _ in range(2)
    ]
    desk, reader = (context.new_page() for context in contexts)
    sign_in(desk, stage.moderator, PASSWORD)
    reader.goto(stage.questions)
    ask(reader, FROM_WEB, "Ada")
    desk.goto(f"{stage.questions}/desk")
    press(desk, FROM_WEB, "Forward")
    reader.reload()
    expect(reader.locator("main")).to_contain_text("It is forwarded to the session")
    press(desk, FROM_WEB, "Answered")
    reader.get_by_role("link", name="All questions of the session").click()
    expect(reader.locator("#questions-queue")).to_contain_text("Answered")
    for context in contexts:
        context.close()
