"""A coordinator whose role needs a second factor: an app, a passkey, and signing in with it alone.

On a site of its own, at localhost: browsers tie no passkeys to an address without a name. The
passkey is kept by a virtual authenticator of Chromium.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import free_port
from tests.running import Running, running

pytestmark = pytest.mark.journey
EMAIL = "ada@example.org"
PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def named_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A site at localhost where coordinators need a second factor, with one coordinator."""
    folder: Path = tmp_path_factory.mktemp("named")
    port = free_port()
    settings = {
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
        "REQUIRE_SECOND_FACTOR": "coordinators",
    }
    with running(folder, **settings) as site:
        site.port = port
        said = site.flask("create-coordinator", EMAIL, "--name", "Ada")
        link = re.search(r"/reset/\S+", said)
        assert link is not None
        (folder / "link").write_text(link[0])
        site.serve()
        yield site


@pytest.fixture
def window(browser: Browser, named_site: Running) -> Iterator[Page]:
    """A browser window that has a virtual authenticator, which recognises its owner."""
    address = named_site.settings["SITE_URL"]
    context = browser.new_context(base_url=address, locale="en-GB")
    context.set_default_timeout(15_000)
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield page
    context.close()


def test_coordinator_sets_up_an_app_and_a_passkey_and_signs_in_with_each(
    window: Page, named_site: Running
) -> None:
    window.goto((named_site.instance / "link").read_text())
    window.get_by_label("New password", exact=True).fill(PASSWORD)
    window.get_by_label("New password, once more").fill(PASSWORD)
    window.get_by_role("button", name="Change password").click()
    expect(window.get_by_text("You have no second factor yet")).to_be_visible()
    window.goto("/members/queue")
    expect(window.get_by_role("heading", name="Ways to sign in")).to_be_visible()

    window.get_by_role("link", name="Add an app").click()
    window.get_by_role("button", name="Go on").click()
    secret = window.locator(".copy-line code").inner_text().replace(" ", "")
    expect(window.locator("img.qr")).to_be_visible()
    window.get_by_label("Code the app shows now").fill(pyotp.TOTP(secret).now())
    window.get_by_role("button", name="Turn it on").click()
    codes = window.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    window.get_by_role("button", name="I have kept them").click()
    window.goto("/members/queue")
    expect(window.get_by_role("heading", level=1)).to_contain_text("Applications")

    window.goto("/account/factors")
    window.get_by_role("link", name="Add a passkey").click()
    window.get_by_label("Name").fill("Work computer")
    window.get_by_role("button", name="Make the passkey").click()
    expect(window.get_by_role("heading", name="Work computer")).to_be_visible()
    _sign_out(window)

    window.goto("/sign-in?next=/coordinators")
    # The browser offers the passkey where the address goes, and the authenticator takes the offer.
    expect(window.get_by_role("heading", name="Coordinators", exact=True)).to_be_visible()
    _sign_out(window)

    window.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = undefined")
    window.goto("/sign-in?next=/coordinators")
    window.get_by_role("button", name="Sign in with a passkey").click()
    expect(window.get_by_role("heading", name="Coordinators", exact=True)).to_be_visible()
    _sign_out(window)

    window.goto("/sign-in")
    window.get_by_label("E-mail address").fill(EMAIL)
    window.get_by_label("Password", exact=True).fill(PASSWORD)
    window.get_by_role("button", name="Sign in", exact=True).click()
    expect(window.get_by_role("heading", name="Second step")).to_be_visible()
    window.get_by_label("Code").fill(codes[0])
    window.get_by_role("button", name="Sign in", exact=True).click()
    expect(window.get_by_text("9 are left")).to_be_visible()


def _sign_out(page: Page) -> None:
    page.locator(".account summary", has_text="Ada").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
