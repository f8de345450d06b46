from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys.host_by_http import EMAIL, add_host, api, connect_zoom, signed_in
from tests.journeys.house import House, a_house, until

GUEST = {"name": "Grace Guest", "email": "grace@example.org", "time_zone": "America/New_York", "locale": "en"}


def first_slot(client: httpx.Client, event_type: int, number: int) -> str:
    today = datetime.now(UTC).date()
    window = {"start": str(today + timedelta(days=1)), "end": str(today + timedelta(days=15)), "time_zone": "UTC"}
    slots = client.get("/slots", params={"event_type": event_type, **window}).json()["slots"]
    return str(slots[number]["start"])


def book(client: httpx.Client, number: int) -> dict[str, Any]:
    event_type = client.get("/event-types").json()["items"][0]["id"]
    start = first_slot(client, event_type, number)
    attendee = GUEST | {"email": f"grace{number}@example.org"}
    answer = client.post("/bookings", json={"event_type": event_type, "start": start, "attendee": attendee})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"kind": "delay", "seconds": 3}, id="before the meeting exists"),
        pytest.param({"kind": "slow_drip", "seconds": 10}, id="while the answer is on its way"),
    ],
)
def test_killing_everything_still_ends_in_one_meeting_and_one_set_of_mails(
    tmp_path: Path, fault: dict[str, Any]
) -> None:
    with a_house(tmp_path) as house:
        house.start()
        token = add_host(house)
        with signed_in(house) as browser:
            connect_zoom(house, browser)
        house.fail_next(**fault)
        with api(house, token) as client:
            uid = book(client, 0)["uid"]
        until(lambda: fault["kind"] == "delay" or house.live_meetings())
        house.kill()
        house.start()
        ready = until(lambda: _ready(house, token, uid), seconds=100)
        (meeting,) = house.live_meetings()
        assert ready["join_url"] == meeting["join_url"]
        until(lambda: len(house.mails()) >= 2)
        assert sorted(address for mail in house.mails() for address in mail["to"]) == ["grace0@example.org", EMAIL]
        assert all(meeting["join_url"] in mail["text"] for mail in house.mails())
        assert house.stop() < 10


def _ready(house: House, token: str, uid: str) -> dict[str, Any] | None:
    with api(house, token) as client:
        meeting = client.get(f"/bookings/{uid}").json()["meeting"]
    return dict(meeting) if meeting["state"] == "ready" else None
