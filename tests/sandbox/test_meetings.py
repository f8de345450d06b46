from __future__ import annotations

from typing import Any

import pytest


def test_a_created_meeting_has_everything_needed_to_join(zoom: Any, host: Any) -> None:
    answer = host.create(agenda="marker", settings={"use_pmi": False})
    meeting = answer.json()

    assert answer.status_code == 201
    assert meeting["id"] > 2**31
    assert meeting["join_url"].startswith(f"{zoom.running.url}/j/{meeting['id']}?pwd=")
    assert meeting["password"]
    assert meeting["settings"]["global_dial_in_numbers"][0]["number"].startswith("+")
    assert meeting["start_time"] == "2031-03-03T10:00:00Z"


def test_a_start_without_z_is_read_in_the_zone_given(host: Any) -> None:
    meeting = host.create(start_time="2031-07-01T10:00:00", timezone="America/New_York").json()

    assert meeting["start_time"] == "2031-07-01T14:00:00Z"


def test_two_equal_creates_make_two_meetings(zoom: Any, host: Any) -> None:
    assert host.create().json()["id"] != host.create().json()["id"]
    assert len(zoom.live_meetings()) == 2


def test_without_a_passcode_nothing_of_it_is_told(zoom: Any, host: Any) -> None:
    zoom.set(passcodes=False)

    meeting = host.create().json()

    assert "password" not in meeting
    assert "?pwd" not in meeting["join_url"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": "x" * 201},
        {"agenda": "x" * 2001},
        {"duration": 0},
        {"duration": "30"},
        {"type": 7},
        {"start_time": "2031-03-03T10:00:00+02:00"},
        {"start_time": "2031-02-30T10:00:00Z"},
        {"timezone": "Mars/Base"},
        {"password": "longer-than-ten"},
        {"settings": []},
    ],
)
def test_a_bad_field_is_named(zoom: Any, host: Any, wrong: dict[str, object]) -> None:
    answer = host.create(**wrong)

    assert answer.status_code == 400
    assert answer.json()["code"] == 300
    assert answer.json()["errors"][0]["field"] == next(iter(wrong))
    assert zoom.live_meetings() == []


def test_a_body_that_is_no_json_object_is_refused(host: Any) -> None:
    answer = host.call("POST", "/users/me/meetings", content=b"[]")

    assert answer.json() == {"code": 300, "message": "Request Body should be a valid JSON object."}


def test_a_patch_changes_what_it_names_and_keeps_the_link(host: Any) -> None:
    made = host.create().json()

    patched = host.call("PATCH", f"/meetings/{made['id']}", json={"start_time": "2031-04-04T08:00:00Z"})
    read = host.call("GET", f"/meetings/{made['id']}").json()

    assert (patched.status_code, patched.content) == (204, b"")
    assert read["start_time"] == "2031-04-04T08:00:00Z"
    assert (read["join_url"], read["topic"], read["duration"]) == (made["join_url"], "Talk", 30)


def test_a_new_passcode_changes_the_link(host: Any) -> None:
    made = host.create().json()

    host.call("PATCH", f"/meetings/{made['id']}", json={"password": "other"})

    assert host.call("GET", f"/meetings/{made['id']}").json()["join_url"] != made["join_url"]


def test_a_patch_into_the_past_is_ignored_silently(host: Any) -> None:
    made = host.create().json()

    patched = host.call("PATCH", f"/meetings/{made['id']}", json={"start_time": "2001-01-01T00:00:00Z", "topic": "New"})
    read = host.call("GET", f"/meetings/{made['id']}").json()

    assert patched.status_code == 204
    assert (read["start_time"], read["topic"]) == (made["start_time"], "New")


def test_a_deleted_meeting_is_gone_for_every_call(host: Any) -> None:
    path = f"/meetings/{host.create().json()['id']}"
    deleted = host.call("DELETE", path)

    answers = [host.call("DELETE", path), host.call("GET", path), host.call("PATCH", path, json={"topic": "x"})]

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, 3001)}


def test_each_read_brings_a_fresh_start_url(host: Any) -> None:
    made = host.create().json()

    assert host.call("GET", f"/meetings/{made['id']}").json()["start_url"] != made["start_url"]


def test_another_users_meeting_is_not_ones_own(zoom: Any, host: Any) -> None:
    made = host.create().json()

    assert zoom.connect("other@example.com").call("GET", f"/meetings/{made['id']}").json()["code"] == 3003


def test_an_unlicensed_user_cannot_schedule(zoom: Any, host: Any) -> None:
    zoom.set(plan_type=4)

    assert host.create().json()["code"] == 3161


def test_creates_and_updates_count_against_the_day_and_deletes_do_not(zoom: Any, host: Any) -> None:
    zoom.set(daily_cap=2)
    path = f"/meetings/{host.create().json()['id']}"
    host.call("PATCH", path, json={"topic": "x"})

    refused = host.create()

    assert refused.status_code == 429
    assert "daily rate limit (2) of Meeting Create/Update" in refused.json()["message"]
    assert "Retry-After" not in refused.headers
    assert host.call("DELETE", path).status_code == 204


def test_the_daily_cap_ends_with_the_utc_day(zoom: Any, host: Any) -> None:
    zoom.set(daily_cap=1, access_token_seconds=200_000)
    host = zoom.connect()
    host.create()
    zoom.set(clock_offset_seconds=86_400)

    assert host.create().status_code == 201


def test_the_room_page_shows_the_meeting_until_it_is_deleted(zoom: Any, host: Any) -> None:
    made = host.create(topic="Talk <b>").json()

    before = zoom.http.get(made["join_url"])
    host.call("DELETE", f"/meetings/{made['id']}")
    after = zoom.http.get(made["join_url"])

    assert "Talk &lt;b&gt;" in before.text
    assert "has not started yet" in before.text
    assert (after.status_code, "does not exist" in after.text) == (404, True)
