"""A schedule's rows as hours, and which changes make what was computed of its host stale."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from halfpast.accounts.models import User
from halfpast.availability import Travel as Journey
from halfpast.schedules.hours import HolidaysKept, ScheduleHours, hours_of, journeys_of, office_hours, save_hours
from halfpast.schedules.limits import save_limits
from halfpast.schedules.models import OutOfOffice, Schedule, Travel
from halfpast.schedules.services import ScheduleInUse, add_schedule, delete_schedule
from halfpast.schedules.time_away import add_absence, add_travel, remove
from tests.studio import Studio

FIRST, LAST = date(2027, 3, 1), date(2027, 3, 5)
OFFICE = ScheduleHours("Europe/Berlin", office_hours(), {})


@pytest.fixture
def host(studio: Studio) -> User:
    """With hours that no event type needs, and time away."""
    add_schedule(studio.owner, "Spare", OFFICE)
    add_travel(studio.owner, FIRST, LAST, "Asia/Tokyo")
    add_absence(studio.owner, FIRST, LAST, message="", colleague=None)
    return studio.owner


def version(host: User) -> int:
    return User.objects.values_list("availability_version", flat=True).get(pk=host.pk)


def spare(host: User) -> Schedule:
    return host.schedules.get(name="Spare")


CHANGES: dict[str, Callable[[User], object]] = {
    "hours are saved": lambda host: save_hours(spare(host), OFFICE),
    "holidays are saved": lambda host: save_hours(spare(host), OFFICE, HolidaysKept("DE")),
    "a schedule is added": lambda host: add_schedule(host, "More", OFFICE),
    "a schedule is deleted": lambda host: delete_schedule(spare(host)),
    "a journey is added": lambda host: add_travel(host, date(2028, 1, 1), date(2028, 1, 1), "UTC"),
    "a journey is removed": lambda host: remove(Travel.objects.get(user=host)),
    "an absence is added": lambda host: add_absence(host, FIRST, LAST, message="", colleague=None),
    "an absence is removed": lambda host: remove(OutOfOffice.objects.get(user=host)),
    "limits are set": lambda host: save_limits(host, {"daily_cap": 3}),
    "limits are taken away": lambda host: save_limits(host, {}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_computed_of_a_host_is_stale_once(host: User, change: str) -> None:
    before = version(host)

    CHANGES[change](host)

    assert version(host) > before


def test_a_change_of_one_host_leaves_the_others_alone(host: User, studio: Studio) -> None:
    other = User.objects.create(email="other@example.com", name="Otto Other")

    save_limits(host, {"daily_cap": 3})

    assert version(other) == 0


def test_hours_in_use_are_not_deleted_and_nothing_is_stale(studio: Studio) -> None:
    before = version(studio.owner)

    with pytest.raises(ScheduleInUse):
        delete_schedule(studio.event_type.schedule)

    assert version(studio.owner) == before


def test_hours_may_be_read_with_their_hosts_journeys(host: User) -> None:
    hours = hours_of(spare(host), journeys_of(host))

    assert hours.travels == (Journey(FIRST, LAST, "Asia/Tokyo"),)
    assert (hours.zone_on(LAST), hours.zone_on(date(2027, 3, 6))) == ("Asia/Tokyo", "Europe/Berlin")


def test_hours_alone_have_no_journeys(host: User) -> None:
    assert hours_of(spare(host)).travels == ()


def test_saving_hours_alone_leaves_the_holidays(host: User) -> None:
    save_hours(spare(host), OFFICE, HolidaysKept("DE", "BY", ["Epiphany"]))

    save_hours(spare(host), OFFICE)

    assert (spare(host).holiday_region, spare(host).holidays_worked) == ("BY", ["Epiphany"])
