"""The guest's whole way in a real browser, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

from halfpast.bookings.models import Booking, BookingState
from tools.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def clock() -> None:
    """Real time: the browser has a clock of its own."""


@pytest.fixture
def browser(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Ends before the server does: a connection it keeps open would keep the database busy."""
    # Playwright keeps an event loop in this thread, which Django takes for a view that must not touch the database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
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


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_guest_books_moves_and_cancels(browser: Browser, live_server: LiveServer, page: str, script: bool) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=script, timezone_id="Asia/Tokyo")
    tab = context.new_page()
    heard = complaints(tab)

    tab.goto(f"{live_server.url}{page}")
    tab.locator("a.day-open").last.click()
    tab.locator("a.time").first.click()
    tab.get_by_label("Your name").fill("Noriko")
    tab.get_by_label("Your e-mail").fill("noriko@example.com")
    tab.get_by_role("button", name="Confirm booking").click()
    tab.get_by_role("link", name="Move to another time").click()
    tab.locator("a.day-open").first.click()
    tab.locator("a.time").last.click()
    tab.get_by_role("button", name="Move booking").click()
    tab.get_by_role("link", name="Cancel booking").click()
    tab.get_by_role("button", name="Cancel booking").click()

    tab.get_by_text("Nothing more is planned").wait_for()
    assert Booking.objects.get().state == BookingState.CANCELLED
    assert heard == []


def test_the_guests_own_zone_is_found_without_being_asked(browser: Browser, live_server: LiveServer, page: str) -> None:
    tab = browser.new_context(timezone_id="Asia/Tokyo").new_page()

    tab.goto(f"{live_server.url}{page}")

    tab.get_by_text("Asia/Tokyo (JST)").wait_for()
    assert tab.get_by_label("Time zone").input_value() == "Asia/Tokyo"


def test_another_zone_is_shown_as_soon_as_it_is_chosen(browser: Browser, live_server: LiveServer, page: str) -> None:
    tab = browser.new_context(timezone_id="Asia/Tokyo").new_page()
    tab.goto(f"{live_server.url}{page}")

    tab.get_by_label("Time zone").select_option("America/New_York")

    tab.get_by_text("America/New York (E").wait_for()


def test_the_page_stays_under_100_kilobytes_and_asks_no_third_party(
    browser: Browser, live_server: LiveServer, page: str
) -> None:
    tab = browser.new_context(timezone_id="Europe/Berlin").new_page()
    answers: list[Response] = []
    tab.on("response", lambda answer: answers.append(answer))

    tab.goto(f"{live_server.url}{page}", wait_until="networkidle")

    assert all(answer.url.startswith(live_server.url) for answer in answers)
    assert sum(max(answer.request.sizes()["responseBodySize"], 0) for answer in answers) < 100_000


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_hangs_over_the_edge(browser: Browser, live_server: LiveServer, page: str, width: int) -> None:
    tab = browser.new_context(viewport={"width": width, "height": 800}).new_page()

    tab.goto(f"{live_server.url}{page}")

    assert tab.evaluate("document.documentElement.scrollWidth") <= width
