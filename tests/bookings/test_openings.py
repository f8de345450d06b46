"""Rows in, slots out: every kind of row that makes or takes a host's time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from halfpast.availability import Interval, Reason
from halfpast.bookings.models import Appointment, AppointmentState, Reservation
from halfpast.bookings.openings import (
    absence_on,
    bookable_window,
    explain,
    hosts_free_at,
    next_free,
    open_slots,
    why_not,
)
from halfpast.bookings.types_to_book import event_types_to_book
from halfpast.calendars.models import BusyPeriod
from halfpast.event_types.models import Assignment, EventType, EventTypeHost, HostGroup
from halfpast.schedules.models import DateOverride, HostLimits, OutOfOffice, Schedule, Travel, WeeklyRange
from tests.team import Team, make_team

pytestmark = pytest.mark.django_db
# A Saturday; Berlin is an hour ahead of UTC until 28 March 2027.
NOW = datetime(2027, 2, 20, 12, tzinfo=UTC)
TUESDAY = date(2027, 3, 2)
NINE = datetime(2027, 3, 2, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def team(db: None) -> Team:
    return make_team(1)


def read(team: Team) -> EventType:
    return event_types_to_book().get(pk=team.event_type.pk)


def change(team: Team, **values: object) -> None:
    EventType.objects.filter(pk=team.event_type.pk).update(**values)


def starts(team: Team, day: date = TUESDAY, *, length: int = 30, now: datetime = NOW) -> list[str]:
    """The starts on a date, by the UTC clock."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = open_slots(read(team), Interval(midnight, midnight + DAY), now, length=length * MINUTE)
    assert all(slot.end - slot.start == length * MINUTE for slot in found)
    return [f"{slot.start:%H:%M}" for slot in found]


def test_office_hours_are_read_in_their_zone(team: Team) -> None:
    assert (starts(team)[0], starts(team)[-1], len(starts(team))) == ("08:00", "15:30", 16)


def test_a_reservation_takes_its_time(team: Team) -> None:
    team.take(team.hosts[0], NINE)
    assert starts(team)[0] == "08:30"
    assert why_not(read(team), NINE, NOW) is Reason.TAKEN


def test_a_cancelled_reservation_takes_none(team: Team) -> None:
    team.take(team.hosts[0], NINE)
    Reservation.objects.update(active=False)
    assert starts(team)[0] == "08:00"


def test_a_hold_takes_time_until_it_expires(team: Team) -> None:
    team.take(team.hosts[0], NINE, until=NOW + 10 * MINUTE)
    assert why_not(read(team), NINE, NOW) is Reason.HELD
    assert starts(team)[0] == "08:30"
    assert starts(team, now=NOW + 10 * MINUTE)[0] == "08:00"


def test_a_busy_period_takes_every_minute_it_touches(team: Team) -> None:
    start = NINE + timedelta(minutes=29, seconds=30)
    BusyPeriod.objects.create(host=team.hosts[0], source="work", start=start, end=start + timedelta(seconds=31))
    assert starts(team)[0] == "09:00"
    assert why_not(read(team), NINE, NOW) is Reason.BUSY


def test_an_override_replaces_the_hours_of_its_date_and_an_empty_one_closes_it(team: Team) -> None:
    schedule = team.hosts[0].schedules.get()
    DateOverride.objects.create(schedule=schedule, date=TUESDAY, start_minute=20 * 60, end_minute=21 * 60)
    DateOverride.objects.create(schedule=schedule, date=TUESDAY + DAY)
    assert starts(team) == ["19:00", "19:30"]
    assert starts(team, TUESDAY + DAY) == []


def test_on_a_journey_the_hours_are_those_of_its_zone(team: Team) -> None:
    Travel.objects.create(user=team.hosts[0], first_date=TUESDAY, last_date=TUESDAY, time_zone="America/New_York")
    assert starts(team)[0] == "14:00"
    assert starts(team, TUESDAY + DAY)[0] == "08:00"


def test_out_of_office_closes_its_dates_and_says_so(team: Team) -> None:
    OutOfOffice.objects.create(user=team.hosts[0], first_date=TUESDAY, last_date=TUESDAY, message="At sea.")
    assert starts(team) == []
    assert why_not(read(team), NINE, NOW) is Reason.OUT_OF_OFFICE
    absence = absence_on(read(team), TUESDAY)
    assert absence is not None
    assert absence.message == "At sea."
    assert absence_on(read(team), TUESDAY + DAY) is None


def test_a_colleague_to_go_to_instead_is_named_with_a_page_to_book(team: Team) -> None:
    other = make_team(2)
    colleague = other.hosts[0]
    EventTypeHost.objects.create(
        event_type=EventType.objects.create(
            workspace=team.workspace, schedule=colleague.schedules.get(), slug="instead", title="Instead"
        ),
        user=colleague,
    )
    OutOfOffice.objects.create(user=team.hosts[0], first_date=TUESDAY, last_date=TUESDAY, colleague=colleague)
    absence = absence_on(read(team), TUESDAY)
    assert absence is not None
    assert (absence.colleague, absence.colleague_path) == ("Host 0", "/team-of-1/instead")


def test_a_public_holiday_closes_its_date_unless_the_host_works_or_gave_it_hours(team: Team) -> None:
    # Good Friday 2027.
    good_friday = date(2027, 3, 26)
    schedule = team.hosts[0].schedules.get()
    Schedule.objects.update(holiday_country="DE")
    assert starts(team, good_friday) == []
    assert why_not(read(team), datetime(2027, 3, 26, 9, tzinfo=UTC), NOW) is Reason.HOLIDAY
    DateOverride.objects.create(schedule=schedule, date=good_friday, start_minute=600, end_minute=660)
    assert starts(team, good_friday) == ["09:00", "09:30"]


@pytest.mark.parametrize(
    ("caps", "free"),
    [
        ({"daily_cap": 1}, [False, True, True]),
        ({"weekly_cap": 1}, [False, False, True]),
        ({"monthly_cap": 1}, [False, False, False]),
        ({"daily_minutes_cap": 59}, [False, True, True]),
        ({"daily_minutes_cap": 60}, [True, True, True]),
        ({"weekly_minutes_cap": 59}, [False, False, True]),
        ({"monthly_minutes_cap": 59}, [False, False, False]),
    ],
)
def test_caps_close_the_day_the_week_or_the_month_of_a_booking(
    team: Team, caps: dict[str, int], free: list[bool]
) -> None:
    team.take(team.hosts[0], NINE)
    days = [TUESDAY, TUESDAY + DAY, TUESDAY + 7 * DAY]
    change(team, **caps)
    assert [bool(starts(team, day)) for day in days] == free
    change(team, **dict.fromkeys(caps))
    HostLimits.objects.create(user=team.hosts[0], **caps)
    assert [bool(starts(team, day)) for day in days] == free


def test_a_hosts_limits_count_across_event_types_and_an_event_types_caps_only_its_own(team: Team) -> None:
    other = EventType.objects.create(
        workspace=team.workspace, schedule=team.hosts[0].schedules.get(), slug="other", title="Other"
    )
    team.take(team.hosts[0], NINE)
    Appointment.objects.update(event_type=other)
    change(team, daily_cap=1)
    assert starts(team)
    HostLimits.objects.create(user=team.hosts[0], daily_cap=1)
    assert starts(team) == []


def test_an_event_types_cap_counts_the_appointments_of_all_its_hosts() -> None:
    team = make_team(2)
    change(team, daily_cap=1)
    team.take(team.hosts[1], NINE)
    assert starts(team) == []
    Appointment.objects.update(state=AppointmentState.CANCELLED)
    assert starts(team)


def test_slots_of_another_length_fit_by_that_length(team: Team) -> None:
    assert starts(team, length=90)[-1] == "14:30"


def test_between_two_dates_slots_are_offered_however_far_ahead(team: Team) -> None:
    change(team, bookable_from=date(2028, 3, 7), bookable_until=date(2028, 3, 8), horizon_days=1)
    assert starts(team) == []
    assert starts(team, date(2028, 3, 6)) == []
    assert starts(team, date(2028, 3, 8))[-1] == "15:30"
    assert starts(team, date(2028, 3, 9)) == []
    assert why_not(read(team), NINE, NOW) is Reason.OUTSIDE_DATES
    window = bookable_window(read(team), NOW)
    # By Berlin's midnights.
    assert window == Interval(datetime(2028, 3, 6, 23, tzinfo=UTC), datetime(2028, 3, 8, 23, tzinfo=UTC))


def test_the_next_free_slot_is_found_however_far_ahead_it_is(team: Team) -> None:
    change(team, horizon_days=730)
    WeeklyRange.objects.all().delete()
    far = date(2029, 1, 15)
    DateOverride.objects.create(schedule=team.hosts[0].schedules.get(), date=far, start_minute=600, end_minute=630)
    found = next_free(read(team), NOW, NOW)
    assert found is not None
    assert found.start == datetime(2029, 1, 15, 9, tzinfo=UTC)
    assert next_free(read(team), found.end, NOW) is None


def test_a_round_robin_offers_what_any_host_can_take_and_a_collective_what_all_can() -> None:
    team = make_team(3)
    for host in team.hosts[:2]:
        team.take(host, NINE)
    assert starts(team)[0] == "08:00"
    assert hosts_free_at(read(team), NINE, NOW) == [(1, [team.hosts[2].pk])]
    change(team, assignment=Assignment.ALL)
    assert starts(team)[0] == "08:30"
    assert why_not(read(team), NINE, NOW) is Reason.TAKEN


def test_groups_offer_what_enough_of_each_group_can_take() -> None:
    team = make_team(4)
    change(team, assignment=Assignment.GROUPS)
    physician = HostGroup.objects.create(event_type=team.event_type, position=0, name="Physician", needed=1)
    therapists = HostGroup.objects.create(event_type=team.event_type, position=1, name="Therapists", needed=2)
    rows = EventTypeHost.objects.filter(event_type=team.event_type)
    rows.update(group=therapists)
    rows.filter(user=team.hosts[0]).update(group=physician)
    team.take(team.hosts[1], NINE)
    assert hosts_free_at(read(team), NINE, NOW) == [
        (1, [team.hosts[0].pk]),
        (2, [team.hosts[2].pk, team.hosts[3].pk]),
    ]
    assert starts(team)[0] == "08:00"
    team.take(team.hosts[2], NINE)
    assert starts(team)[0] == "08:30"
    team.take(team.hosts[0], NINE + 30 * MINUTE)
    assert starts(team)[0] == "09:00"


def test_a_host_can_be_asked_for_alone() -> None:
    team = make_team(2)
    team.take(team.hosts[0], NINE)
    window = Interval(NINE, NINE + MINUTE)
    assert [len(open_slots(read(team), window, NOW, only=[host.pk])) for host in team.hosts] == [0, 1]


def test_each_host_has_hours_of_their_own_unless_the_event_type_names_others() -> None:
    team = make_team(2)
    late = team.hosts[1].schedules.get()
    late.weekly_ranges.update(start_minute=20 * 60, end_minute=21 * 60)
    assert starts(team)[-2:] == ["19:00", "19:30"]
    early = Schedule.objects.create(owner=team.hosts[1], name="Early", time_zone="Europe/Berlin")
    WeeklyRange.objects.create(schedule=early, weekday=1, start_minute=300, end_minute=330)
    EventTypeHost.objects.filter(user=team.hosts[1]).update(schedule=early)
    assert (starts(team)[0], starts(team)[-1]) == ("04:00", "15:30")


def test_every_start_that_hours_make_possible_is_explained_by_host(team: Team) -> None:
    team.take(team.hosts[0], NINE)
    day = explain(read(team), Interval(NINE, NINE + 60 * MINUTE), NOW)
    assert [host.host_id for host in day.hosts] == [team.hosts[0].pk]
    assert [(each.start, each.is_offered, each.by_host) for each in day.explanations] == [
        (NINE, False, ((Reason.TAKEN,),)),
        (NINE + 30 * MINUTE, True, ((),)),
    ]


def test_hosts_without_hours_can_take_nothing(team: Team) -> None:
    Schedule.objects.exclude(event_types=team.event_type).delete()
    WeeklyRange.objects.all().delete()
    assert starts(team) == []
    assert why_not(read(team), NINE, NOW) is Reason.OUTSIDE_HOURS


@pytest.mark.parametrize("size", [1, 7, 20])
def test_slots_take_as_many_queries_for_many_hosts_as_for_one(size: int, django_assert_num_queries: object) -> None:
    team = make_team(size)
    event_type = read(team)
    open_slots(event_type, Interval(NINE, NINE + DAY), NOW)
    with django_assert_num_queries(1):  # type: ignore[operator]
        open_slots(event_type, Interval(NINE, NINE + DAY), NOW)
