"""What the host's plan and account allow, and what becomes of the rest."""

from __future__ import annotations

from typing import Any

import pytest

DEMO = "demo.host@example.com"


def told(host: Any, **settings: object) -> dict[str, Any]:
    return dict(host.create(settings=settings).json()["settings"])


def test_a_basic_host_gets_no_cloud_recording_and_is_not_told(zoom: Any, host: Any) -> None:
    answer = host.create(settings={"auto_recording": "cloud", "mute_upon_entry": True})

    assert answer.status_code == 201
    assert answer.json()["settings"]["auto_recording"] == "none"
    assert answer.json()["settings"]["mute_upon_entry"] is True


def test_a_licensed_host_gets_cloud_recording(zoom: Any, host: Any) -> None:
    zoom.set(plan_type=2)

    assert told(host, auto_recording="cloud")["auto_recording"] == "cloud"


def test_the_plan_belongs_to_a_user_and_everybody_else_keeps_theirs(zoom: Any, host: Any) -> None:
    zoom.control("POST", "users/without@example.com", {"plan_type": 4})

    without = zoom.connect("without@example.com")

    assert without.create().json()["code"] == 3161
    assert without.call("GET", "/users/me").json()["type"] == 4
    assert host.create().status_code == 201


@pytest.mark.parametrize(("plan", "told"), [(1, True), (2, False)])
def test_the_room_of_a_basic_host_tells_of_forty_minutes(zoom: Any, host: Any, plan: int, told: bool) -> None:
    zoom.set(plan_type=plan)

    page = zoom.http.get(host.create().json()["join_url"]).text

    assert ("after 40 minutes" in page) is told


def test_what_the_account_locks_is_dropped_silently(zoom: Any, host: Any) -> None:
    zoom.set(locked={"waiting_room": True, "auto_recording": "none"}, plan_type=2)

    answer = host.create(settings={"waiting_room": False, "auto_recording": "local", "host_video": False})

    settings = answer.json()["settings"]
    assert answer.status_code == 201
    assert (settings["waiting_room"], settings["auto_recording"], settings["host_video"]) == (True, "none", False)


def test_a_change_is_dropped_as_silently_as_a_create(zoom: Any, host: Any) -> None:
    zoom.set(locked="join_before_host=false waiting_room=false")
    path = f"/meetings/{host.create().json()['id']}"

    answer = host.call("PATCH", path, json={"settings": {"join_before_host": True, "mute_upon_entry": True}})

    settings = host.call("GET", path).json()["settings"]
    assert answer.status_code == 204
    assert (settings["join_before_host"], settings["mute_upon_entry"]) == (False, True)


def test_a_strict_account_names_what_it_refuses(zoom: Any, host: Any) -> None:
    zoom.set(locked="waiting_room=true", policy_answer="refuse")

    answer = host.create(settings={"waiting_room": False})

    assert (answer.status_code, answer.json()["code"], answer.json()["message"]) == (400, 300, "Validation Failed.")
    assert answer.json()["errors"] == [
        {"field": "settings.waiting_room", "message": "Invalid parameter: waiting_room."}
    ]
    assert zoom.live_meetings() == []


def test_a_strict_account_lets_through_what_it_locks_anyway(zoom: Any, host: Any) -> None:
    zoom.set(locked="waiting_room=true", policy_answer="refuse")

    assert host.create(settings={"waiting_room": True}).status_code == 201


def test_the_waiting_room_switches_joining_before_the_host_off(host: Any) -> None:
    both = told(host, waiting_room=True, join_before_host=True, jbh_time=5)
    without = told(host, waiting_room=False, join_before_host=True, jbh_time=5)

    assert (both["join_before_host"], both["jbh_time"]) == (False, 0)
    assert (without["join_before_host"], without["jbh_time"]) == (True, 5)


def test_what_a_create_leaves_out_is_as_the_account_says(zoom: Any, host: Any) -> None:
    zoom.control("POST", f"users/{DEMO}", {"account_defaults": {"host_video": False, "waiting_room": False}})

    assert (told(host)["host_video"], told(host)["waiting_room"]) == (False, False)
    assert told(host, host_video=True)["host_video"] is True
    assert told(zoom.connect("other@example.com"))["host_video"] is True


@pytest.mark.parametrize(
    ("asked", "countries"),
    [(["DE", "XX"], ["DE"]), (["XX"], ["US", "DE", "GB"]), (["US", "FR"], ["US", "FR"])],
)
def test_phone_numbers_are_told_for_the_countries_zoom_knows(host: Any, asked: list[str], countries: list[str]) -> None:
    settings = told(host, global_dial_in_countries=asked)

    numbers = settings["global_dial_in_numbers"]
    assert list(dict.fromkeys(number["country"] for number in numbers)) == countries
    assert {"country_name", "city", "number", "type", "country"} == set(numbers[0])


def test_a_country_the_account_does_not_allow_is_dropped_or_refused(zoom: Any, host: Any) -> None:
    zoom.set(dial_in_allowed="DE GB")
    dropped = told(host, global_dial_in_countries=["US", "DE"])
    zoom.set(policy_answer="refuse")
    refused = host.create(settings={"global_dial_in_countries": ["US", "DE"]})

    assert dropped["global_dial_in_countries"] == ["DE"]
    assert refused.json()["errors"][0]["field"] == "settings.global_dial_in_countries"


def test_a_meeting_without_phones_tells_no_numbers(host: Any) -> None:
    assert "global_dial_in_numbers" not in told(host, audio="voip")


@pytest.mark.parametrize(
    ("settings", "body", "has_passcode"),
    [
        ({}, {}, True),
        ({}, {"default_password": True}, True),
        ({}, {"default_password": False}, False),
        ({}, {"password": ""}, False),
        ({"passcodes": False}, {}, False),
        ({"passcodes": False}, {"default_password": True}, False),
        ({"passcode_when_not_asked": False}, {}, False),
        ({"passcode_when_not_asked": False}, {"default_password": True}, True),
        ({"passcodes": False, "passcode_required": True}, {"default_password": False}, True),
        ({"passcodes": False, "passcode_required": True}, {"password": ""}, True),
    ],
)
def test_a_passcode_is_made_when_the_host_or_the_account_wants_one(
    zoom: Any, host: Any, settings: dict[str, object], body: dict[str, object], has_passcode: bool
) -> None:
    zoom.set(**settings)

    assert bool(host.create(**body).json().get("password")) is has_passcode


@pytest.mark.parametrize(
    ("rules", "asked", "kept"),
    [
        ({"passcode_numeric": True}, "letters", False),
        ({"passcode_numeric": True}, "123456", True),
        ({"passcode_min_length": 8}, "short", False),
        ({"passcode_min_length": 8}, "longenough", True),
    ],
)
def test_a_passcode_that_breaks_the_accounts_rules_is_replaced(
    zoom: Any, host: Any, rules: dict[str, object], asked: str, kept: bool
) -> None:
    zoom.set(**rules)

    made = host.create(password=asked).json()["password"]

    assert (made == asked) is kept
    assert len(made) >= int(str(rules.get("passcode_min_length", 6)))


@pytest.mark.parametrize("body", [{"password": "abc"}, {"password": ""}, {"default_password": False}])
def test_a_strict_account_refuses_such_a_passcode_by_name(zoom: Any, host: Any, body: dict[str, object]) -> None:
    zoom.set(passcode_required=True, passcode_min_length=6, policy_answer="refuse")

    assert host.create(**body).json()["errors"][0]["field"] == "password"


def test_a_changed_passcode_that_breaks_the_rules_leaves_the_old_one(zoom: Any, host: Any) -> None:
    made = host.create().json()
    zoom.set(passcode_numeric=True)

    answer = host.call("PATCH", f"/meetings/{made['id']}", json={"password": "letters"})

    assert answer.status_code == 204
    assert host.call("GET", f"/meetings/{made['id']}").json()["password"] == made["password"]


def test_an_unknown_zone_is_refused_by_name_or_ignored(zoom: Any, host: Any) -> None:
    refused = host.create(timezone="Mars/Base")
    zoom.set(unknown_timezone="ignore")
    ignored = host.create(timezone="Mars/Base")

    assert refused.json()["errors"] == [{"field": "timezone", "message": "Invalid parameter: timezone."}]
    assert (ignored.status_code, ignored.json()["timezone"]) == (201, "Europe/Berlin")


def test_unknown_settings_are_ignored_or_refused(zoom: Any, host: Any) -> None:
    ignored = host.create(settings={"teleport": True})
    zoom.set(unknown_settings="refuse")
    refused = host.create(settings={"teleport": True})

    assert (ignored.status_code, "teleport" in ignored.json()["settings"]) == (201, False)
    assert refused.json()["errors"][0]["field"] == "settings.teleport"


def test_a_create_in_the_past_is_taken_or_refused(zoom: Any, host: Any) -> None:
    taken = host.create(start_time="2001-01-01T00:00:00Z", timezone="UTC")
    zoom.set(past_start="refuse")
    refused = host.create(start_time="2001-01-01T00:00:00Z")

    assert taken.json()["code"] == 3001  # made, and expired the same moment
    assert refused.json()["errors"][0]["field"] == "start_time"


def test_a_change_may_be_ignored_silently(zoom: Any, host: Any) -> None:
    made = host.create().json()
    zoom.set(patch_drops="start_time settings.host_video")
    body = {"start_time": "2031-05-05T08:00:00Z", "topic": "New", "settings": {"host_video": False}}

    answer = host.call("PATCH", f"/meetings/{made['id']}", json=body)

    read = host.call("GET", f"/meetings/{made['id']}").json()
    assert answer.status_code == 204
    assert (read["start_time"], read["topic"], read["settings"]["host_video"]) == (made["start_time"], "New", True)


def test_a_host_without_a_zone_is_read_in_utc(zoom: Any, host: Any) -> None:
    zoom.control("POST", f"users/{DEMO}", {"time_zone": ""})

    made = host.create(start_time="2031-07-01T10:00:00").json()

    assert (made["start_time"], made["timezone"]) == ("2031-07-01T10:00:00Z", "UTC")
    assert host.call("GET", "/users/me").json()["timezone"] == ""
    assert host.listed()["total_records"] == 1
