from __future__ import annotations

from typing import Any

import pytest

DEMO = "demo.host@example.com"


def test_a_setting_of_ones_own_comes_and_goes(zoom: Any, host: Any) -> None:
    user = zoom.control("POST", f"users/{DEMO}", {"plan_type": 2})
    again = zoom.control("POST", f"users/{user['id']}", {"plan_type": None})

    assert (user["plan_type"], user["own_settings"]) == (2, {"plan_type": 2})
    assert (again["plan_type"], again["own_settings"]) == (1, {})


def test_a_setting_of_ones_own_outlives_a_change_for_everybody(zoom: Any, host: Any) -> None:
    zoom.control("POST", f"users/{DEMO}", {"daily_cap": 1})
    zoom.set(daily_cap=50)
    host.create()

    assert "daily rate limit (1)" in host.create().json()["message"]
    assert zoom.connect("other@example.com").create().status_code == 201


def test_what_is_granted_may_differ_by_user(zoom: Any) -> None:
    zoom.control("POST", f"users/{DEMO}", {"granted_scopes": "user:read:user"})

    assert zoom.connect().grant["scope"] == "user:read:user"
    assert "meeting:write:meeting" in zoom.connect("other@example.com").grant["scope"]


def test_the_list_may_lag_for_one_user(zoom: Any, host: Any) -> None:
    zoom.control("POST", f"users/{DEMO}", {"list_delay_seconds": 60})
    host.create()

    assert host.listed()["total_records"] == 0


@pytest.mark.parametrize(
    "wrong", [{"access_token_seconds": 1}, {"plan_type": 7}, {"nonsense": 1}, {"locked": "waiting_room"}]
)
def test_what_makes_no_sense_for_a_user_is_refused(zoom: Any, host: Any, wrong: dict[str, object]) -> None:
    assert zoom.http.post(f"/_sandbox/users/{DEMO}", json=wrong).status_code == 400


def test_an_unknown_id_is_not_found(zoom: Any) -> None:
    assert zoom.http.post("/_sandbox/users/nobody", json={}).status_code == 404


def test_the_page_of_a_user_shows_and_changes_what_is_the_users_own(zoom: Any, host: Any) -> None:
    [user] = zoom.told("users")
    path = f"/users/{user['id']}"
    overview = zoom.http.get("/").text

    zoom.http.post(path, data={"plan_type": "2", "passcodes": "false", "locked": "", "time_zone": '""'})

    own = zoom.told("users")[0]["own_settings"]
    assert f'href="{path}"' in overview
    assert own == {"plan_type": 2, "passcodes": False, "time_zone": ""}
    assert '<option value="2" selected>' in zoom.http.get(path).text


def test_the_page_takes_back_what_is_emptied(zoom: Any, host: Any) -> None:
    user = zoom.control("POST", f"users/{DEMO}", {"plan_type": 2, "daily_cap": 3})

    zoom.http.post(f"/users/{user['id']}", data={"plan_type": "", "daily_cap": "3"})

    assert zoom.told("users")[0]["own_settings"] == {"daily_cap": 3}


def test_the_page_explains_what_it_refuses(zoom: Any, host: Any) -> None:
    [user] = zoom.told("users")

    assert zoom.http.post(f"/users/{user['id']}", data={"daily_cap": "many"}).status_code == 400
    assert zoom.http.get("/users/nobody").status_code == 404
