from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from halfpast.accounts.models import User
from halfpast.availability import Interval
from halfpast.bookings.models import Appointment, Booking
from halfpast.calendars.services import replace_busy_periods
from halfpast.effects.models import Effect
from halfpast.event_types.models import Assignment, EventType, EventTypeHost
from tests.api.callers import Caller, booking_of, next_monday, office_talk, pointers, problem, text
from tests.studio import add_member


def test_a_booking_stands_at_once(caller: Caller, event_type: dict[str, Any]) -> None:
    answer = caller("POST", "/bookings", booking_of(event_type, answers={"Topic": "Taxes\nand more"}))

    assert answer.status_code == 201
    made = caller.get("/bookings")["items"][0]
    assert (made["state"], made["generation"], made["start"]) == ("confirmed", 1, text(next_monday()))
    assert made["end"] == text(next_monday() + timedelta(minutes=30))
    assert made["location"] == {"kind": "in_person", "address": "Main Street 1"}
    assert made["meeting"]["state"] == "not_needed"
    assert made["answers"] == {"Topic": "Taxes\nand more"}
    assert made["manage_url"].startswith("http://localhost:8000/b/bk_")
    assert made == caller.get(f"/bookings/{made['uid']}")
    assert Effect.objects.filter(kind="mail").count() == 2


def test_a_taken_time_offers_the_nearest_ones(caller: Caller, event_type: dict[str, Any], booking: object) -> None:
    told = problem(caller("POST", "/bookings", booking_of(event_type)), 409, "slot-taken")

    half_an_hour = timedelta(minutes=30)
    assert text(next_monday() + half_an_hour) in [slot["start"] for slot in told["nearest"]]
    assert len(told["nearest"]) == 3
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("shift", "why"),
    [
        (timedelta(minutes=7), "unaligned"),
        (timedelta(seconds=1), "unaligned"),
        (timedelta(hours=12), "outside-hours"),
        (timedelta(days=-28), "past"),
        (timedelta(days=140), "too-far"),
    ],
)
def test_a_time_that_is_not_offered_says_why(
    caller: Caller, event_type: dict[str, Any], shift: timedelta, why: str
) -> None:
    answer = caller("POST", "/bookings", booking_of(event_type, start=text(next_monday() + shift)))

    assert problem(answer, 422, "not-offered")["why"] == why
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"start": "2026-11-30T09:00:00"}, "/start"),
        ({"start": "2026-11-30"}, "/start"),
        ({"start": 1790000000}, "/start"),
        ({"start": "9999-12-31T23:59:59-14:00"}, "/start"),
        ({"event_type": 10**12}, "/event_type"),
        ({"event_type": "1"}, "/event_type"),
        ({"location": {"kind": "zoom"}}, "/location"),
        ({"location": {"kind": "moon"}}, "/location/kind"),
        ({"guests": ["a@example.com"]}, "/guests"),
        ({"answers": {"q": 1}}, "/answers/q"),
        ({"answers": {"q": "\x00"}}, "/answers/q"),
        ({"note": "x"}, "/note"),
    ],
)
def test_a_bad_field_is_named(
    caller: Caller, event_type: dict[str, Any], change: dict[str, object], pointer: str
) -> None:
    assert pointers(caller("POST", "/bookings", booking_of(event_type, **change))) == [pointer]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "  "),
        ("name", "x" * 300),
        ("name", "a\x00b"),
        ("name", "\ufb2c" * 200),
        ("email", "gil"),
        ("email", "gil@\x00example.com"),
        ("email", "gil@example.com\nBcc: x@example.com"),
        ("time_zone", "Nowhere"),
        ("locale", "<script>"),
        ("phone", "1"),
    ],
)
def test_a_bad_field_of_the_attendee_is_named(
    caller: Caller, event_type: dict[str, Any], name: str, value: str
) -> None:
    body: Any = booking_of(event_type)
    body["attendee"][name] = value

    assert pointers(caller("POST", "/bookings", body)) == [f"/attendee/{name}"]


def test_the_same_key_and_body_are_one_booking(caller: Caller, event_type: dict[str, Any]) -> None:
    headers = {"Idempotency-Key": "once"}

    first = caller.post("/bookings", booking_of(event_type), **headers)
    again = caller("POST", "/bookings", booking_of(event_type), **headers)

    assert again.status_code == 201
    assert again.json() == first  # type: ignore[attr-defined]
    assert Booking.objects.count() == 1


def test_a_key_that_names_a_place_still_fits_after_the_type_was_sent_again(
    caller: Caller, event_type: dict[str, Any]
) -> None:
    body, headers = booking_of(event_type, location={"kind": "in_person"}), {"Idempotency-Key": "once"}
    first = caller.post("/bookings", body, **headers)

    caller("PATCH", f"/event-types/{event_type['id']}", {"locations": event_type["locations"]})

    assert caller.post("/bookings", body, **headers) == first


def test_the_same_key_with_another_body_is_refused(caller: Caller, event_type: dict[str, Any]) -> None:
    later = text(next_monday() + timedelta(hours=1))
    caller.post("/bookings", booking_of(event_type), **{"Idempotency-Key": "once"})

    answer = caller("POST", "/bookings", booking_of(event_type, start=later), **{"Idempotency-Key": "once"})

    problem(answer, 422, "key-reused")


def test_keys_of_two_callers_do_not_meet(caller: Caller, stranger: Caller, event_type: dict[str, Any]) -> None:
    theirs = stranger.post("/event-types", office_talk())

    first = caller.post("/bookings", booking_of(event_type), **{"Idempotency-Key": "once"})
    second = stranger.post("/bookings", booking_of(theirs), **{"Idempotency-Key": "once"})

    assert first["uid"] != second["uid"]


def test_a_place_that_is_not_connected_is_unavailable(caller: Caller) -> None:
    zoom = caller.post("/event-types", office_talk(locations=[{"kind": "zoom"}]))

    problem(caller("POST", "/bookings", booking_of(zoom)), 409, "place-unavailable")


def test_a_type_that_is_switched_off_is_not_offered(caller: Caller, event_type: dict[str, Any]) -> None:
    caller("PATCH", f"/event-types/{event_type['id']}", {"is_active": False})

    problem(caller("POST", "/bookings", booking_of(event_type)), 422, "not-offered")


def test_a_host_who_calls_needs_the_guests_number(caller: Caller) -> None:
    call = caller.post("/event-types", office_talk(locations=[{"kind": "phone", "call": "host_calls"}]))
    number = {"kind": "phone", "number": "+43 660 1234567"}

    assert pointers(caller("POST", "/bookings", booking_of(call))) == ["/location/number"]
    made = caller.post("/bookings", booking_of(call, location=number))
    assert made["location"] == {"kind": "phone", "call": "host_calls", "number": "+43 660 1234567"}


def test_the_guest_may_choose_among_the_places(caller: Caller) -> None:
    link = {"kind": "link", "url": "https://meet.example.com/ann"}
    room = {"kind": "in_person", "address": "Main Street 1"}
    both = caller.post("/event-types", office_talk(locations=[room, link]))

    made = caller.post("/bookings", booking_of(both, location={"kind": "link"}))

    assert made["location"] == link
    assert made["meeting"]["join_url"] == link["url"]


def test_the_caller_may_choose_among_the_lengths(caller: Caller) -> None:
    flexible = caller.post("/event-types", office_talk(other_durations=[60]))

    made = caller.post("/bookings", booking_of(flexible, duration=60))

    assert made["end"] == text(next_monday() + timedelta(minutes=60))


@pytest.mark.parametrize("duration", [45, 0, -30, 1441, "30", 30.5])
def test_a_length_that_is_not_offered_is_named(caller: Caller, event_type: dict[str, Any], duration: object) -> None:
    assert pointers(caller("POST", "/bookings", booking_of(event_type, duration=duration))) == ["/duration"]
    assert not Appointment.objects.exists()


def test_all_hosts_of_a_booking_are_told(caller: Caller, event_type: dict[str, Any]) -> None:
    row = EventType.objects.get(pk=event_type["id"])
    other = add_member(row.workspace, "other@example.com")
    EventTypeHost.objects.create(event_type=row, user=other)
    EventType.objects.filter(pk=row.pk).update(assignment=Assignment.ALL)

    made = caller.post("/bookings", booking_of(event_type))

    assert made["hosts"] == [*event_type["hosts"], other.pk]


def test_a_time_at_which_the_host_is_busy_elsewhere_is_taken(caller: Caller, event_type: dict[str, Any]) -> None:
    host = User.objects.get(pk=event_type["hosts"][0])
    meeting = Interval(next_monday(), next_monday() + timedelta(minutes=10))
    replace_busy_periods(host, "work", meeting, [meeting])

    told = problem(caller("POST", "/bookings", booking_of(event_type)), 409, "slot-taken")

    assert told["detail"] == "The host is busy at this time. Choose another one."
