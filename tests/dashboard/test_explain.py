"""Why is this time missing? Rows in, sentences out."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from halfpast.accounts.models import Role, User
from halfpast.bookings.models import Booking, Reservation
from halfpast.calendars.models import BusyPeriod
from halfpast.event_types.models import Assignment, EventType, EventTypeHost, HostGroup, Place
from halfpast.schedules.models import DateOverride, HostLimits, OutOfOffice, Schedule, Travel, WeeklyRange
from tests.browsers import as_read
from tests.studio import add_member, date_of_weekday
from tests.team import Team, make_team

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def team(db: None) -> Team:
    return make_team(1)


@pytest.fixture
def day() -> date:
    """A weekday, some days ahead."""
    return date_of_weekday(3)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), BERLIN)


def page(team: Team, reader: User | None = None, **query: str | int | date) -> str:
    client = Client()
    client.force_login(reader or team.hosts[0])
    answer = client.get(
        f"/app/event-types/{team.event_type.pk}/explain", {name: str(value) for name, value in query.items()}
    )
    assert answer.status_code == 200
    # What keeps a span of time on one line.
    return answer.content.decode().replace("\N{WORD JOINER}", "")


def rows(team: Team, day: date, reader: User | None = None, **query: str | int | date) -> list[str]:
    """What each row says."""
    found = re.search(r'<ol class="divide-y.*?</ol>', page(team, reader, date=day.isoformat(), **query), re.DOTALL)
    return [as_read(each) for each in found[0].split('<li class="flex flex-col gap-2')[1:]] if found else []


def row(team: Team, day: date, times: str, reader: User | None = None, **query: str | int | date) -> str:
    return next(each for each in rows(team, day, reader, **query) if f"{times} " in each)


def only_on(weekday: int, start: int = 9 * 60, end: int = 17 * 60) -> None:
    """All hosts' hours, on one day of the week."""
    WeeklyRange.objects.all().delete()
    for schedule in Schedule.objects.all():
        WeeklyRange.objects.create(schedule=schedule, weekday=weekday, start_minute=start, end_minute=end)


def change(team: Team, **values: object) -> None:
    EventType.objects.filter(pk=team.event_type.pk).update(**values)


def book(team: Team, host: User, start: datetime, name: str = "Grace Guest") -> Booking:
    reservation = team.take(host, start)
    return Booking.objects.create(
        appointment=reservation.appointment, name=name, email="grace@example.org", time_zone="UTC", link_digest=name
    )


def test_a_day_with_nothing_against_it_is_one_row(team: Team, day: date) -> None:
    assert len(rows(team, day)) == 1
    assert "09:00 to 16:30 Offered 16 starts" in rows(team, day)[0]


def test_a_row_ends_where_the_hours_have_a_gap(team: Team, day: date) -> None:
    WeeklyRange.objects.all().delete()
    for start, end in ((9, 12), (13, 17)):
        WeeklyRange.objects.create(
            schedule=team.event_type.schedule, weekday=day.weekday(), start_minute=start * 60, end_minute=end * 60
        )
    assert [each.split(" Offered")[0].split(">")[-1].strip() for each in rows(team, day)] == [
        "09:00 to 11:30",
        "13:00 to 16:30",
    ]


def test_a_booking_is_named_with_a_link_for_who_may_see_it(team: Team, day: date) -> None:
    booking = book(team, team.hosts[0], at(day, 10))
    assert "Taken by Talk with Grace Guest, 10:00–10:30. Open the booking" in row(team, day, "10:00")
    assert f"/app/bookings/{booking.uid}" in page(team, date=day)


def test_a_booking_of_somebody_else_keeps_its_guest_to_itself(day: date) -> None:
    team = make_team(2)
    book(team, team.hosts[1], at(day, 10))
    told = row(team, day, "10:00", team.hosts[0])
    assert "Host 1: Taken by another appointment, 10:00–10:30." in told
    assert "Grace" not in told


def test_free_time_around_a_booking_is_told_apart_from_the_booking(team: Team, day: date) -> None:
    change(team, buffer_before_minutes=30)
    book(team, team.hosts[0], at(day, 10))
    assert "Taken by Talk with Grace Guest" in row(team, day, "10:00")
    assert "Too close to Talk with Grace Guest, 10:00–10:30" in row(team, day, "10:30")


def test_a_hold_is_told_as_one(team: Team, day: date) -> None:
    team.take(team.hosts[0], at(day, 10), until=timezone.now() + DAY)
    assert "Held for a moment for another appointment" in row(team, day, "10:00")


def test_a_hold_that_is_over_stands_against_nothing(team: Team, day: date) -> None:
    team.take(team.hosts[0], at(day, 10), until=timezone.now() - MINUTE)
    assert len(rows(team, day)) == 1


def test_a_busy_period_says_of_which_calendar_it_is(team: Team, day: date) -> None:
    BusyPeriod.objects.create(host=team.hosts[0], source="Work calendar", start=at(day, 10), end=at(day, 11))
    assert "Busy in Work calendar, 10:00–11:00." in row(team, day, "10:00 to 10:30")


def test_another_members_calendar_is_not_named(day: date) -> None:
    team = make_team(2)
    BusyPeriod.objects.create(host=team.hosts[1], source="Private", start=at(day, 10), end=at(day, 11))
    assert "Host 1: Busy in another calendar" in row(team, day, "10:00 to 10:30", team.hosts[0])
    owner = add_member(team.workspace, "owner@example.com", role=Role.OWNER)
    assert "Host 1: Busy in Private" in row(team, day, "10:00 to 10:30", owner)


def test_all_that_stands_against_a_start_is_told(team: Team, day: date) -> None:
    BusyPeriod.objects.create(host=team.hosts[0], source="Work", start=at(day, 10), end=at(day, 10, 30))
    book(team, team.hosts[0], at(day, 10))
    OutOfOffice.objects.create(user=team.hosts[0], first_date=day, last_date=day)
    told = row(team, day, "10:00")
    assert "Taken by" in told
    assert "Busy in Work" in told
    assert "Out of office on this date. Change your time away" in told


def test_other_hours_of_a_date_and_a_closed_date(team: Team, day: date) -> None:
    DateOverride.objects.create(schedule=team.event_type.schedule, date=day, start_minute=600, end_minute=660)
    DateOverride.objects.create(schedule=team.event_type.schedule, date=day + DAY)
    assert "You gave this date other hours. Change your hours" in row(team, day, "09:00 to 09:30")
    assert "Offered" in row(team, day, "10:00 to 10:30")
    assert f"/app/availability/{team.event_type.schedule.pk}" in page(team, date=day)
    only_on((day + DAY).weekday())
    assert "You closed this date." in rows(team, day + DAY)[0]


def test_the_dates_of_an_absence_are_told(team: Team, day: date) -> None:
    OutOfOffice.objects.create(user=team.hosts[0], first_date=day - DAY, last_date=day)
    assert f"to {day:%A} {day.day} {day:%B} {day.year}." in rows(team, day)[0]


def test_a_public_holiday_has_its_name(team: Team) -> None:
    Schedule.objects.update(holiday_country="DE")
    change(team, horizon_days=730)
    christmas = date(timezone.now().year + 1, 12, 25)
    only_on(christmas.weekday())
    assert "Public holiday: Christmas Day. Change your hours" in rows(team, christmas)[0]


def test_notice_and_horizon_and_dates_lead_to_the_editor(team: Team, day: date) -> None:
    change(team, minimum_notice_minutes=30 * 24 * 60, horizon_days=1)
    assert "Too soon: guests book at least 30 days ahead." in rows(team, day)[0]
    assert "Too far ahead: guests book at most 1 day ahead." in rows(team, day)[0]
    assert f"/app/event-types/{team.event_type.pk}#id_horizon_days" in page(team, date=day)
    change(team, bookable_from=day + DAY, bookable_until=day + DAY)
    assert "Guests can book from" in rows(team, day)[0]


def test_caps_say_what_they_are(team: Team, day: date) -> None:
    change(team, daily_cap=1, weekly_minutes_cap=30)
    HostLimits.objects.create(user=team.hosts[0], monthly_cap=1)
    book(team, team.hosts[0], at(day, 10))
    told = row(team, day, "09:00 to 09:30")
    assert "The day is full: at most 1 booking of this event type." in told
    assert "The week is full: at most 30 minutes of this event type." in told
    assert "The month is full: at most 1 booking across all event types. Change your limits" in told


def test_what_has_passed_is_told(team: Team) -> None:
    weekday = timezone.now().date() - 7 * DAY
    only_on(weekday.weekday())
    assert "Not offered 16 starts In the past." in rows(team, weekday)[0]


def test_of_several_hosts_it_says_who_is_free_and_what_stands_against_the_others(day: date) -> None:
    team = make_team(3)
    book(team, team.hosts[1], at(day, 10))
    told = row(team, day, "10:00", team.hosts[1])
    assert "Offered" in told
    assert "Free: Host 0, Host 2" in told
    assert "Host 1 (you): Taken by Talk with Grace Guest" in told


def test_when_all_are_needed_it_says_how_many_are_free(day: date) -> None:
    team = make_team(3, assignment=Assignment.ALL)
    book(team, team.hosts[1], at(day, 10))
    assert "Not offered Too few are free: 2 of the 3 that are needed." in row(team, day, "10:00")


def test_of_groups_it_says_which_one_lacks_somebody(day: date) -> None:
    team = make_team(3, assignment=Assignment.GROUPS)
    for position, (name, hosts) in enumerate((("Physicians", team.hosts[:1]), ("Therapists", team.hosts[1:]))):
        group = HostGroup.objects.create(event_type=team.event_type, position=position, name=name, needed=1)
        EventTypeHost.objects.filter(event_type=team.event_type, user__in=hosts).update(group=group)
    book(team, team.hosts[0], at(day, 10))
    assert "Physicians: Nobody is free." in row(team, day, "10:00")
    assert "1 × Physicians, 1 × Therapists" in as_read(page(team, date=day))


def test_hosts_with_hours_of_their_own_are_told_apart(day: date) -> None:
    team = make_team(2)
    WeeklyRange.objects.filter(schedule__owner=team.hosts[1]).update(start_minute=9 * 60 + 15, end_minute=12 * 60)
    assert "Host 1: Within the hours, but no start time of theirs." in row(team, day, "09:30")
    assert "Host 1: Outside the hours of this day." in row(team, day, "12:00 to 16:30")


def test_a_day_without_hours_says_so(team: Team) -> None:
    sunday = date_of_weekday(3)
    sunday += (6 - sunday.weekday()) * DAY
    assert "There are no hours on Sunday. Change your hours" in as_read(page(team, date=sunday))
    DateOverride.objects.create(schedule=team.event_type.schedule, date=sunday)
    assert "This date is closed." in as_read(page(team, date=sunday))
    WeeklyRange.objects.all().delete()
    DateOverride.objects.all().delete()
    assert "No hours are set at all." in as_read(page(team, date=sunday))


def test_hours_of_a_host_elsewhere_that_end_before_the_day_begins_are_none_of_it() -> None:
    team = make_team(2)
    Schedule.objects.filter(owner=team.hosts[1]).update(time_zone="America/New_York")
    saturday = date_of_weekday(3)
    saturday += (5 - saturday.weekday()) * DAY
    assert "Host 1: There are no hours on Saturday." in as_read(page(team, date=saturday))


def test_hours_that_are_too_short_are_told(team: Team, day: date) -> None:
    change(team, duration_minutes=600)
    assert "The hours of this day are shorter than 10 hours." in as_read(page(team, date=day))


def test_a_date_that_the_clock_skipped_is_told(team: Team) -> None:
    Schedule.objects.update(time_zone="Pacific/Apia")
    assert "The clock of Pacific/Apia skipped this date." in as_read(page(team, date="2011-12-30"))


def test_a_repeated_hour_is_written_with_its_letters(team: Team) -> None:
    only_on(6, 60, 240)
    told = rows(team, date(2026, 10, 25))
    assert "01:00 to 03:30" in told[0]
    book(team, team.hosts[0], datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("UTC")))
    assert any("02:30 CET" in each for each in rows(team, date(2026, 10, 25)))


def test_a_journey_is_noted(team: Team, day: date) -> None:
    Travel.objects.create(user=team.hosts[0], first_date=day, last_date=day, time_zone="America/New_York")
    told = as_read(page(team, date=day))
    assert "Host 0 (you) travels: the hours are by the clock of America/New York. Change your time away" in told
    assert "15:00 to" in rows(team, day)[0]


def test_a_length_is_chosen_where_there_are_several(team: Team, day: date) -> None:
    assert 'name="length"' not in page(team, date=day)
    change(team, other_durations=[60])
    assert "09:00 to 16:00" in rows(team, day, length=60)[0]
    assert f"?date={(day + DAY).isoformat()}&amp;length=60" in page(team, date=day, length=60)
    assert '<option value="30" selected>' in page(team, date=day)
    assert "This length is not offered." in page(team, date=day, length=45)


@pytest.mark.parametrize("text", ["tomorrow", "2027-02-30", "0001-01-01", "9999-12-31", "\0"])
def test_a_bad_date_is_answered_at_its_field_with_today_below(team: Team, text: str) -> None:
    told = page(team, date=text)
    today = timezone.now().astimezone(BERLIN)
    assert 'id="id_date_error"' in told
    assert f"{today:%A} {today.day} {today:%B} {today.year}" in told


def test_a_type_that_takes_no_bookings_says_so_on_top(team: Team, day: date) -> None:
    Place.objects.all().delete()
    told = as_read(page(team, date=day))
    assert "Guests cannot book this at all just now" in told
    assert "The host has not said yet where to meet." in told


def test_only_who_may_see_the_event_type_sees_its_day(team: Team) -> None:
    strangers = [make_team(2).hosts[0], add_member(team.workspace, "other@example.com", role=Role.MEMBER)]
    for stranger in strangers:
        client = Client()
        client.force_login(stranger)
        assert client.get(f"/app/event-types/{team.event_type.pk}/explain").status_code == 404
    assert Client().get(f"/app/event-types/{team.event_type.pk}/explain").status_code == 302


def test_links_to_hours_are_for_their_owner_only(day: date) -> None:
    team = make_team(2)
    for host in team.hosts:
        DateOverride.objects.create(schedule=host.schedules.get(), date=day)
    told = rows(team, day)[0]
    assert "Host 0 (you): You closed this date. Change your hours" in told
    assert "Host 1: This date is closed." in told
    assert f"/app/availability/{team.hosts[1].schedules.get().pk}" not in page(team, date=day)


def test_text_of_others_is_escaped(team: Team, day: date) -> None:
    BusyPeriod.objects.create(host=team.hosts[0], source="<b>x</b>", start=at(day, 10), end=at(day, 11))
    book(team, team.hosts[0], at(day, 12), name="<i>Eve</i>")
    told = page(team, date=day)
    assert "&lt;b&gt;x" in told
    assert "&lt;i&gt;Eve" in told


def queries(team: Team, day: date) -> int:
    for host in team.hosts:
        BusyPeriod.objects.create(host=host, source="Work", start=at(day, 11), end=at(day, 12))
        OutOfOffice.objects.create(user=host, first_date=day, last_date=day)
        book(team, host, at(day, 10), name=host.name + str(len(team.hosts)))
    client = Client()
    client.force_login(team.hosts[0])
    address = f"/app/event-types/{team.event_type.pk}/explain?date={day}"
    client.get(address)  # the session's own bookkeeping is done once
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return len(context)


def test_a_day_takes_as_many_queries_for_one_host_as_for_twenty(day: date) -> None:
    Reservation.objects.all().delete()
    few = queries(make_team(1), day)
    assert queries(make_team(20), day) == few
    assert few <= 11
