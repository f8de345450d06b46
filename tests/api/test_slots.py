from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.api.callers import Caller, booking_of, next_monday, office_talk, pointers, problem, text


def query(event_type: dict[str, Any], /, **other: object) -> str:
    monday = next_monday().date()
    given = {
        "event_type": event_type["id"],
        "start": monday,
        "end": monday + timedelta(days=1),
        "time_zone": "Europe/Vienna",
    } | other
    return "/slots?" + "&".join(f"{name}={value}" for name, value in given.items())


def test_a_stranger_sees_the_slots_of_a_day_in_order(nobody: Caller, event_type: dict[str, Any]) -> None:
    slots = nobody.get(query(event_type))["slots"]

    assert len(slots) == 16
    assert slots == sorted(slots, key=lambda slot: slot["start"])
    assert slots[0].keys() == {"start", "end", "seats_left"}
    assert slots[0]["start"].endswith(("T08:00:00Z", "T07:00:00Z"))


def test_a_booked_time_is_no_slot_and_explained(caller: Caller, event_type: dict[str, Any]) -> None:
    start = text(next_monday())
    caller.post("/bookings", booking_of(event_type))

    told = caller.get(query(event_type, explain="true"))

    assert start not in [slot["start"] for slot in told["slots"]]
    assert told["removed"] == [{"start": start, "reasons": ["taken"]}]


def test_a_reached_cap_and_a_far_day_are_explained(caller: Caller) -> None:
    capped = caller.post("/event-types", office_talk(daily_cap=1, horizon_days=30))
    caller.post("/bookings", booking_of(capped))
    far = next_monday().date() + timedelta(days=35)

    reasons = {r for each in caller.get(query(capped, explain="true"))["removed"] for r in each["reasons"]}
    later = caller.get(query(capped, start=far, end=far + timedelta(days=1), explain="true"))

    assert reasons == {"taken", "cap-reached"}
    assert later["slots"] == []
    assert {reason for each in later["removed"] for reason in each["reasons"]} == {"too-far"}


def test_a_type_whose_provider_is_not_connected_has_no_slots_and_says_why(caller: Caller, nobody: Caller) -> None:
    zoom = caller.post("/event-types", office_talk(locations=[{"kind": "zoom"}]))

    told = nobody.get(query(zoom))

    assert told["slots"] == []
    assert told["reason"]


def test_a_type_that_is_switched_off_is_nowhere_for_strangers(
    caller: Caller, stranger: Caller, nobody: Caller, event_type: dict[str, Any]
) -> None:
    caller("PATCH", f"/event-types/{event_type['id']}", {"is_active": False})

    problem(nobody("GET", query(event_type)), 404, "not-found")
    problem(stranger("GET", query(event_type)), 404, "not-found")
    assert caller.get(query(event_type))["slots"] == []


def test_a_wrong_token_is_refused_even_where_none_is_needed(event_type: dict[str, Any]) -> None:
    problem(Caller(None, "hp_wrong")("GET", query(event_type)), 401, "unauthorized")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"time_zone": "Mars/Base"}, "/time_zone"),
        ({"time_zone": "%00"}, "/time_zone"),
        ({"start": "2026-02-30"}, "/start"),
        ({"start": "tomorrow"}, "/start"),
        ({"end": "1999-01-01"}, "/end"),
        ({"end": "9999-12-31"}, "/end"),
        ({"end": "2150-12-31"}, "/end"),
        ({"duration": 45}, "/duration"),
        ({"duration": "x"}, "/duration"),
        ({"host": 1234567890}, "/host"),
        ({"event_type": "talk"}, "/event_type"),
        ({"zone": "UTC"}, "/zone"),
    ],
)
def test_a_wrong_parameter_is_named(
    nobody: Caller, event_type: dict[str, Any], change: dict[str, object], pointer: str
) -> None:
    assert pointers(nobody("GET", query(event_type, **change))) == [pointer]


def test_an_unknown_type_is_nowhere(nobody: Caller) -> None:
    problem(nobody("GET", query({"id": 10**12})), 404, "not-found")


def test_a_longer_window_takes_no_more_queries(
    nobody: Caller, event_type: dict[str, Any], django_assert_num_queries: Callable[[int], Any]
) -> None:
    two_months = next_monday().date() + timedelta(days=62)

    with django_assert_num_queries(7):
        nobody.get(query(event_type))
    with django_assert_num_queries(7):
        nobody.get(query(event_type, end=two_months))
