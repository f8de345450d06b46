"""A person's browser for journeys; it remembers every complaint of the console, a blocked script among them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, sync_playwright

from tools.browser import chromium

# Without these chromium looks up its maker's hosts at every start.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Screens:
    browser: Browser
    complaints: list[str] = field(default_factory=list)

    @contextmanager
    def page(self, *, scripts: bool = True, zone: str = "America/New_York", wide: bool = True) -> Iterator[Page]:
        size = {"width": 1280, "height": 900} if wide else {"width": 390, "height": 844}
        context = self.browser.new_context(
            java_script_enabled=scripts,
            timezone_id=zone,
            viewport={"width": size["width"], "height": size["height"]},
            locale="en-US",
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        yield page
        context.close()


@contextmanager
def screens() -> Iterator[Screens]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield Screens(browser)
        browser.close()
