from __future__ import annotations

from typing import Any

import httpx
import pytest


def test_every_vendor_call_is_recorded_with_who_and_whether_it_was_applied(zoom: Any, host: Any) -> None:
    made = host.create().json()
    host.create(duration=0)

    first, second = zoom.told("ledger?method=POST&path=/v2/")

    assert (first["who"], first["status"], first["applied"]) == ("demo.host@example.com", 201, True)
    assert first["meeting_id"] == made["id"]
    assert (second["status"], second["applied"], second["note"]) == (400, False, "300")


def test_what_was_applied_but_never_answered_is_told_apart(zoom: Any, host: Any) -> None:
    zoom.fault("drop_after")
    with pytest.raises(httpx.TransportError):
        host.create()

    [entry] = zoom.told("ledger?fault=drop_after")

    assert (entry["status"], entry["applied"]) == (None, True)


def test_the_ledger_holds_no_secret(zoom: Any, host: Any) -> None:
    made = host.create().json()
    zoom.refresh(host.grant["refresh_token"])
    zoom.http.get(made["join_url"])

    told = zoom.http.get("/_sandbox/ledger").text

    for secret in (*(host.grant[name] for name in ("access_token", "refresh_token")), zoom.app.client_secret):
        assert secret not in told
    assert "pwd" not in told


def test_the_ledger_is_filtered_by_status_result_and_age(zoom: Any, host: Any) -> None:
    host.create()
    last = zoom.told("ledger")[-1]["id"]
    host.call("GET", "/meetings/1")

    assert [entry["status"] for entry in zoom.told(f"ledger?since={last}")] == [404]
    assert [entry["method"] for entry in zoom.told("ledger?status=404&applied=false")] == ["GET"]
    assert len(zoom.told("ledger?limit=1")) == 1
