from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from halfpast.api import slots
from halfpast.calendars.models import BusyPeriod
from halfpast.schedules.models import DateOverride, OutOfOffice
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


def test_every_rule_against_a_start_is_told(caller: Caller) -> None:
    capped = caller.post("/event-types", office_talk(daily_cap=1, horizon_days=30))
    caller.post("/bookings", booking_of(capped))
    assert caller.user is not None
    OutOfOffice.objects.create(user=caller.user, first_date=next_monday().date(), last_date=next_monday().date())

    removed = caller.get(query(capped, explain="true"))["removed"]

    assert {"start": text(next_monday()), "reasons": ["cap-reached", "out-of-office", "taken"]} in removed
    assert len(removed) == 16


def test_what_is_removed_and_what_is_offered_are_all_that_is_possible(
    caller: Caller, event_type: dict[str, Any]
) -> None:
    caller.post("/bookings", booking_of(event_type))

    told = caller.get(query(event_type, explain="true"))

    starts = [each["start"] for each in [*told["slots"], *told["removed"]]]
    assert len(set(starts)) == len(starts) == 16


def test_hours_that_an_override_took_away_are_explained(caller: Caller, event_type: dict[str, Any]) -> None:
    DateOverride.objects.create(schedule_id=event_type["schedule"], date=next_monday().date())

    told = caller.get(query(event_type, explain="true"))

    assert told["slots"] == []
    assert [each["reasons"] for each in told["removed"]] == [["other-hours-on-this-date"]] * 16


@pytest.fixture
def two_hosts(caller: Caller, make_caller: Callable[..., Caller]) -> dict[str, Any]:
    """Any one of them takes the half hour."""
    second = make_caller("bob@example.com")
    assert caller.user is not None
    assert second.user is not None
    hosts = [caller.user.pk, second.user.pk]
    return caller.post("/event-types", office_talk(hosts=hosts))  # type: ignore[no-any-return]


def busy(host: int, start: datetime) -> None:
    BusyPeriod.objects.create(host_id=host, source="work", start=start, end=start + timedelta(minutes=30))


def test_of_several_hosts_each_has_its_own_reasons(caller: Caller, two_hosts: dict[str, Any]) -> None:
    first, second = two_hosts["hosts"]
    busy(first, next_monday())
    busy(second, next_monday())
    OutOfOffice.objects.create(user_id=second, first_date=next_monday().date(), last_date=next_monday().date())

    told = caller.get(query(two_hosts, explain="true"))

    assert len(told["slots"]) == 15
    assert told["removed"] == [
        {
            "start": text(next_monday()),
            "reasons": ["busy", "out-of-office"],
            "hosts": [{"host": first, "reasons": ["busy"]}, {"host": second, "reasons": ["out-of-office", "busy"]}],
        }
    ]


def test_strangers_read_that_a_time_is_taken_and_not_by_what(
    nobody: Caller, caller: Caller, two_hosts: dict[str, Any]
) -> None:
    first, second = two_hosts["hosts"]
    busy(first, next_monday())
    OutOfOffice.objects.create(user_id=second, first_date=next_monday().date(), last_date=next_monday().date())

    told = nobody.get(query(two_hosts, explain="true"))

    assert told["removed"] == [{"start": text(next_monday()), "reasons": ["taken"]}]


def test_of_a_large_team_with_many_times_fewer_days_are_explained_at_once(
    caller: Caller, two_hosts: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "MOST_EXPLAINED", 2 * 3 * 49)
    monday = next_monday().date()
    three, four = (query(two_hosts, end=monday + timedelta(days=days), explain="true") for days in (3, 4))

    assert caller.get(three)["removed"] == []
    refused = caller("GET", four)
    assert pointers(refused) == ["/end"]
    assert "at most 3 days" in problem(refused, 422, "validation")["detail"]


def test_of_one_host_only_its_slots_and_reasons_are_told(caller: Caller, two_hosts: dict[str, Any]) -> None:
    first, second = two_hosts["hosts"]
    busy(first, next_monday())

    his = caller.get(query(two_hosts, host=first, explain="true"))
    hers = caller.get(query(two_hosts, host=second, explain="true"))

    assert len(his["slots"]) == 15
    assert his["removed"] == [{"start": text(next_monday()), "reasons": ["busy"]}]
    assert (len(hers["slots"]), hers["removed"]) == (16, [])


def test_another_length_has_slots_and_reasons_of_its_own(caller: Caller) -> None:
    talk = caller.post("/event-types", office_talk(other_durations=[60]))
    caller.post("/bookings", booking_of(talk))

    hour = caller.get(query(talk, duration=60, explain="true"))

    # It ends by five, and may not begin half an hour before what is booked.
    assert len(hour["slots"]) == 13
    early = text(next_monday() - timedelta(minutes=30))
    assert [each["start"] for each in hour["removed"]] == [early, text(next_monday())]
    assert pointers(caller("GET", query(talk, duration=45))) == ["/duration"]


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


@pytest.mark.parametrize("explained", ["false", "true"])
def test_a_longer_window_takes_no_more_queries(
    nobody: Caller, event_type: dict[str, Any], django_assert_num_queries: Callable[[int], Any], explained: str
) -> None:
    """The event type and what is around it; all that its hosts' time is made of; and that once more to explain."""
    two_months = next_monday().date() + timedelta(days=62)
    most = 3 if explained == "true" else 2

    with django_assert_num_queries(most):
        nobody.get(query(event_type, explain=explained))
    with django_assert_num_queries(most):
        nobody.get(query(event_type, end=two_months, explain=explained))


def test_more_hosts_take_no_more_queries(
    caller: Caller,
    nobody: Caller,
    make_caller: Callable[..., Caller],
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    users = [make_caller(f"host{number}@example.com").user for number in range(5)]
    talk = caller.post("/event-types", office_talk(hosts=[user.pk for user in users if user]))

    with django_assert_num_queries(2):
        assert len(nobody.get(query(talk))["slots"]) == 16
