from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from halfpast.bookings.models import Booking, LinkState, Meeting
from halfpast.event_types.models import PlaceKind
from tests.api.callers import Caller, booking_of, next_monday, pointers, problem, text


def test_a_meeting_that_is_ready_is_told_whole(caller: Caller, booking: dict[str, Any]) -> None:
    _with_zoom_meeting(booking["uid"])

    meeting = caller.get(f"/bookings/{booking['uid']}")["meeting"]

    assert meeting == {
        "provider": "zoom",
        "state": "ready",
        "fallback_from": None,
        "join_url": "https://zoom.us/j/92674392836",
        "meeting_id": "92674392836",
        "passcode": "abc",
        "dial_in": [{"country": "AT", "number": "+43 1 2345678"}],
    }


def test_the_timeline_tells_what_was_done(caller: Caller, booking: dict[str, Any]) -> None:
    caller.post(f"/bookings/{booking['uid']}/cancel")

    told = caller.get(f"/bookings/{booking['uid']}/timeline")

    assert [line["event"] for line in told["items"]] == ["booked", "cancelled"]
    assert told["items"][0].keys() == {"at", "actor", "event", "text"}


@pytest.mark.parametrize("act", ["GET ", "GET /timeline", "POST /cancel", "POST /reschedule"])
def test_a_booking_of_another_workspace_is_nowhere(stranger: Caller, booking: dict[str, Any], act: str) -> None:
    method, _, rest = act.partition(" ")
    body = {"start": booking["start"]} if "reschedule" in rest else None

    problem(stranger(method, f"/bookings/{booking['uid']}{rest}", body), 404, "not-found")
    problem(stranger(method, f"/bookings/{uuid.uuid4()}{rest}", body), 404, "not-found")
    assert stranger.get("/bookings")["items"] == []


def test_bookings_are_filtered_and_listed_latest_first(caller: Caller, event_type: dict[str, Any]) -> None:
    starts = [text(next_monday(hour=hour)) for hour in (9, 10, 11)]
    first, *_ = [caller.post("/bookings", booking_of(event_type, start=start)) for start in starts]
    caller.post(f"/bookings/{first['uid']}/cancel")

    assert _starts(caller, "limit=500") == starts[::-1]
    assert _starts(caller, "state=cancelled") == starts[:1]
    assert _starts(caller, f"from={starts[1]}&to={starts[2]}") == starts[1:2]
    assert _starts(caller, f"from={starts[0][:10]}&state=confirmed") == [starts[2], starts[1]]
    page = caller.get("/bookings?limit=2")
    assert _starts(caller, f"limit=2&cursor={page['next']}") == starts[:1]


@pytest.mark.parametrize("query", ["state=lost", "from=noon", "to=2026-02-30", "to=2026-11-30T10:00", "stat=held"])
def test_a_wrong_filter_is_named(caller: Caller, query: str) -> None:
    assert pointers(caller("GET", f"/bookings?{query}")) == [f"/{query.partition('=')[0]}"]


def test_a_list_takes_the_same_queries_for_one_booking_and_for_many(
    caller: Caller, event_type: dict[str, Any], django_assert_num_queries: Callable[[int], Any]
) -> None:
    for hour in (9, 10, 11):
        made = caller.post("/bookings", booking_of(event_type, start=text(next_monday(hour=hour))))
        _with_zoom_meeting(made["uid"])

    with django_assert_num_queries(6):
        caller.get("/bookings?limit=1")
    with django_assert_num_queries(6):
        caller.get("/bookings")


def _starts(caller: Caller, query: str) -> list[str]:
    return [booking["start"] for booking in caller.get(f"/bookings?{query}")["items"]]


def _with_zoom_meeting(uid: str) -> None:
    appointment = Booking.objects.get(uid=uid).appointment
    appointment.place_kind, appointment.link_state = PlaceKind.ZOOM, LinkState.READY
    appointment.save()
    number = f"9267439{2836 + Meeting.objects.count():04}"
    Meeting.objects.create(
        appointment=appointment,
        provider=PlaceKind.ZOOM,
        account_ref="account",
        meeting_id=number,
        join_url=f"https://zoom.us/j/{number}",
        passcode="abc",
        dial_in=[{"country": "AT", "number": "+43 1 2345678"}],
    )
