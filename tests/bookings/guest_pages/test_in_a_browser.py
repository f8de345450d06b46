"""The guest's whole way in a real browser, with and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from halfpast.event_types.models import EventType
from tools.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def clock() -> None:
    """Real time: the browser has a clock of its own."""


@pytest.fixture
def browser(live_server: LiveServer, page: str) -> Iterator[Browser]:
    """Starts when all rows are written: beside Playwright's event loop this thread must not ask the database."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield running
        running.close()


def complaints(page: Page) -> list[str]:
    """What the browser will have written to its console, a broken policy included."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def choose(day: Locator) -> None:
    day.click()
    expect(day.page).to_have_url(re.compile("#times$"))


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_guest_books_moves_and_cancels(browser: Browser, live_server: LiveServer, page: str, script: bool) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=script, timezone_id="Asia/Tokyo")
    tab = context.new_page()
    heard = complaints(tab)

    tab.goto(f"{live_server.url}{page}")
    choose(tab.locator("a.day-open").last)
    tab.locator("a.time").first.click()
    tab.get_by_label("Your name").fill("Noriko")
    tab.get_by_label("Your e-mail").fill("noriko@example.com")
    tab.get_by_role("button", name="Confirm booking").click()
    tab.get_by_role("link", name="Move to another time").click()
    choose(tab.locator("a.day-open").first)
    tab.locator("a.time").last.click()
    tab.get_by_role("button", name="Move booking").click()
    tab.get_by_role("link", name="Cancel booking").click()
    tab.get_by_role("button", name="Cancel booking").click()

    expect(tab.get_by_text("Nothing more is planned")).to_be_visible()
    assert heard == []


def test_the_guests_own_zone_is_found_without_being_asked(browser: Browser, live_server: LiveServer, page: str) -> None:
    tab = browser.new_context(timezone_id="Asia/Tokyo").new_page()

    tab.goto(f"{live_server.url}{page}")

    expect(tab.get_by_text("Asia/Tokyo (JST)")).to_be_visible()
    expect(tab.get_by_label("Time zone")).to_have_value("Asia/Tokyo")


def test_another_zone_is_shown_as_soon_as_it_is_chosen(browser: Browser, live_server: LiveServer, page: str) -> None:
    tab = browser.new_context(timezone_id="Asia/Tokyo").new_page()
    tab.goto(f"{live_server.url}{page}")

    tab.get_by_label("Time zone").select_option("America/New_York")

    expect(tab.get_by_text("America/New York (E")).to_be_visible()


@pytest.fixture
def hour_too(event_type: EventType) -> None:
    EventType.objects.filter(pk=event_type.pk).update(other_durations=[60])


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_guest_chooses_how_long(
    hour_too: None, browser: Browser, live_server: LiveServer, page: str, script: bool
) -> None:
    tab = browser.new_context(viewport=PHONE, java_script_enabled=script, timezone_id="Europe/Berlin").new_page()
    tab.goto(f"{live_server.url}{page}")

    tab.get_by_role("link", name="1 hour").click()
    expect(tab).to_have_url(re.compile("length=60"))
    tab.locator("a.time").first.click()

    expect(tab.get_by_label("Your name")).to_be_visible()
    expect(tab.get_by_text("1 hour")).to_be_visible()


def test_the_page_asks_no_third_party(browser: Browser, live_server: LiveServer, page: str) -> None:
    tab = browser.new_context(timezone_id="Europe/Berlin").new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))

    tab.goto(f"{live_server.url}{page}", wait_until="networkidle")

    assert all(url.startswith(live_server.url) for url in asked)


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_hangs_over_the_edge(browser: Browser, live_server: LiveServer, page: str, width: int) -> None:
    tab = browser.new_context(viewport={"width": width, "height": 800}).new_page()

    tab.goto(f"{live_server.url}{page}")

    assert tab.evaluate("document.documentElement.scrollWidth") <= width
