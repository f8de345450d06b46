"""A whole house gets a new key while it runs, and forgets the old one; nobody restarts anything."""

from __future__ import annotations

import json
from pathlib import Path

from tests.journeys.host_by_http import add_host, api, connect_zoom, signed_in
from tests.journeys.house import House, a_house, until
from tests.journeys.test_killed_between_acceptance_and_link import book


def test_a_key_is_replaced_in_a_running_house(tmp_path: Path) -> None:
    with a_house(tmp_path) as house:
        house.start()
        token = add_host(house)
        with signed_in(house) as browser, api(house, token) as client:
            connect_zoom(house, browser)
            before = book(client, 0)
            told = house.command("rotate-keys", "--new-key")
            assert "Key 2 is the first in" in told
            assert "No row needs key 1 any more. `halfpast rotate-keys --forget-old` throws it away." in told
            assert "key 1" in house.command("rotate-keys", "--forget-old")
            assert kept_keys(house) == ["2"]
            after = book(client, 1)
            for uid in (before["uid"], after["uid"]):
                booking = client.get(f"/bookings/{uid}").json()
                assert client.get(booking["manage_url"]).status_code == 200
            until(lambda: len(house.live_meetings()) == 2)
            until(lambda: len(house.mails()) == 4)


def kept_keys(house: House) -> list[str]:
    kept = json.loads((house.folder / "data" / "secrets.json").read_text())["ENCRYPTION_KEYS"]
    return [part.partition(":")[0] for part in kept.split(",")]
