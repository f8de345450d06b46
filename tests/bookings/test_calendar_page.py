from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from halfpast.availability import Interval
from halfpast.bookings.time_choice.calendar_page import CalendarPage, calendar_page
from halfpast.bookings.time_choice.month import Day
from halfpast.bookings.time_choice.position import read_position, read_start
from tests.bookings.free_times import BERLIN, NOW, FreeTimes, shown


def days(page: CalendarPage) -> list[Day]:
    return [day for week in page.month.weeks for day in week if day]


def test_the_calendar_opens_on_the_first_month_with_a_free_time() -> None:
    page = shown("2026-12-03T09:00", "2026-12-10T09:00")

    assert page.month.title == "December 2026"
    assert page.day == date(2026, 12, 3)
    assert [time.label for time in page.times] == ["10:00"]


def test_only_days_with_times_are_links() -> None:
    page = shown("2026-10-22T09:00", "2026-10-29T09:00")

    assert [day.date.day for day in days(page) if day.link] == [22, 29]
    assert len(days(page)) == 31


def test_a_day_says_how_many_times_it_has() -> None:
    page = shown("2026-10-22T09:00", "2026-10-22T10:00")

    assert days(page)[21].label == "Thursday 22 October 2026, 2 times available"
    assert days(page)[22].label == "Friday 23 October 2026, no times available"


def test_a_day_is_the_guests_day_and_not_the_hosts() -> None:
    page = shown("2026-10-22T23:30", zone=ZoneInfo("Asia/Tokyo"))

    assert page.day == date(2026, 10, 23)
    assert page.times[0].label == "08:30"


def test_the_two_times_of_a_repeated_hour_are_told_apart() -> None:
    page = shown("2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30")

    assert [(time.label, time.note) for time in page.times] == [("02:30", "CEST"), ("02:30", "CET"), ("03:30", "")]


def test_the_months_are_bounded_by_today_and_the_horizon() -> None:
    first, last = shown("2026-10-22T09:00", horizon=30), shown("2026-10-22T09:00", horizon=30, month="2026-11")

    assert (first.month.earlier, first.month.later) == ("", "/lovelace/intro?month=2026-11")
    assert (last.month.earlier, last.month.later) == ("/lovelace/intro?month=2026-10", "")


@pytest.mark.parametrize(("asked", "title"), [("1999-01", "October 2026"), ("2090-01", "December 2026")])
def test_a_month_out_of_reach_shows_the_nearest_one(asked: str, title: str) -> None:
    assert shown("2026-10-22T09:00", month=asked).month.title == title


@pytest.mark.parametrize("nonsense", ["", "2026-13", "0000-01", "9999-12", "x" * 500, "2026-02-30-01"])
def test_a_month_that_makes_no_sense_counts_as_not_said(nonsense: str) -> None:
    assert shown("2026-10-22T09:00", month=nonsense).month.title == "October 2026"


def test_a_month_without_times_says_so() -> None:
    page = shown("2026-10-22T09:00", month="2026-11")

    assert page.is_empty
    assert page.day is None


def test_today_is_the_guests_today() -> None:
    page = calendar_page(
        read_position("/x", {}, ZoneInfo("Pacific/Kiritimati"), zone_in_address=False),
        FreeTimes("2026-10-22T09:00").openings,
        datetime(2026, 10, 20, 12, tzinfo=UTC),
        Interval(NOW, NOW + timedelta(days=30)),
    )

    assert [day.date.day for day in days(page) if day.is_today] == [21]


def test_links_keep_the_zone_that_the_address_names() -> None:
    position = read_position("/x", {}, BERLIN, zone_in_address=True)

    page = calendar_page(position, FreeTimes("2026-10-22T09:00").openings, NOW, Interval(NOW, NOW + timedelta(days=30)))

    assert page.position.link() == "/x?month=2026-10&date=2026-10-22&tz=Europe/Berlin"
    assert 'date=2026-10-22&amp;tz=Europe/Berlin&amp;start=2026-10-22T09:00:00Z"' in page.times_html()


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-10-22", "2026-10-22T09:00", "2026-10-22T09:00:30Z", "9999-12-31T23:59:00Z", "\x00", "١"]
)
def test_only_a_whole_minute_with_an_offset_is_a_start(text: str) -> None:
    assert read_start(text) is None


def test_a_start_may_have_any_offset() -> None:
    assert (
        read_start("2026-10-22T11:00:00+02:00")
        == read_start("2026-10-22T11:00 02:00")
        == read_start("2026-10-22T09:00Z")
    )
