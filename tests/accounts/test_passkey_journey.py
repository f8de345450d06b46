"""A passkey from its making to its end, with a real browser and an authenticator that Chromium simulates."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.host_by_http import EMAIL, add_host
from tests.journeys.house import PASSWORD, House, a_house, until
from tests.journeys.screens import Screens, screens

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house")) as house:
        house.start()
        add_host(house)
        yield house


@pytest.fixture(scope="module")
def people() -> Iterator[Screens]:
    # Playwright keeps an event loop in this thread, which Django's fixtures of other tests would take for their own.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with screens() as people:
        yield people
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def test_a_passkey_signs_in_is_the_second_step_and_ends(house: House, people: Screens) -> None:
    with people.page() as page:
        simulate_an_authenticator(page)
        sign_in(house, page)
        add_a_passkey(house, page)
        sign_out(house, page)
        sign_in_by_passkey(house, page)
        sign_out(house, page)
        sign_in(house, page)
        second_step_by_passkey(house, page)
        remove_it(house, page)
        sign_out(house, page)
        sign_in(house, page)
        expect(page).to_have_url(f"{house.url}/app/")
    assert people.complaints == []


def test_without_scripts_the_pages_say_what_passkeys_need(house: House, people: Screens) -> None:
    with people.page(scripts=False, wide=False) as page:
        page.goto(f"{house.url}/accounts/login/")
        expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()


def test_a_browser_without_a_passkey_is_told_so(house: House, people: Screens) -> None:
    with people.page() as page:
        simulate_an_authenticator(page)
        page.goto(f"{house.url}/accounts/login/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_text("No passkey came from your browser")).to_be_visible()


def simulate_an_authenticator(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def sign_in(house: House, page: Page) -> None:
    page.goto(f"{house.url}/accounts/login/")
    page.fill("[name=login]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(house: House, page: Page) -> None:
    page.goto(f"{house.url}/app/account")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{house.url}/accounts/login/")


def add_a_passkey(house: House, page: Page) -> None:
    expect(page).to_have_url(f"{house.url}/app/")
    page.goto(f"{house.url}/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.fill("[name=name]", "My laptop")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page).to_have_url(f"{house.url}/accounts/2fa/recovery-codes/")
    until(lambda: any(mail["subject"] == "A passkey was added" for mail in house.mails(EMAIL)))


def sign_in_by_passkey(house: House, page: Page) -> None:
    page.goto(f"{house.url}/accounts/login/?next=/app/integrations")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{house.url}/app/integrations")


def second_step_by_passkey(house: House, page: Page) -> None:
    expect(page).to_have_url(f"{house.url}/accounts/2fa/authenticate/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{house.url}/app/")


def remove_it(house: House, page: Page) -> None:
    """After saying who one is with the passkey itself."""
    page.goto(f"{house.url}/accounts/2fa/")
    page.get_by_role("link", name="Remove My laptop").click()
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
