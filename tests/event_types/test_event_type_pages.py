from __future__ import annotations

import pytest
from django.test import Client

from halfpast.event_types.models import EventType
from tests.studio import Studio, make_studio


def typed(studio: Studio, **changes: object) -> dict[str, object]:
    return {
        "title": "Consultation",
        "slug": "consultation",
        "description": "",
        "duration_minutes": 45,
        "slot_step_minutes": 15,
        "buffer_before_minutes": 0,
        "buffer_after_minutes": 10,
        "minimum_notice_minutes": 120,
        "horizon_days": 30,
        "daily_cap": "",
        "schedule": studio.event_type.schedule_id,
        "on_cancel": "delete",
        "on_unavailable": "fallback",
        "is_active": "on",
        "is_listed": "on",
        "place-0-kind": "zoom",
        **changes,
    }


def places_of(event_type: EventType) -> list[tuple[str, str]]:
    return [(place.kind, place.address + place.number + place.url) for place in event_type.places.order_by("position")]


def test_a_new_type_has_its_maker_as_host_and_its_places_in_order(studio: Studio, host: Client) -> None:
    rows = {"place-1-kind": "in_person", "place-1-address": "Main Street 1"}

    answer = host.post("/app/event-types/new", typed(studio, **rows))

    assert answer.status_code == 303
    made = EventType.objects.get(slug="consultation")
    assert list(made.hosts.all()) == [studio.owner]
    assert (made.duration_minutes, made.slot_step_minutes, made.daily_cap) == (45, 15, None)
    assert places_of(made) == [("zoom", ""), ("in_person", "Main Street 1")]


def test_an_address_left_empty_is_made_from_the_title(studio: Studio, host: Client) -> None:
    host.post("/app/event-types/new", typed(studio, title="Coffee & Talk", slug=""))

    assert EventType.objects.filter(slug="coffee-talk").exists()


def test_a_type_is_changed_and_its_places_are_replaced(studio: Studio, host: Client) -> None:
    mine = studio.event_type
    rows = {"place-0-kind": "phone", "place-0-call": "guest_calls", "place-0-number": "+49 30 901820"}

    host.post(f"/app/event-types/{mine.pk}", typed(studio, slug="30min", title="New title", **rows))

    mine.refresh_from_db()
    assert mine.title == "New title"
    assert places_of(mine) == [("phone", "+49 30 901820")]


def test_places_that_did_not_change_keep_their_ids(studio: Studio, host: Client) -> None:
    before = list(studio.event_type.places.values_list("pk", flat=True))

    host.post(f"/app/event-types/{studio.event_type.pk}", typed(studio, slug="30min"))

    assert list(studio.event_type.places.values_list("pk", flat=True)) == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"slug": "30min"}, "Another event type has the address"),
        ({"slug": "30MIN"}, "Another event type has the address"),
        ({"slug": "settings"}, "is used by Halfpast itself"),
        ({"slug": "with space"}, "Enter a valid"),
        ({"title": " "}, "This field is required"),
        ({"title": "a\x07b"}, "control characters"),
        ({"title": "x" * 121}, "at most 120 characters"),
        ({"duration_minutes": 0}, "a whole number of minutes, from 1 to 1440"),
        ({"duration_minutes": -30}, "a whole number of minutes, from 1 to 1440"),
        ({"duration_minutes": 1441}, "a whole number of minutes, from 1 to 1440"),
        ({"duration_minutes": "soon"}, "a whole number of minutes, from 1 to 1440"),
        ({"slot_step_minutes": 0}, "a whole number of minutes, from 1 to 1440"),
        ({"buffer_before_minutes": -1}, "a whole number of minutes, from 0 to 1440"),
        ({"buffer_after_minutes": 10**12}, "a whole number of minutes, from 0 to 1440"),
        ({"minimum_notice_minutes": -1}, "a whole number of minutes, from 0 to 527040"),
        ({"horizon_days": 0}, "a whole number of days, from 1 to 730"),
        ({"horizon_days": ""}, "This field is required"),
        ({"daily_cap": 0}, "Use at least 1, or leave it empty for no limit."),
        ({"weekly_minutes_cap": -1}, "Use at least 1, or leave it empty for no limit."),
        ({"monthly_cap": 1001}, "Use at most 1000, or leave it empty for no limit."),
        ({"daily_minutes_cap": 1441}, "Use at most 1440, or leave it empty for no limit."),
        ({"weekly_cap": "few"}, "Use a whole number, or leave it empty for no limit."),
        ({"other_durations": "15, an hour"}, "Use whole minutes from 1 to 1440 with commas between"),
        ({"other_durations": "0"}, "Use whole minutes from 1 to 1440 with commas between"),
        ({"other_durations": "-15"}, "Use whole minutes from 1 to 1440 with commas between"),
        ({"other_durations": "1441"}, "Use whole minutes from 1 to 1440 with commas between"),
        ({"other_durations": "1 2 3 4 5 6 7 8 9"}, "Use at most 8 lengths"),
        ({"schedule": 999999}, "not one of the available choices"),
        ({"place-0-kind": ""}, "at least one place"),
        ({"place-0-kind": "moon"}, "not one of the available choices"),
        ({"place-1-kind": "zoom"}, "twice"),
        ({"place-1-kind": "in_person"}, "Say where you meet"),
        ({"place-1-kind": "link", "place-1-url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"place-1-kind": "link", "place-1-url": "ftp://example.org"}, "Enter a valid URL"),
        ({"place-1-kind": "phone", "place-1-call": "guest_calls"}, "Give the number"),
        ({"place-1-kind": "phone", "place-1-call": "guest_calls", "place-1-number": "12"}, "country code"),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(
    studio: Studio, host: Client, changes: dict[str, object], words: str
) -> None:
    answer = host.post("/app/event-types/new", typed(studio, description="Bring your dog.", **changes))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Bring your dog." in answer.content.decode()
    assert EventType.objects.count() == 1


def test_the_details_of_another_kind_are_no_mistake(studio: Studio, host: Client) -> None:
    answer = host.post("/app/event-types/new", typed(studio, **{"place-0-url": "not a link", "place-0-number": "12"}))

    assert answer.status_code == 303
    assert places_of(EventType.objects.get(slug="consultation")) == [("zoom", "")]


def test_the_same_address_may_exist_in_another_workspace(studio: Studio, host: Client) -> None:
    other = make_studio("elsewhere")
    EventType.objects.filter(pk=other.event_type.pk).update(slug="consultation")

    assert host.post("/app/event-types/new", typed(studio)).status_code == 303


def test_a_type_is_switched_off_and_on(studio: Studio, host: Client) -> None:
    for answer, expected in (("no", False), ("yes", True)):
        host.post(f"/app/event-types/{studio.event_type.pk}/switch", {"open": answer})
        studio.event_type.refresh_from_db()
        assert studio.event_type.is_active is expected


def test_somebody_elses_type_does_not_exist(host: Client) -> None:
    foreign = make_studio("elsewhere").event_type

    assert host.get(f"/app/event-types/{foreign.pk}").status_code == 404
    assert host.post(f"/app/event-types/{foreign.pk}/switch", {"open": "no"}).status_code == 404


def test_somebody_elses_hours_can_not_be_used(studio: Studio, host: Client) -> None:
    foreign = make_studio("elsewhere").event_type.schedule_id

    assert host.post("/app/event-types/new", typed(studio, schedule=foreign)).status_code == 422


def test_the_pages_show(studio: Studio, host: Client) -> None:
    assert host.get("/app/event-types/new").status_code == 200
    assert "30 minute meeting" in host.get(f"/app/event-types/{studio.event_type.pk}").content.decode()
    assert host.get(f"/app/event-types/{studio.event_type.pk}/switch").status_code == 405
