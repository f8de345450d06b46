"""What only a browser can tell of the dashboard: how it is laid out."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Locator
from pytest_django.live_server_helper import LiveServer

from tests.journeys.screens import screens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def clock() -> None:
    """Real time: the browser has a clock of its own."""


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desktop"])
def test_the_buttons_of_a_card_stand_in_a_row_or_fill_theirs(
    live_server: LiveServer, host: Client, settings: LazySettings, wide: bool
) -> None:
    session = host.cookies[settings.SESSION_COOKIE_NAME].value
    with screens() as shown, shown.page(wide=wide) as page:
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/app/event-types")
        edit, switch = page.get_by_role("link", name="Edit"), page.get_by_role("button", name="Switch off")
        row = edit.locator("xpath=..")

        is_in_a_row = top(edit) == top(switch)
        fills_its_row = width(switch) == width(row)

    assert (is_in_a_row, fills_its_row) == (wide, not wide)


def top(shown: Locator) -> float:
    return (shown.bounding_box() or {"y": -1})["y"]


def width(shown: Locator) -> float:
    return (shown.bounding_box() or {"width": -1})["width"]
