from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from halfpast.availability import HoursRange
from halfpast.bookings import services
from halfpast.event_types.models import EventTypeHost
from halfpast.schedules.hours import ScheduleHours, hours_of, office_hours, save_hours
from halfpast.schedules.hours_text import written
from halfpast.schedules.models import Schedule
from tests.studio import Studio, make_studio


@pytest.fixture
def schedule(studio: Studio) -> Schedule:
    return studio.event_type.schedule


def typed(**changes: object) -> dict[str, object]:
    week = {f"day_{weekday}": "09:00-17:00" if weekday < 5 else "" for weekday in range(7)}
    return {"name": "Working hours", "time_zone": "Europe/Berlin", **week, **changes}


def soon() -> date:
    return timezone.now().date() + timedelta(days=30)


def override(schedule: Schedule, day: date, *ranges: HoursRange) -> None:
    kept = hours_of(schedule).overrides
    save_hours(schedule, ScheduleHours(schedule.time_zone, office_hours(), {**kept, day: list(ranges)}))


def test_the_page_shows_the_week_as_it_is(host: Client) -> None:
    page = host.get("/app/availability").content.decode()

    assert page.count('value="09:00-17:00"') == 5
    assert '<option value="Europe/Berlin" selected>' in page


def test_hours_and_zone_are_saved(schedule: Schedule, host: Client) -> None:
    answer = host.post("/app/availability", typed(day_0="9-12, 13-18", day_6="20:00-24:00", time_zone="Asia/Tokyo"))

    assert answer.status_code == 303
    hours = hours_of(Schedule.objects.get(pk=schedule.pk))
    assert hours.time_zone == "Asia/Tokyo"
    assert written(hours.weekly[0]) == "09:00-12:00, 13:00-18:00"
    assert written(hours.weekly[6]) == "20:00-24:00"


def test_a_date_without_hours_is_closed(schedule: Schedule, host: Client) -> None:
    host.post("/app/availability", typed(new_date=soon().isoformat()))

    assert hours_of(schedule).overrides == {soon(): ()}


def test_several_dates_are_closed_at_once(schedule: Schedule, host: Client) -> None:
    last = soon() + timedelta(days=13)

    host.post("/app/availability", typed(new_date=soon().isoformat(), new_until=last.isoformat()))

    assert len(hours_of(schedule).overrides) == 14


def test_a_date_is_changed_and_another_removed(schedule: Schedule, host: Client) -> None:
    changed, removed = soon(), soon() + timedelta(days=1)
    override(schedule, changed)
    override(schedule, removed)

    host.post("/app/availability", typed(**{f"on_{changed}": "10-11", f"on_{removed}": "", f"remove_{removed}": "on"}))

    overrides = hours_of(schedule).overrides
    assert {day: written(ranges) for day, ranges in overrides.items()} == {changed: "10:00-11:00"}


def test_dates_that_the_page_did_not_show_are_kept(schedule: Schedule, host: Client) -> None:
    past, added_elsewhere = date(2020, 1, 1), soon()
    override(schedule, past)
    override(schedule, added_elsewhere)

    host.post("/app/availability", typed())

    assert set(hours_of(schedule).overrides) == {past, added_elsewhere}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day_0": "9-12, 11-13"}, "overlap"),
        ({"day_0": "17-9"}, "ends before it starts"),
        ({"day_0": "9-25"}, "00:00 to 24:00"),
        ({"day_0": "x" * 400}, "at most 300 characters"),
        ({"time_zone": "Mars/Olympus"}, "not one of the available choices"),
        ({"name": ""}, "This field is required"),
        ({"new_date": "2020-01-01"}, "This date has passed"),
        ({"new_date": "someday"}, "Enter a valid date"),
        ({"new_ranges": "9-10"}, "Choose the date"),
        ({"new_date": "2199-01-01", "new_until": "2198-01-01"}, "before the first date"),
        ({"new_date": "2199-01-01", "new_until": "9999-01-01"}, "at most one year"),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(
    schedule: Schedule, host: Client, changes: dict[str, object], words: str
) -> None:
    answer = host.post("/app/availability", typed(day_4="06:07-08:09", **changes))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "06:07-08:09" in answer.content.decode()
    assert written(hours_of(schedule).weekly[4]) == "09:00-17:00"


def test_mistakes_in_the_week_and_in_a_date_show_together(host: Client) -> None:
    page = host.post("/app/availability", typed(day_0="9-25", new_date="2020-01-01")).content.decode()

    assert "00:00 to 24:00" in page
    assert "This date has passed" in page


def test_a_date_can_not_be_added_twice(schedule: Schedule, host: Client) -> None:
    override(schedule, soon())

    answer = host.post("/app/availability", typed(new_date=soon().isoformat(), **{f"on_{soon()}": ""}))

    assert "is in the list already" in answer.content.decode()


def test_other_hours_are_added_and_deleted(studio: Studio, host: Client) -> None:
    answer = host.post("/app/availability/new")
    added = Schedule.objects.latest("pk")

    assert answer.headers["Location"] == f"/app/availability/{added.pk}"
    assert host.get(f"/app/availability/{added.pk}").status_code == 200
    host.post(f"/app/availability/{added.pk}/delete")
    assert not Schedule.objects.filter(pk=added.pk).exists()


def test_hours_in_use_are_not_deleted(schedule: Schedule, host: Client) -> None:
    answer = host.post(f"/app/availability/{schedule.pk}/delete", follow=True)

    assert "Event types use these hours: 30 minute meeting." in answer.content.decode()
    assert Schedule.objects.filter(pk=schedule.pk).exists()


def test_hours_that_a_host_has_for_one_event_type_are_not_deleted(studio: Studio, host: Client) -> None:
    host.post("/app/availability/new")
    added = Schedule.objects.latest("pk")
    EventTypeHost.objects.update(schedule=added)

    answer = host.post(f"/app/availability/{added.pk}/delete", follow=True)

    assert "Event types use these hours: 30 minute meeting." in answer.content.decode()
    assert Schedule.objects.filter(pk=added.pk).exists()


def test_somebody_without_hours_may_start_some(studio: Studio, host: Client) -> None:
    studio.event_type.delete()
    Schedule.objects.all().delete()

    assert "You have no hours yet" in host.get("/app/availability").content.decode()


def test_somebody_elses_hours_do_not_exist(host: Client) -> None:
    foreign = make_studio("elsewhere").event_type.schedule

    assert host.get(f"/app/availability/{foreign.pk}").status_code == 404
    assert host.post(f"/app/availability/{foreign.pk}/delete").status_code == 404


def test_bookings_outside_the_new_hours_are_counted_and_stay(studio: Studio, host: Client) -> None:
    booking = services.book(studio.event_type, studio.request(), timezone.now()).booking
    evenings = {f"day_{weekday}": "18-20" for weekday in range(7)}

    inside = host.post("/app/availability", typed(), follow=True).content.decode()
    outside = host.post("/app/availability", typed(**evenings), follow=True).content.decode()

    assert "outside these hours" not in inside
    assert "1 upcoming booking lies outside these hours. It stays as it is." in outside
    booking.refresh_from_db()
    assert booking.is_confirmed
