from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from halfpast.bookings.models import Appointment
from tests.api.callers import Caller, booking_of, next_monday, pointers, problem, text

PAST = "no-longer-possible"


def test_a_moved_booking_keeps_its_uid(caller: Caller, booking: dict[str, Any]) -> None:
    later = text(next_monday() + timedelta(days=1))

    moved = caller.post(f"/bookings/{booking['uid']}/reschedule", {"start": later, "reason": "Ill"})

    assert (moved["uid"], moved["start"], moved["generation"]) == (booking["uid"], later, 2)
    assert (moved["moved_from"], moved["reason"], moved["changed_by"]) == (booking["start"], "Ill", "host")
    assert caller("POST", f"/bookings/{booking['uid']}/reschedule", {"start": later}).status_code == 200


def test_a_booking_is_not_moved_to_a_taken_or_unoffered_time(
    caller: Caller, event_type: dict[str, Any], booking: dict[str, Any]
) -> None:
    other = caller.post("/bookings", booking_of(event_type, start=text(next_monday() + timedelta(hours=1))))
    path = f"/bookings/{booking['uid']}/reschedule"

    assert problem(caller("POST", path, {"start": other["start"]}), 409, "slot-taken")["nearest"]
    problem(caller("POST", path, {"start": text(next_monday() + timedelta(minutes=1))}), 422, "not-offered")
    assert pointers(caller("POST", path, {})) == ["/start"]
    assert caller.get(f"/bookings/{booking['uid']}") == booking


@pytest.mark.parametrize("body", [None, {}, {"reason": "Ill"}])
def test_cancelling_twice_is_cancelling_once(caller: Caller, booking: dict[str, Any], body: object) -> None:
    path = f"/bookings/{booking['uid']}/cancel"

    first = caller.post(path, body)
    second = caller.post(path, {"reason": "again"})

    assert first == second
    assert (first["state"], first["generation"]) == ("cancelled", 2)
    problem(caller("POST", f"/bookings/{booking['uid']}/reschedule", {"start": booking["start"]}), 409, PAST)


def test_what_is_over_is_not_cancelled(caller: Caller, booking: dict[str, Any]) -> None:
    now = timezone.now()
    Appointment.objects.update(start=now - timedelta(hours=1), end=now - timedelta(minutes=30))

    problem(caller("POST", f"/bookings/{booking['uid']}/cancel"), 409, PAST)
