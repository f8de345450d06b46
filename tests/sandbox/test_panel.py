from __future__ import annotations

from typing import Any

import pytest


def test_the_overview_lists_meetings_and_users_escaped(zoom: Any, host: Any) -> None:
    host.create(topic="<script>x</script>")

    page = zoom.http.get("/").text

    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "demo.host@example.com" in page


@pytest.mark.parametrize("path", ["/", "/calls", "/faults", "/settings"])
def test_every_page_opens_under_a_strict_policy(zoom: Any, host: Any, path: str) -> None:
    answer = zoom.http.get(path)

    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_fault_is_added_and_cleared_by_form(zoom: Any, host: Any) -> None:
    form = {"method": "POST", "path": "/v2/", "kind": "status", "times": "1", "parameters": '{"status": 502}'}
    zoom.http.post("/faults", data=form)
    status = host.create().status_code

    zoom.http.post("/faults", data=form)
    zoom.http.post("/faults/clear")

    assert status == 502
    assert zoom.told("faults") == []


def test_a_bad_fault_is_explained(zoom: Any) -> None:
    answer = zoom.http.post("/faults", data={"kind": "status", "parameters": "{"})

    assert (answer.status_code, "JSON object" in answer.text) == (400, True)


def test_settings_are_saved_by_form(zoom: Any) -> None:
    zoom.http.post("/settings", data={"access_token_seconds": "60", "published": "on"})

    settings = zoom.control("GET", "settings")
    assert (settings["access_token_seconds"], settings["published"], settings["passcodes"]) == (60, True, False)


def test_an_unknown_or_mistyped_setting_is_refused(zoom: Any) -> None:
    for wrong in (
        {"nonsense": 1},
        {"daily_cap": "many"},
        {"passcodes": 1},
        {"redirect_uris": 1},
        {"client_id": 1},
        {"notice_retry_seconds": "soon"},
        {"plan_type": 7},
        {"policy_answer": "shrug"},
        {"locked": "waiting_room"},
        {"account_defaults": 1},
    ):
        assert zoom.http.post("/_sandbox/settings", json=wrong).status_code == 400


def test_the_app_is_removed_by_form(zoom: Any, host: Any) -> None:
    [user] = zoom.told("users")

    zoom.http.post("/remove-app", data={"user": user["id"]})

    assert zoom.told("users")[0]["app_installed"] is False


def test_a_reset_forgets_everything(zoom: Any, host: Any) -> None:
    host.create()
    zoom.set(daily_cap=1)

    zoom.control("POST", "reset")

    assert zoom.told("users") == zoom.told("meetings") == zoom.told("ledger") == []
    assert zoom.control("GET", "settings")["daily_cap"] == 100


def test_what_is_not_there_is_not_found(zoom: Any) -> None:
    for path in ("/nonsense", "/_sandbox/nonsense", "/oauth/nonsense", "/v2x", "/j/abc"):
        assert zoom.http.get(path).status_code == 404


def test_the_pages_link_to_each_other(zoom: Any) -> None:
    page = zoom.http.get("/").text

    assert '<a href="/calls">Calls</a>' in page


def test_the_page_of_settings_shows_every_one_with_its_meaning(zoom: Any) -> None:
    page = zoom.http.get("/settings").text

    assert all(f'name="{name}"' in page for name in zoom.control("GET", "settings") if name != "client_id")
    assert '<option value="instant" selected>' in page
    assert "what is not allowed is dropped" in page
