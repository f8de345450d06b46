from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest


def test_the_list_cuts_the_agenda_and_tells_no_passcode(host: Any) -> None:
    host.create(agenda="a" * 400)

    [meeting] = host.listed()["meetings"]

    assert meeting["agenda"] == "a" * 250
    assert "password" not in meeting
    assert "start_url" not in meeting


def test_the_dates_asked_for_both_belong_to_the_range(host: Any) -> None:
    for day in (2, 3, 4, 5):
        host.create(topic=str(day), start_time=f"2031-03-0{day}T23:30:00Z")

    listed = host.listed(**{"from": "2031-03-03", "to": "2031-03-04", "timezone": "UTC"})

    assert [meeting["topic"] for meeting in listed["meetings"]] == ["3", "4"]


def test_pages_follow_each_other_until_the_token_is_empty(host: Any) -> None:
    for day in (1, 2, 3):
        host.create(topic=str(day), start_time=f"2031-03-0{day}T10:00:00Z")

    first = host.listed(page_size=2)
    second = host.listed(page_size=2, next_page_token=first["next_page_token"])

    assert [meeting["topic"] for meeting in first["meetings"] + second["meetings"]] == ["1", "2", "3"]
    assert second["next_page_token"] == ""
    assert first["total_records"] == 3


@pytest.mark.parametrize(
    "wrong", [{"page_size": 301}, {"type": "all"}, {"from": "yesterday"}, {"next_page_token": "x"}, {"timezone": "No"}]
)
def test_a_wrong_parameter_is_refused(host: Any, wrong: dict[str, object]) -> None:
    assert host.call("GET", "/users/me/meetings", params=wrong).json()["code"] == 300


def test_upcoming_and_previous_divide_at_the_end_of_the_meeting(host: Any) -> None:
    host.create(topic="later")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    host.create(topic="over", start_time=yesterday.strftime("%Y-%m-%dT%H:%M:%SZ"))
    kinds = ("upcoming", "previous_meetings", "live")

    topics = {kind: [meeting["topic"] for meeting in host.listed(type=kind)["meetings"]] for kind in kinds}

    assert topics == {"upcoming": ["later"], "previous_meetings": ["over"], "live": []}


def test_a_new_meeting_shows_only_after_the_list_delay(zoom: Any, host: Any) -> None:
    zoom.set(list_delay_seconds=20)
    host.create()

    before = host.listed()["total_records"]
    zoom.set(clock_offset_seconds=21)

    assert (before, host.listed()["total_records"]) == (0, 1)


def test_a_deleted_meeting_leaves_the_list(host: Any) -> None:
    host.call("DELETE", f"/meetings/{host.create().json()['id']}")

    assert host.listed()["meetings"] == []
