from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from halfpast.accounts.models import Role, User, Workspace
from halfpast.event_types.models import EventType
from tests.api.callers import Caller, booking_of, office_talk, pointers, problem
from tests.studio import add_member

NEXT_YEAR = timezone.now().year + 1


def changed(caller: Caller, event_type: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    answer = caller("PATCH", f"/event-types/{event_type['id']}", change)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)  # type: ignore[no-any-return]


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
        ({"assignment": "some"}, "/assignment"),
        ({"assignment": "groups"}, "/groups"),
        ({"groups": [{"name": "Team", "hosts": [1]}]}, "/groups"),
        ({"host_schedules": [{"host": 10**12, "schedule": 1}]}, "/host_schedules/0/host"),
        ({"slot_step_minutes": 0}, "/slot_step_minutes"),
        ({"buffer_after_minutes": -1}, "/buffer_after_minutes"),
        ({"other_durations": [15, 0]}, "/other_durations/1"),
        ({"other_durations": [1441]}, "/other_durations/0"),
        ({"other_durations": list(range(1, 10))}, "/other_durations"),
        ({"other_durations": None}, "/other_durations"),
        ({"bookable_from": f"{NEXT_YEAR}-03-02"}, "/bookable_until"),
        ({"bookable_until": f"{NEXT_YEAR}-03-02"}, "/bookable_from"),
        ({"bookable_from": "soon", "bookable_until": f"{NEXT_YEAR}-03-02"}, "/bookable_from"),
        ({"bookable_from": f"{NEXT_YEAR}-03-02", "bookable_until": f"{NEXT_YEAR}-03-01"}, "/bookable_until"),
        ({"bookable_from": "2020-03-02", "bookable_until": "2020-03-09"}, "/bookable_until"),
        ({"bookable_from": f"{NEXT_YEAR}-03-02", "bookable_until": f"{NEXT_YEAR + 100}-03-02"}, "/bookable_until"),
        ({"weekly_cap": 0}, "/weekly_cap"),
        ({"monthly_cap": 1001}, "/monthly_cap"),
        ({"daily_minutes_cap": 1441}, "/daily_minutes_cap"),
        ({"weekly_minutes_cap": -5}, "/weekly_minutes_cap"),
        ({"monthly_minutes_cap": 1.5}, "/monthly_minutes_cap"),
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


@pytest.mark.parametrize(
    ("sent", "told"),
    [([60, 15, 60], [15, 60]), ([30, 45], [45]), ([], [])],
)
def test_other_lengths_come_once_each_without_the_main_one(caller: Caller, sent: list[int], told: list[int]) -> None:
    assert caller.post("/event-types", office_talk(other_durations=sent))["other_durations"] == told


def test_a_main_length_is_no_other_length_any_more(caller: Caller) -> None:
    made = caller.post("/event-types", office_talk(other_durations=[15, 60]))

    told = changed(caller, made, {"duration_minutes": 60})

    assert told["other_durations"] == [15]


LIMITS = {
    "weekly_cap": 8,
    "monthly_cap": 20,
    "daily_minutes_cap": 90,
    "weekly_minutes_cap": 360,
    "monthly_minutes_cap": 1000,
    "bookable_from": f"{NEXT_YEAR}-03-02",
    "bookable_until": f"{NEXT_YEAR}-03-02",
}


def test_caps_and_dates_are_kept_until_they_are_null(caller: Caller) -> None:
    made = caller.post("/event-types", office_talk(**LIMITS))
    assert {name: made[name] for name in LIMITS} == LIMITS

    told = changed(caller, made, dict.fromkeys(LIMITS))
    assert told == made | dict.fromkeys(LIMITS)


def test_one_date_alone_is_not_taken_away(caller: Caller) -> None:
    made = caller.post("/event-types", office_talk(**LIMITS))

    assert pointers(caller("PATCH", f"/event-types/{made['id']}", {"bookable_until": None})) == ["/bookable_until"]


def test_dates_that_have_passed_meanwhile_can_be_sent_back(caller: Caller, event_type: dict[str, Any]) -> None:
    dates = {"bookable_from": "2020-03-02", "bookable_until": "2020-03-09"}
    EventType.objects.update(**dates)

    assert caller("PATCH", f"/event-types/{event_type['id']}", dates).status_code == 200


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
    add_member(Workspace.objects.get(), "second@example.com")
    for number in range(3):
        hosts = list(User.objects.values_list("pk", flat=True))
        zoom = {"locations": [{"kind": "zoom"}], "hosts": hosts, "assignment": "all"}
        caller.post("/event-types", office_talk(slug=f"zoom{number}", **zoom))

    with django_assert_num_queries(6):
        caller.get("/event-types?limit=1")
    with django_assert_num_queries(6):
        caller.get("/event-types")
