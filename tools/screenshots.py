"""Takes the pictures of docs/images from a demo that it starts for this: `python -m tools.screenshots`."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect, sync_playwright

from tests.journeys.screens import QUIET
from tools.browser import chromium

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
LARGEST = 200_000  # bytes of a picture
PATIENCE = 90.0  # seconds the demo has to start
MARGIN = 40  # pixels kept around what a picture is about
DESK = ViewportSize(width=1280, height=800)
LOW_DESK = ViewportSize(width=1280, height=640)
CARD_DESK = ViewportSize(width=1280, height=900)
HIGH_DESK = ViewportSize(width=1280, height=1160)
PHONE = ViewportSize(width=390, height=844)
GUESTS = (("Grace Guest", "consultation"), ("Ada Arnold", "intro"), ("Tom Becker", "consultation"))
ADDRESSES = {
    "booking": r"Book as a guest\s+(\S+)",
    "mailbox": r"Read the mails\s+(\S+)",
    "sign_in": r"Sign in\s+(\S+)",
    "email": r"Sign in\s+\S+\s+as (\S+)",
    "password": r"password (\S+)",
}
# Whatever the shell is set up for must not reach the demo.
OF_AN_INSTALLATION = ("DATABASE", "BASE_URL", "HOST", "PORT", "SECRET_KEY", "ENCRYPTION", "EMAIL", "DEFAULT_", "ZOOM_")


@dataclass(frozen=True)
class Demo:
    booking: str
    mailbox: str
    sign_in: str
    email: str
    password: str

    @property
    def site(self) -> str:
        return self.sign_in.partition("/accounts/")[0]

    @property
    def workspace(self) -> str:
        return self.booking.rpartition("/")[0]


def main() -> int:
    if chromium() is None:
        print("The pictures need chromium: python -m tools.browser", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with a_folder() as folder, running_demo(folder) as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        take_all(browser, demo)
        browser.close()
    return report()


def take_all(browser: Browser, demo: Demo) -> None:
    with screen(browser, DESK) as guest:
        date = open_a_day(guest, demo.booking)
        take(guest, "booking-page", around=guest.locator(".sheet"))
        for name, event_type in reversed(GUESTS):
            book(guest, f"{demo.workspace}/{event_type}", name)
        take(guest, "receipt", around=guest.get_by_role("main"))
    with screen(browser, PHONE, dark=True) as guest:
        open_a_day(guest, demo.booking)
        take(guest, "booking-page-phone")
    with screen(browser, LOW_DESK) as host:
        sign_in(host, demo)
        take(host, "dashboard")
        host.set_viewport_size(HIGH_DESK)
        host.goto(f"{demo.site}/app/event-types")
        host.get_by_role("link", name="Why is a time missing?").first.click()
        host.goto(f"{host.url}?date={date}")
        take(host, "explained-day", around=host.locator(".sheet").last)
        host.set_viewport_size(CARD_DESK)
        host.goto(f"{demo.site}/app/integrations")
        take(host, "integrations")
        host.goto(f"{demo.site}/app/operator/zoom")
        host.get_by_role("button", name="Check now").click()
        take(host, "zoom-app", around=host.locator("#check"))
    with screen(browser, HIGH_DESK) as reader:
        open_a_mail(reader, demo.mailbox)
        take(reader, "mail")


def open_a_day(guest: Page, address: str) -> str:
    """A weekday of next month, with all its times; answers its date. This month may be nearly over."""
    guest.goto(address)
    month = guest.locator("#month-title").inner_text()
    guest.locator("#month-later").click()
    expect(guest.locator("#month-title")).not_to_have_text(month)
    day = guest.get_by_role("table").get_by_role("link").nth(3)
    date = str(day.get_attribute("id")).removeprefix("day-")
    day.click()
    expect(guest.locator(f"#day-{date}[aria-current=true]")).to_be_visible()
    return date


def book(guest: Page, address: str, name: str) -> None:
    open_a_day(guest, address)
    times(guest).nth(len(name) % 5).click()
    guest.fill("[name=name]", name)
    guest.fill("[name=email]", f"{name.lower().replace(' ', '.')}@example.org")
    guest.get_by_role("button", name="Confirm booking").click()
    expect(guest.get_by_role("link", name="Join the meeting")).to_be_visible()


def times(guest: Page) -> Locator:
    return guest.locator("a[href*='start=']")


def sign_in(host: Page, demo: Demo) -> None:
    host.goto(demo.sign_in)
    host.fill("[name=login]", demo.email)
    host.fill("[name=password]", demo.password)
    host.get_by_role("button", name="Sign in", exact=True).click()
    expect(host).to_have_url(f"{demo.site}/app/")


def open_a_mail(reader: Page, mailbox: str) -> None:
    """The guest's confirmation, once it has come."""
    deadline = time.monotonic() + 30
    guests = reader.get_by_role("row").filter(has_text="grace.guest@example.org").get_by_role("link")
    reader.goto(mailbox)
    while not guests.count() and time.monotonic() < deadline:
        reader.wait_for_timeout(500)
        reader.reload()
    guests.first.click()
    reader.wait_for_load_state("networkidle")


def take(page: Page, name: str, *, around: Locator | None = None) -> None:
    """What the window shows; or a part of the page with its surroundings, however long it is."""
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    # Boxes are measured from the window's corner, pictures from the page's.
    page.evaluate("scrollTo(0, 0)")
    path = IMAGES / f"{name}.png"
    if around is None or (box := around.bounding_box()) is None:
        page.screenshot(path=path, animations="disabled")
        return
    left, top = max(box["x"] - MARGIN, 0), max(box["y"] - MARGIN, 0)
    right, bottom = box["x"] + box["width"] + MARGIN, box["y"] + box["height"] + MARGIN
    clip = FloatRect(x=left, y=top, width=right - left, height=bottom - top)
    page.screenshot(path=path, animations="disabled", full_page=True, clip=clip)


@contextmanager
def screen(browser: Browser, size: ViewportSize, *, dark: bool = False) -> Iterator[Page]:
    context = browser.new_context(
        viewport=size,
        color_scheme="dark" if dark else "light",
        device_scale_factor=1,
        locale="en-GB",
        timezone_id="Europe/London",
    )
    page = context.new_page()
    yield page
    context.close()


@contextmanager
def a_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="halfpast-pictures-") as name:
        yield Path(name)


@contextmanager
def running_demo(folder: Path) -> Iterator[Demo]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OF_AN_INSTALLATION)}
    environment = {**inherited, "DATA_DIR": str(folder / "data"), "PORT": str(port)}
    said = folder / "said"
    with said.open("w") as output:
        command = [sys.executable, "-m", "halfpast", "run", "--demo"]
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        yield _welcome(process, said)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _welcome(process: subprocess.Popen[bytes], said: Path) -> Demo:
    deadline = time.monotonic() + PATIENCE
    while "Ctrl-C stops it" not in (text := said.read_text("utf-8")):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"the demo did not start:\n{text}")
        time.sleep(0.2)
    return read_welcome(text)


def read_welcome(text: str) -> Demo:
    """What `run --demo` says about itself; a line that is missing leaves its part empty."""
    found = {name: re.search(pattern, text) for name, pattern in ADDRESSES.items()}
    return Demo(**{name: match.group(1) if match else "" for name, match in found.items()})


def report() -> int:
    sizes = {path: path.stat().st_size for path in sorted(IMAGES.glob("*.png"))}
    for path, size in sizes.items():
        print(f"{path.relative_to(ROOT)}  {size // 1000} kB{'  TOO LARGE' if size > LARGEST else ''}")
    return 1 if any(size > LARGEST for size in sizes.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
