from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from halfpast.schedules.models import OutOfOffice
from tests.api.callers import Caller, pointers, problem


def day(days: int) -> str:
    return (timezone.now().date() + timedelta(days=days)).isoformat()


def absence(**other: object) -> dict[str, Any]:
    return {"first_date": day(10), "last_date": day(12), "message": "At the sea", "colleague": None, **other}


def travel(**other: object) -> dict[str, Any]:
    return {"first_date": day(10), "last_date": day(12), "time_zone": "Asia/Tokyo", **other}


SENT = [("/absences", absence), ("/travels", travel)]


@pytest.mark.parametrize(("path", "sent"), SENT)
def test_what_was_written_is_read_back_and_deleted(
    caller: Caller, path: str, sent: Callable[..., dict[str, Any]]
) -> None:
    made = caller.post(path, sent())

    assert made == {"id": made["id"], **sent()}
    assert caller.get(path) == {"items": [made], "next": None}
    assert caller("DELETE", f"{path}/{made['id']}").status_code == 204
    assert caller.get(path)["items"] == []


@pytest.mark.parametrize(("path", "sent"), SENT)
@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"first_date": day(-2)}, "/first_date"),
        ({"first_date": "2027-02-30"}, "/first_date"),
        ({"last_date": day(9)}, "/last_date"),
        ({"last_date": day(10 + 366)}, "/last_date"),
        ({"last_date": None}, "/last_date"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_bad_dates_are_named(
    caller: Caller, path: str, sent: Callable[..., dict[str, Any]], change: dict[str, object], pointer: str
) -> None:
    assert pointers(caller("POST", path, sent(**change))) == [pointer]
    assert caller.get(path)["items"] == []


@pytest.mark.parametrize("zone", ["Mars/Base", "../etc/passwd", "", None])
def test_an_unknown_zone_is_named(caller: Caller, zone: object) -> None:
    assert pointers(caller("POST", "/travels", travel(time_zone=zone))) == ["/time_zone"]


def test_two_journeys_do_not_share_a_date(caller: Caller) -> None:
    caller.post("/travels", travel())

    answer = caller("POST", "/travels", travel(first_date=day(12), last_date=day(13)))

    assert pointers(answer) == ["/first_date"]
    assert "You are on another journey" in problem(answer, 422, "validation")["errors"][0]["detail"]
    caller.post("/travels", travel(first_date=day(13), last_date=day(13)))


def test_a_colleague_is_another_member(caller: Caller, make_caller: Callable[..., Caller], stranger: Caller) -> None:
    colleague = make_caller("bob@example.com")
    ids = [each.user.pk for each in (caller, stranger) if each.user]

    for wrong in [*ids, 2**40]:
        assert pointers(caller("POST", "/absences", absence(colleague=wrong))) == ["/colleague"]
    assert colleague.user
    assert caller.post("/absences", absence(colleague=colleague.user.pk))["colleague"] == colleague.user.pk


def test_a_message_may_be_left_out_but_not_be_too_long(caller: Caller) -> None:
    made = caller.post("/absences", {"first_date": day(1), "last_date": day(1)})

    assert (made["message"], made["colleague"]) == ("", None)
    assert pointers(caller("POST", "/absences", absence(message="x" * 501))) == ["/message"]


@pytest.mark.parametrize(("path", "sent"), SENT)
def test_time_away_of_another_person_is_nowhere(
    caller: Caller, stranger: Caller, path: str, sent: Callable[..., dict[str, Any]]
) -> None:
    theirs = stranger.post(path, sent())["id"]

    assert caller.get(path)["items"] == []
    problem(caller("DELETE", f"{path}/{theirs}"), 404, "not-found")
    problem(caller("DELETE", f"{path}/{10**30}"), 404, "not-found")


def test_past_ones_are_listed_and_a_list_goes_on(caller: Caller) -> None:
    assert caller.user
    OutOfOffice.objects.create(user=caller.user, first_date="2020-01-01", last_date="2020-01-02")
    caller.post("/absences", absence())

    first = caller.get("/absences?limit=1")
    rest = caller.get(f"/absences?limit=1&cursor={first['next']}")

    assert [each["first_date"] for each in first["items"] + rest["items"]] == ["2020-01-01", day(10)]
    assert pointers(caller("GET", "/travels?size=3")) == ["/size"]
