"""A host who uses the pages without a browser: signs in, and connects Zoom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.journeys.house import PASSWORD, House

EMAIL = "hanna@example.com"


def add_host(house: House) -> str:
    """From the shell; answers an API token."""
    house.command(
        "user", "add", EMAIL, "--name", "Hanna Host", "--time-zone", "Europe/Berlin", "--admin", "--password-stdin",
        typed=PASSWORD,
    )  # fmt: skip
    return house.command("token", "add", EMAIL).splitlines()[-1]


@contextmanager
def signed_in(house: House) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house.url, follow_redirects=True) as browser:
        sign_in(house, browser)
        yield browser


def sign_in(house: House, browser: httpx.Client) -> None:
    page = browser.get("/accounts/login/")
    form = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": form_token(page.text)}
    answer = browser.post("/accounts/login/", data=form, headers={"Referer": house.url})
    assert answer.url.path == "/app/", answer.text


def connect_zoom(house: House, browser: httpx.Client) -> httpx.Response:
    """Press Connect, allow at Zoom, and come back."""
    token = form_token(browser.get("/app/integrations").text)
    start = browser.post("/connections/zoom/connect", data={"csrfmiddlewaretoken": token}, follow_redirects=False)
    assert start.status_code == 302
    consent = httpx.post(start.headers["Location"], data={"choice": "allow", "email": EMAIL})
    return browser.get(consent.headers["Location"])


def form_token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def api(house: House, token: str) -> httpx.Client:
    return httpx.Client(base_url=f"{house.url}/api/v1", headers={"Authorization": f"Bearer {token}"})
