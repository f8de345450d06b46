from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from halfpast.event_types.models import EventTypeHost
from halfpast.schedules.models import DateOverride, Schedule
from tests.api.callers import Caller, office_talk, pointers, problem

SHIFT = {"weekday": 0, "start": "09:00", "end": "24:00"}
TODAY = timezone.now().date()
TOMORROW = (TODAY + timedelta(days=2)).isoformat()
NO_HOLIDAYS: dict[str, object] = {"country": "", "region": "", "worked": []}
LAST_WEEK = TODAY - timedelta(days=7)


def schedule(**other: object) -> dict[str, Any]:
    return {
        "name": "Shifts", "time_zone": "Europe/Vienna", "weekly": [SHIFT], "overrides": [],
        "holidays": NO_HOLIDAYS, **other,
    }  # fmt: skip


def test_what_was_written_is_read_back(caller: Caller) -> None:
    overrides = [{"date": TOMORROW, "ranges": [{"start": "10:00", "end": "11:30"}]}]

    made = caller.post("/schedules", schedule(overrides=overrides))

    assert made == caller.get(f"/schedules/{made['id']}") == {"id": made["id"], **schedule(overrides=overrides)}
    assert made in caller.get("/schedules")["items"]


def test_an_override_without_ranges_closes_the_day(caller: Caller) -> None:
    made = caller.post("/schedules", schedule(overrides=[{"date": TOMORROW, "ranges": []}]))

    assert made["overrides"] == [{"date": TOMORROW, "ranges": []}]


def test_replacing_leaves_nothing_of_before(caller: Caller) -> None:
    made = caller.post("/schedules", schedule(overrides=[{"date": TOMORROW, "ranges": []}]))

    answer = caller("PUT", f"/schedules/{made['id']}", {"name": "Off", "time_zone": "UTC"})

    assert answer.status_code == 200
    assert caller.get(f"/schedules/{made['id']}") == {
        "id": made["id"], "name": "Off", "time_zone": "UTC", "weekly": [], "overrides": [], "holidays": NO_HOLIDAYS
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"weekly": [SHIFT, {"weekday": 0, "start": "10:00", "end": "11:00"}]}, "/weekly/1"),
        ({"weekly": [{"weekday": 0, "start": "10:00", "end": "10:00"}]}, "/weekly/0/end"),
        ({"weekly": [{"weekday": 0, "start": "22:00", "end": "00:00"}]}, "/weekly/0/end"),
        ({"weekly": [{"weekday": 7, "start": "09:00", "end": "10:00"}]}, "/weekly/0/weekday"),
        ({"weekly": [{"weekday": "0", "start": "09:00", "end": "10:00"}]}, "/weekly/0/weekday"),
        ({"weekly": [{"weekday": 0, "start": "24:00", "end": "24:00"}]}, "/weekly/0/start"),
        ({"weekly": [{"weekday": 0, "start": "9:00", "end": "10:00"}]}, "/weekly/0/start"),
        ({"overrides": [{"date": LAST_WEEK.isoformat(), "ranges": []}]}, "/overrides/0/date"),
        ({"overrides": [{"date": "2026-02-30", "ranges": []}]}, "/overrides/0/date"),
        ({"overrides": [{"date": "2099-01-01", "ranges": []}] * 2}, "/overrides/1/date"),
        ({"time_zone": "Mars/Base"}, "/time_zone"),
        ({"time_zone": "../etc/passwd"}, "/time_zone"),
        ({"name": " "}, "/name"),
        ({"name": "x" * 101}, "/name"),
        ({"name": "a\x00b"}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"name": "\ud800"}, "/name"),
        ({"colour": "red"}, "/colour"),
        ({"holidays": {"country": "ZZ"}}, "/holidays/country"),
        ({"holidays": {"country": "Germany"}}, "/holidays/country"),
        ({"holidays": {"country": "DE", "region": "XX"}}, "/holidays/region"),
        ({"holidays": {"region": "BY"}}, "/holidays/region"),
        ({"holidays": {"country": "DE", "worked": ["Christmas Day", "Doomsday"]}}, "/holidays/worked/1"),
        ({"holidays": {"worked": ["Christmas Day"]}}, "/holidays/worked/0"),
        ({"holidays": {"country": "DE", "colour": "red"}}, "/holidays/colour"),
        ({"holidays": None}, "/holidays"),
    ],
)
def test_a_bad_field_is_named(caller: Caller, change: dict[str, object], pointer: str) -> None:
    assert pointers(caller("POST", "/schedules", schedule(**change))) == [pointer]


def test_an_override_of_the_past_that_is_there_already_may_stay(caller: Caller) -> None:
    made = caller.post("/schedules", schedule())
    DateOverride.objects.create(schedule_id=made["id"], date=LAST_WEEK)
    past = {"date": LAST_WEEK.isoformat(), "ranges": []}

    answer = caller("PUT", f"/schedules/{made['id']}", schedule(overrides=[past]))

    assert answer.status_code == 200
    assert caller.get(f"/schedules/{made['id']}")["overrides"] == [past]


def test_holidays_are_read_back_and_not_kept_when_left_out(caller: Caller) -> None:
    holidays = {"country": "DE", "region": "BY", "worked": ["Epiphany", "German Unity Day"]}
    made = caller.post("/schedules", schedule(holidays=holidays))

    caller("PUT", f"/schedules/{made['id']}", {"name": "Off", "time_zone": "UTC"})

    assert made["holidays"] == holidays
    assert caller.get(f"/schedules/{made['id']}")["holidays"] == NO_HOLIDAYS


def test_the_name_of_a_holiday_that_was_kept_may_be_sent_back(caller: Caller) -> None:
    holidays = {"country": "DE", "region": "", "worked": ["Of Another Year"]}
    made = caller.post("/schedules", schedule(holidays={"country": "DE"}))
    Schedule.objects.filter(pk=made["id"]).update(holidays_worked=["Of Another Year"])

    answer = caller("PUT", f"/schedules/{made['id']}", schedule(holidays=holidays))

    assert answer.status_code == 200


def test_hours_that_a_host_has_for_one_event_type_are_not_deleted(caller: Caller) -> None:
    spare = caller.post("/schedules", schedule())["id"]
    made = caller.post("/event-types", office_talk())
    EventTypeHost.objects.filter(event_type=made["id"]).update(schedule=spare)

    answer = caller("DELETE", f"/schedules/{spare}")

    assert "talk" in problem(answer, 409, "in-use")["detail"]


def test_a_schedule_in_use_is_not_deleted(caller: Caller) -> None:
    used = caller.post("/event-types", office_talk())["schedule"]

    answer = caller("DELETE", f"/schedules/{used}")

    assert "talk" in problem(answer, 409, "in-use")["detail"]


def test_a_schedule_that_nothing_uses_is_deleted(caller: Caller) -> None:
    made = caller.post("/schedules", schedule())

    assert caller("DELETE", f"/schedules/{made['id']}").status_code == 204
    problem(caller("GET", f"/schedules/{made['id']}"), 404, "not-found")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_schedule_of_another_person_is_nowhere(caller: Caller, stranger: Caller, method: str) -> None:
    theirs = stranger.get("/schedules")["items"][0]["id"]

    problem(caller(method, f"/schedules/{theirs}", schedule()), 404, "not-found")
    problem(caller(method, f"/schedules/{10**30}", schedule()), 404, "not-found")


def test_a_list_goes_on_where_its_page_ended(caller: Caller) -> None:
    for name in ("One", "Two"):
        caller.post("/schedules", schedule(name=name))

    first = caller.get("/schedules?limit=2")
    rest = caller.get(f"/schedules?limit=2&cursor={first['next']}")

    assert [each["name"] for each in first["items"] + rest["items"]] == ["Working hours", "One", "Two"]
    assert rest["next"] is None


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "cursor=xyz", "cursor=WyJhIl0=", "size=3"])
def test_a_wrong_parameter_of_a_list_is_named(caller: Caller, query: str) -> None:
    assert pointers(caller("GET", f"/schedules?{query}")) == [f"/{query.partition('=')[0]}"]
