"""Bookings that a change of hours left outside of them are counted, and stay."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from halfpast.availability import HoursRange
from halfpast.bookings.models import Appointment, AppointmentState
from halfpast.bookings.outside_hours import count_outside
from halfpast.event_types.models import EventType, EventTypeHost
from halfpast.schedules.hours import ScheduleHours, office_hours, save_hours
from halfpast.schedules.models import Schedule, Travel
from tests.team import Team, make_team

# A Saturday; Berlin is an hour ahead of UTC in winter.
NOW = datetime(2027, 2, 20, 12, tzinfo=UTC)
TUESDAY_AT_NINE = datetime(2027, 3, 2, 8, tzinfo=UTC)
TUESDAY = date(2027, 3, 2)


@pytest.fixture
def team(db: None) -> Team:
    return make_team(2)


@pytest.fixture
def schedule(team: Team) -> Schedule:
    return team.event_type.schedule


def change(schedule: Schedule, start: int, end: int, **overrides: object) -> None:
    weekly = {weekday: [HoursRange(start * 60, end * 60)] for weekday in range(5)}
    save_hours(schedule, ScheduleHours(schedule.time_zone, weekly, overrides.get("overrides", {})))  # type: ignore[arg-type]


def test_a_booking_within_the_hours_is_not_counted(team: Team, schedule: Schedule) -> None:
    team.take(team.hosts[0], TUESDAY_AT_NINE)

    assert count_outside(schedule, NOW) == 0


@pytest.mark.parametrize(("start", "end"), [(10, 17), (6, 9)])
def test_a_booking_before_or_after_the_hours_is_counted(team: Team, schedule: Schedule, start: int, end: int) -> None:
    team.take(team.hosts[0], TUESDAY_AT_NINE)

    change(schedule, start, end)

    assert count_outside(schedule, NOW) == 1
    assert Appointment.objects.get().start == TUESDAY_AT_NINE


def test_a_booking_that_only_begins_within_the_hours_is_counted(team: Team, schedule: Schedule) -> None:
    team.take(team.hosts[0], TUESDAY_AT_NINE, minutes=90)

    change(schedule, 9, 10)

    assert count_outside(schedule, NOW) == 1


def test_a_booking_on_a_date_that_is_closed_now_is_counted(team: Team, schedule: Schedule) -> None:
    team.take(team.hosts[0], TUESDAY_AT_NINE)

    change(schedule, 9, 17, overrides={TUESDAY: []})

    assert count_outside(schedule, NOW) == 1


def test_bookings_that_are_over_or_cancelled_are_not_counted(team: Team, schedule: Schedule) -> None:
    team.take(team.hosts[0], TUESDAY_AT_NINE)
    change(schedule, 12, 17)

    assert count_outside(schedule, datetime(2027, 3, 2, 8, 30, tzinfo=UTC)) == 0
    Appointment.objects.update(state=AppointmentState.CANCELLED)
    assert count_outside(schedule, NOW) == 0


def test_bookings_of_another_host_are_not_counted(team: Team, schedule: Schedule) -> None:
    team.take(team.hosts[1], TUESDAY_AT_NINE)

    change(schedule, 12, 17)

    assert count_outside(schedule, NOW) == 0


def test_a_host_without_hours_for_the_type_is_counted_by_their_oldest(team: Team) -> None:
    team.take(team.hosts[1], TUESDAY_AT_NINE)
    theirs = team.hosts[1].schedules.get()

    change(theirs, 12, 17)

    assert count_outside(theirs, NOW) == 1


def test_hours_named_for_the_type_are_those_that_count(team: Team, schedule: Schedule) -> None:
    evenings = Schedule.objects.create(owner=team.hosts[0], name="Evenings", time_zone="Europe/Berlin")
    change(evenings, 18, 20)
    EventTypeHost.objects.filter(user=team.hosts[0]).update(schedule=evenings)
    team.take(team.hosts[0], TUESDAY_AT_NINE)

    assert count_outside(evenings, NOW) == 1
    change(schedule, 18, 20)
    assert count_outside(schedule, NOW) == 0


def test_other_event_types_by_the_same_hours_are_counted_too(team: Team, schedule: Schedule) -> None:
    other = EventType.objects.create(workspace=team.workspace, schedule=schedule, slug="other", title="Other")
    EventTypeHost.objects.create(event_type=other, user=team.hosts[0])
    team.take(team.hosts[0], TUESDAY_AT_NINE)
    Appointment.objects.update(event_type=other)

    change(schedule, 12, 17)

    assert count_outside(schedule, NOW) == 1


def test_on_a_journey_the_clock_of_the_place_decides(team: Team, schedule: Schedule) -> None:
    Travel.objects.create(user=team.hosts[0], first_date=TUESDAY, last_date=TUESDAY, time_zone="Asia/Tokyo")

    team.take(team.hosts[0], TUESDAY_AT_NINE)

    assert count_outside(schedule, NOW) == 1


def test_counting_costs_a_constant_number_of_queries(
    team: Team, schedule: Schedule, django_assert_max_num_queries: object
) -> None:
    for hour in range(8, 15):
        team.take(team.hosts[0], TUESDAY_AT_NINE.replace(hour=hour))
    save_hours(schedule, ScheduleHours("Europe/Berlin", office_hours(), {TUESDAY: []}))

    with django_assert_max_num_queries(5):  # type: ignore[operator]
        assert count_outside(schedule, NOW) == 7
