"""From an empty installation to a guest's own meeting link, and back to an unconnected account, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from tests.journeys.host_by_http import EMAIL, api
from tests.journeys.house import PASSWORD, House, a_house, until
from tests.journeys.screens import Screens, screens

pytestmark = pytest.mark.browser
GUEST = "grace@example.org"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house")) as house:
        house.start()
        yield house


@pytest.fixture(scope="module")
def people() -> Iterator[Screens]:
    # Playwright keeps an event loop in this thread, which Django's fixtures of other tests would take for their own.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with screens() as people:
        yield people
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def test_the_whole_way(house: House, people: Screens) -> None:
    with people.page(zone="Europe/Berlin") as host:
        set_up(house, host)
        connect_zoom(house, host)
        token = house.command("token", "add", EMAIL).splitlines()[-1]
        with people.page() as guest:
            link = book(house, guest)
            everywhere_the_same_link(house, host, token, guest.url, link)
            move(house, guest, link)
            cancel(house, guest)
        with people.page(scripts=False, wide=False) as guest:
            book_without_scripts(house, guest)
        zoom_removes_the_app(house, host)
        connect_zoom(house, host)
        disconnect(house, host)
    assert people.complaints == []


def set_up(house: House, host: Page) -> None:
    host.goto(house.setup_link())
    host.fill("[name=name]", "Hanna Host")
    host.fill("[name=email]", EMAIL)
    host.fill("[name=password]", PASSWORD)
    host.fill("[name=workspace]", "Hanna's studio")
    host.fill("[name=slug]", "hanna")
    host.select_option("[name=time_zone]", "Europe/Berlin")
    host.fill("[name=title]", "First talk")
    host.fill("[name=minutes]", "30")
    host.locator("main button[type=submit]").click()
    expect(host).to_have_url(f"{house.url}/app/integrations")
    assert httpx.get(house.setup_link()).status_code in {404, 410}


def connect_zoom(house: House, host: Page) -> None:
    host.goto(f"{house.url}/app/integrations")
    host.get_by_role("button", name="Connect Zoom").click()
    host.fill("[name=email]", EMAIL)
    host.get_by_role("button", name="Allow").click()
    expect(host).to_have_url(f"{house.url}/app/integrations")
    expect(host.get_by_text("Connected", exact=True)).to_be_visible()
    expect(host.locator("main").get_by_text(EMAIL, exact=True)).to_be_visible()


def book(house: House, guest: Page) -> str:
    """With scripts: the zone is found, and the link comes by itself."""
    guest.goto(f"{house.url}/hanna/first-talk")
    expect(guest.locator("main")).to_contain_text("America/New York")
    choose_a_time(guest)
    confirm(guest)
    join = guest.get_by_role("link", name="Join the meeting")
    expect(join).to_be_visible()
    expect(guest.locator("main")).to_contain_text("America/New York")
    return str(join.get_attribute("href"))


def everywhere_the_same_link(house: House, host: Page, token: str, page: str, link: str) -> None:
    (meeting,) = house.live_meetings()
    assert meeting["join_url"] == link
    mails = until(lambda: found if len(found := house.mails()) == 2 else [])
    assert sorted(address for mail in mails for address in mail["to"]) == [GUEST, EMAIL]
    for mail in mails:
        assert link in mail["text"]
        assert link in mail["html"].replace("&amp;", "&")
        assert all(event_of(entry)["LOCATION"] == link for entry in mail["ics"])
    assert event_of({"text": httpx.get(f"{page}/invite.ics").text})["LOCATION"] == link
    with api(house, token) as client:
        (booking,) = client.get("/bookings").json()["items"]
    assert booking["meeting"]["join_url"] == link
    host.goto(f"{house.url}/app/bookings/{booking['uid']}")
    expect(host.get_by_role("link", name="Join the meeting")).to_have_attribute("href", link)
    expect(host.get_by_text("Zoom meeting made")).to_be_visible()


def move(house: House, guest: Page, link: str) -> None:
    (before,) = house.live_meetings()
    guest.get_by_role("link", name="Move to another time").click()
    choose_a_time(guest, number=3)
    guest.locator("main form[method=post] button[type=submit]").last.click()
    expect(guest.get_by_role("link", name="Join the meeting")).to_have_attribute("href", link)
    until(lambda: house.live_meetings()[0]["start_time"] != before["start_time"])
    assert [each["join_url"] for each in house.live_meetings()] == [link]
    mails = until(lambda: found if len(found := mails_about(house, "Moved")) == 2 else [])
    assert all(link in mail["text"] for mail in mails)
    assert {int(event_of(entry)["SEQUENCE"]) for mail in mails for entry in mail["ics"]} == {1}


def cancel(house: House, guest: Page) -> None:
    guest.get_by_role("link", name="Cancel booking").click()
    guest.get_by_role("button", name="Cancel booking").click()
    expect(guest.locator("main")).to_contain_text("ancelled")
    until(lambda: house.live_meetings() == [])
    mails = until(lambda: found if len(found := mails_about(house, "Cancelled")) == 2 else [])
    to_guest = next(mail for mail in mails if GUEST in mail["to"])
    assert all("METHOD:CANCEL" in entry["text"] for entry in to_guest["ics"])


def book_without_scripts(house: House, guest: Page) -> None:
    """Plain links and forms all the way, on a phone; the zone is chosen by hand."""
    guest.goto(f"{house.url}/hanna/first-talk?tz=Asia/Kolkata")
    expect(guest.locator("main")).to_contain_text("Asia/Kolkata")
    choose_a_time(guest)
    confirm(guest)
    link = until(lambda: shown_link(guest))
    assert [each["join_url"] for each in house.live_meetings()] == [link]


def shown_link(guest: Page) -> str | None:
    ask = guest.get_by_role("button", name="Show my link")
    if ask.count():
        ask.click()
    join = guest.get_by_role("link", name="Join the meeting")
    return join.get_attribute("href") if join.count() else None


def zoom_removes_the_app(house: House, host: Page) -> None:
    (user,) = [each for each in users_at(house) if each["email"] == EMAIL]
    answer = httpx.post(f"{house.zoom.url}/_sandbox/users/{user['id']}/remove-app").json()
    assert answer["status"] in {200, 204}, answer
    host.goto(f"{house.url}/app/integrations")
    expect(host.get_by_role("button", name="Connect Zoom")).to_be_visible()


def disconnect(house: House, host: Page) -> None:
    host.get_by_role("link", name="Disconnect").click()
    host.locator("main form button").first.click()
    expect(host.get_by_role("button", name="Connect Zoom")).to_be_visible()
    expect(host.locator("main")).not_to_contain_text(EMAIL)


def choose_a_time(guest: Page, *, number: int = 1) -> None:
    """In the month after the one shown, which may have but one day left."""
    follow(guest, guest.locator("#month-later"))
    follow(guest, guest.locator("table a").nth(number))
    guest.locator("a[href*='start=']").nth(number).click()
    expect(guest.locator("main form[method=post]").last).to_be_visible()


def follow(guest: Page, link: Locator) -> None:
    address = str(link.get_attribute("href"))
    link.click()
    guest.wait_for_url(f"**{address}")


def confirm(guest: Page) -> None:
    guest.fill("[name=name]", "Grace Guest")
    guest.fill("[name=email]", GUEST)
    guest.get_by_role("button", name="Confirm booking").click()
    guest.wait_for_url("**/b/*")


def mails_about(house: House, change: str) -> list[dict[str, Any]]:
    return [mail for mail in house.mails() if mail["subject"].startswith(change)]


def users_at(house: House) -> list[dict[str, Any]]:
    return list(httpx.get(f"{house.zoom.url}/_sandbox/users").json()["users"])


def event_of(entry: dict[str, Any]) -> Any:
    return Calendar.from_ical(entry["text"]).events[0]
