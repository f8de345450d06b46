from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from halfpast.accounts.models import Role
from tests.api.callers import Caller, booking_of, office_talk, pointers, problem


def test_a_type_may_say_little(caller: Caller) -> None:
    made = caller.post("/event-types", {"slug": "call", "title": "Call", "duration_minutes": 45})

    assert made["slot_step_minutes"] == 45
    assert made["locations"] == [{"kind": "zoom"}]
    assert made["hosts"] == [caller.get("/me")["user"]["id"]]
    assert made["url"] == "http://localhost:8000/acme/call"


def test_a_provider_may_be_named_before_it_is_connected(caller: Caller) -> None:
    made = caller.post("/event-types", office_talk(locations=[{"kind": "zoom"}]))

    assert made["bookable"]["ok"] is False
    assert made["bookable"]["reason"]


@pytest.mark.parametrize(
    "place",
    [
        {"kind": "zoom"},
        {"kind": "in_person", "address": "Main Street 1"},
        {"kind": "phone", "call": "guest_calls", "number": "+43 1 2345678"},
        {"kind": "phone", "call": "host_calls", "number": None},
        {"kind": "link", "url": "https://meet.example.com/ann?x=1"},
    ],
)
def test_each_kind_of_place_is_read_back(caller: Caller, place: dict[str, object]) -> None:
    made = caller.post("/event-types", office_talk(locations=[place]))

    assert caller.get(f"/event-types/{made['id']}")["locations"] == [place]


@pytest.mark.parametrize(
    ("place", "pointer"),
    [
        ({"kind": "teleport"}, "/locations/0"),
        ({}, "/locations/0"),
        ({"kind": "zoom", "url": "https://zoom.us/j/1"}, "/locations/0/url"),
        ({"kind": "in_person"}, "/locations/0/address"),
        ({"kind": "in_person", "address": ""}, "/locations/0/address"),
        ({"kind": "phone", "call": "guest_calls"}, "/locations/0/number"),
        ({"kind": "phone", "call": "guest_calls", "number": "call me"}, "/locations/0/number"),
        ({"kind": "phone", "number": "+43 1 2345678"}, "/locations/0/call"),
        ({"kind": "link", "url": "javascript:alert(1)"}, "/locations/0/url"),
        ({"kind": "link", "url": "https://example.com/\x00"}, "/locations/0/url"),
    ],
)
def test_a_place_that_lacks_something_is_refused(caller: Caller, place: dict[str, object], pointer: str) -> None:
    assert pointers(caller("POST", "/event-types", office_talk(locations=[place]))) == [pointer]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"slug": "api"}, "/slug"),
        ({"slug": "Not A Slug"}, "/slug"),
        ({"title": "\u202eevil"}, "/title"),
        ({"duration_minutes": 0}, "/duration_minutes"),
        ({"duration_minutes": 30.5}, "/duration_minutes"),
        ({"duration_minutes": None}, "/duration_minutes"),
        ({"daily_cap": 0}, "/daily_cap"),
        ({"capacity": 2}, "/capacity"),
        ({"hosts": []}, "/hosts"),
        ({"hosts": [10**12]}, "/hosts/0"),
        ({"schedule": 10**12}, "/schedule"),
        ({"locations": []}, "/locations"),
        ({"on_cancel": "burn"}, "/on_cancel"),
        ({"is_active": "yes"}, "/is_active"),
        ({"price": 3}, "/price"),
        ({"meeting_options": None}, "/meeting_options"),
        ({"meeting_options": {"lobby": True}}, "/meeting_options/lobby"),
        ({"meeting_options": {"host_video": "on"}}, "/meeting_options/host_video"),
        ({"meeting_options": {"passcode": "sometimes"}}, "/meeting_options/passcode"),
        ({"meeting_options": {"auto_recording": True}}, "/meeting_options/auto_recording"),
        ({"meeting_options": {"dial_in_countries": "DE"}}, "/meeting_options/dial_in_countries"),
        ({"meeting_options": {"dial_in_countries": ["DE", "UK"]}}, "/meeting_options/dial_in_countries/1"),
        (
            {"meeting_options": {"waiting_room": True, "join_before_host": True}},
            "/meeting_options/join_before_host",
        ),
        ({"topic_template": "{nobody}"}, "/topic_template"),
        ({"topic_template": "{title.__class__}"}, "/topic_template"),
        ({"topic_template": "a\nb"}, "/topic_template"),
        ({"topic_template": "\ud800"}, "/topic_template"),
        ({"topic_template": "x" * 201}, "/topic_template"),
        ({"topic_template": "\u0958" * 150}, "/topic_template"),
        ({"topic_template": None}, "/topic_template"),
        ({"agenda_template": "{"}, "/agenda_template"),
        ({"agenda_template": "a\u202eb"}, "/agenda_template"),
        ({"agenda_template": "x" * 1501}, "/agenda_template"),
    ],
)
def test_a_bad_field_is_named_on_creation_and_change(caller: Caller, change: dict[str, object], pointer: str) -> None:
    made = caller.post("/event-types", office_talk(slug="first"))

    assert pointers(caller("POST", "/event-types", office_talk(**change))) == [pointer]
    assert pointers(caller("PATCH", f"/event-types/{made['id']}", change)) == [pointer]
    assert caller.get(f"/event-types/{made['id']}") == made


AS_THE_ACCOUNT_SAYS: dict[str, object] = {
    "host_video": None,
    "participant_video": None,
    "waiting_room": None,
    "join_before_host": None,
    "mute_upon_entry": None,
    "passcode": None,
    "auto_recording": None,
    "dial_in_countries": [],
}


def test_meetings_are_as_the_account_says_unless_told_otherwise(event_type: dict[str, Any]) -> None:
    assert event_type["meeting_options"] == AS_THE_ACCOUNT_SAYS
    assert (event_type["topic_template"], event_type["agenda_template"]) == ("", "")


@pytest.mark.parametrize(
    "option",
    [
        {"host_video": True},
        {"participant_video": False},
        {"waiting_room": False},
        {"join_before_host": True},
        {"mute_upon_entry": True},
        {"passcode": "always"},
        {"passcode": "never"},
        {"auto_recording": "cloud"},
        {"dial_in_countries": ["US", "DE"]},
    ],
)
def test_each_meeting_option_is_kept_on_creation_and_change(caller: Caller, option: dict[str, object]) -> None:
    made = caller.post("/event-types", office_talk(meeting_options=option))
    other = caller.post("/event-types", office_talk(slug="other"))

    changed = caller("PATCH", f"/event-types/{other['id']}", {"meeting_options": option})

    assert changed.status_code == 200
    for each in (made, other):
        options = caller.get(f"/event-types/{each['id']}")["meeting_options"]
        assert options == AS_THE_ACCOUNT_SAYS | option


def test_a_change_of_one_option_leaves_the_others_and_null_leaves_it_to_the_account(caller: Caller) -> None:
    options = {"waiting_room": False, "passcode": "always", "dial_in_countries": ["DE"]}
    made = caller.post("/event-types", office_talk(meeting_options=options))

    change = {"meeting_options": {"passcode": None, "dial_in_countries": None, "host_video": True}}
    caller("PATCH", f"/event-types/{made['id']}", change)

    told = caller.get(f"/event-types/{made['id']}")["meeting_options"]
    assert told == AS_THE_ACCOUNT_SAYS | {"waiting_room": False, "host_video": True}


def test_countries_are_kept_in_one_spelling(caller: Caller) -> None:
    made = caller.post("/event-types", office_talk(meeting_options={"dial_in_countries": ["us", "DE", "US"]}))

    assert made["meeting_options"]["dial_in_countries"] == ["US", "DE"]


def test_a_waiting_room_that_was_there_contradicts_joining_before_the_host(caller: Caller) -> None:
    made = caller.post("/event-types", office_talk(meeting_options={"waiting_room": True}))

    change = {"title": "New", "meeting_options": {"join_before_host": True}}
    answer = caller("PATCH", f"/event-types/{made['id']}", change)

    assert pointers(answer) == ["/meeting_options/join_before_host"]
    assert caller.get(f"/event-types/{made['id']}") == made


def test_templates_are_kept_as_written(caller: Caller) -> None:
    words = {"topic_template": "{title}: {guests}", "agenda_template": "{date}\n{time}, {answers}"}

    made = caller.post("/event-types", office_talk(**words))

    assert {name: made[name] for name in words} == words


def test_an_address_is_given_once(caller: Caller, event_type: dict[str, Any]) -> None:
    assert pointers(caller("POST", "/event-types", office_talk())) == ["/slug"]


def test_a_change_touches_only_what_it_names(caller: Caller, event_type: dict[str, Any]) -> None:
    answer = caller("PATCH", f"/event-types/{event_type['id']}", {"daily_cap": 3, "on_cancel": "keep"})

    assert answer.status_code == 200
    assert caller.get(f"/event-types/{event_type['id']}") == {**event_type, "daily_cap": 3, "on_cancel": "keep"}


def test_a_type_can_be_sent_back_as_it_was_read(caller: Caller, event_type: dict[str, Any]) -> None:
    body = {name: value for name, value in event_type.items() if name not in {"id", "url", "bookable", "created_at"}}

    assert caller("PATCH", f"/event-types/{event_type['id']}", body).status_code == 200
    assert caller.get(f"/event-types/{event_type['id']}") == event_type


def test_a_number_is_kept_in_one_spelling(caller: Caller) -> None:
    place = {"kind": "phone", "call": "guest_calls", "number": "+43 (1) 234-5678"}

    assert caller.post("/event-types", office_talk(locations=[place]))["locations"][0]["number"] == "+43 1 2345678"


def test_a_type_without_appointments_is_deleted(caller: Caller, event_type: dict[str, Any]) -> None:
    assert caller("DELETE", f"/event-types/{event_type['id']}").status_code == 204
    assert caller.get("/event-types") == {"items": [], "next": None}


def test_a_type_with_appointments_stays(caller: Caller, event_type: dict[str, Any]) -> None:
    caller.post("/bookings", booking_of(event_type))

    told = problem(caller("DELETE", f"/event-types/{event_type['id']}"), 409, "in-use")
    assert "is_active" in told["detail"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_type_of_another_workspace_is_nowhere(stranger: Caller, event_type: dict[str, Any], method: str) -> None:
    problem(stranger(method, f"/event-types/{event_type['id']}", {}), 404, "not-found")


def test_a_member_sees_what_they_host_and_names_nobody_else(
    caller: Caller, make_caller: Callable[..., Caller], event_type: dict[str, Any]
) -> None:
    member = make_caller("mia@example.com", Role.MEMBER)

    assert member.get("/event-types")["items"] == []
    assert pointers(member("POST", "/event-types", office_talk(slug="x", hosts=event_type["hosts"]))) == ["/hosts/0"]


def test_a_list_takes_the_same_queries_for_one_type_and_for_many(
    caller: Caller, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        caller.post("/event-types", office_talk(slug=f"zoom{number}", locations=[{"kind": "zoom"}]))

    with django_assert_num_queries(9):
        caller.get("/event-types?limit=1")
    with django_assert_num_queries(9):
        caller.get("/event-types")
