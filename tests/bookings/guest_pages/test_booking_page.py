from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client

from halfpast.accounts.models import User
from halfpast.event_types.models import EventType, Place, PlaceKind


def test_the_page_shows_what_who_and_the_times_in_the_guests_zone(client: Client, page: str) -> None:
    client.cookies["tz"] = "America/New_York"

    answer = client.get(f"{page}?date=2026-12-08")

    assert answer.status_code == 200
    for text in ("First conversation", "Ada Lovelace", "30 minutes", "Torstraße 12, Berlin", "America/New York (EST)"):
        assert text in answer.content.decode()
    assert b">03:00</time>" in answer.content


def test_a_guest_whose_zone_is_unknown_sees_the_workspaces(client: Client, page: str) -> None:
    answer = client.get(f"{page}?date=2026-12-08")

    assert b'data-zone="fallback"' in answer.content
    assert b">09:00</time>" in answer.content


def test_a_zone_that_does_not_exist_is_named_and_the_page_goes_on(client: Client, page: str) -> None:
    answer = client.get(f"{page}?tz=Mars/Olympus")

    assert answer.status_code == 200
    assert "We know no time zone called “Mars/Olympus”" in answer.content.decode()
    assert "tz" not in answer.cookies


@pytest.mark.parametrize("name", ["../../etc/passwd", "Europe", "\x00", "a" * 4000, "posixrules/x"])
def test_no_zone_name_breaks_the_page(client: Client, page: str, name: str) -> None:
    assert client.get(page, {"tz": name}).status_code == 200


def test_a_chosen_zone_is_remembered(client: Client, page: str) -> None:
    client.get(f"{page}?tz=Asia/Tokyo")

    answer = client.get(page)

    assert b'data-zone="remembered"' in answer.content
    assert b"Asia/Tokyo (JST)" in answer.content


def test_every_zone_can_be_chosen_even_by_its_old_name(client: Client, page: str) -> None:
    answer = client.get(f"{page}?tz=Asia/Calcutta")

    assert b'<option value="Asia/Calcutta" selected>' in answer.content
    assert b'<option value="America/Argentina/Buenos_Aires">' in answer.content


def test_a_chosen_time_brings_the_form(client: Client, page: str) -> None:
    answer = client.get(f"{page}?start=2026-12-08T09:00:00Z")

    assert b'name="email"' in answer.content
    assert b'value="2026-12-08T09:00:00Z"' in answer.content


def test_a_time_that_is_not_free_brings_the_calendar_back(client: Client, page: str) -> None:
    answer = client.get(f"{page}?start=2026-12-08T03:00:00Z")

    assert b"not free any more" in answer.content
    assert b'class="month"' in answer.content


def test_htmx_gets_the_card_alone(client: Client, page: str) -> None:
    answer = client.get(page, headers={"HX-Request": "true"})

    assert answer.content.decode().strip().startswith('<div id="booking"')
    assert "HX-Request" in answer["Vary"]


def test_going_back_in_the_browser_gets_a_whole_page(client: Client, page: str) -> None:
    answer = client.get(page, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})

    assert b"<html" in answer.content


@pytest.mark.parametrize("path", ["/nobody", "/nobody/intro", "/lovelace/nothing"])
def test_an_unknown_address_is_a_friendly_404(client: Client, page: str, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content


def test_a_type_that_is_switched_off_says_so(client: Client, page: str, event_type: EventType) -> None:
    EventType.objects.filter(pk=event_type.pk).update(is_active=False)

    answer = client.get(page)

    assert answer.status_code == 200
    assert b"switched off" in answer.content
    assert b'class="month"' not in answer.content


def test_a_type_whose_video_account_is_missing_says_why(client: Client, page: str, event_type: EventType) -> None:
    event_type.places.all().delete()
    Place.objects.create(event_type=event_type, position=0, kind=PlaceKind.ZOOM)

    assert b"has not connected Zoom" in client.get(page).content


def test_the_workspace_lists_its_public_types(client: Client, page: str, event_type: EventType) -> None:
    EventType.objects.create(
        workspace=event_type.workspace, schedule=event_type.schedule, slug="secret", title="Secret", is_listed=False
    )

    answer = client.get("/lovelace")

    assert b"First conversation" in answer.content
    assert b"Secret" not in answer.content


def test_what_people_typed_is_never_html(client: Client, page: str) -> None:
    User.objects.update(name="<script>alert(1)</script>")

    assert b"<script>alert" not in client.get(page).content


def test_the_pages_hold_no_inline_script_or_style(client: Client, page: str) -> None:
    text = client.get(page).content.decode()

    assert "style=" not in text
    assert "onclick" not in text
    assert "<script>" not in text


def test_the_page_with_all_it_loads_stays_under_100_kilobytes(client: Client, page: str) -> None:
    zipped = {"Accept-Encoding": "gzip"}
    answer = client.get(page, headers=zipped)
    loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', gzip.decompress(answer.content).decode())

    files = [client.get(path, headers=zipped) for path in loaded]

    assert len(loaded) == 4
    assert all(file["Content-Encoding"] == "gzip" for file in files)
    assert len(answer.content) + sum(int(file["Content-Length"]) for file in files) < 100_000
    for file in files:
        file.close()


def test_another_method_gets_a_page_with_a_way_on(client: Client, page: str) -> None:
    assert client.delete(page).status_code == 405
