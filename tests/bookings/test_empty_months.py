"""What the calendar says when there is nothing free where somebody looks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from halfpast.availability import Interval
from halfpast.bookings.time_choice.calendar_page import calendar_page
from halfpast.bookings.time_choice.position import read_position
from tests.bookings.free_times import BERLIN, NOW, FreeTimes, page_of, shown


def test_an_empty_month_names_the_next_free_time_and_leads_to_its_day() -> None:
    page = shown("2026-12-03T08:30", month="2026-11")

    assert page.is_empty
    assert page.next_free is not None
    assert page.next_free.words == "Thursday 3 December, 09:30"
    assert page.next_free.link == "/lovelace/intro?month=2026-12&date=2026-12-03#times"


def test_the_next_free_time_is_told_by_the_guests_clock() -> None:
    page = shown("2026-11-30T20:00", zone=ZoneInfo("Asia/Tokyo"), month="2026-11")

    assert page.next_free is not None
    assert page.next_free.words == "Tuesday 1 December, 05:00"
    assert "month=2026-12&date=2026-12-01" in page.next_free.link


def test_the_next_free_time_of_another_year_names_the_year() -> None:
    page = shown("2027-01-04T09:00", horizon=120, month="2026-11")

    assert page.next_free is not None
    assert page.next_free.words == "Monday 4 January 2027, 10:00"


def test_after_the_last_free_time_the_page_leads_back_to_the_first() -> None:
    page = shown("2026-10-22T09:00", "2026-10-23T09:00", month="2026-12")

    assert page.next_free is not None
    assert page.next_free.words == "Thursday 22 October, 11:00"


def test_when_everything_is_taken_there_is_nothing_to_lead_to() -> None:
    page = shown(month="2026-11")

    assert page.is_empty
    assert page.next_free is None


def test_a_month_with_a_free_time_needs_no_next_one() -> None:
    assert shown("2026-10-22T09:00").next_free is None


@pytest.mark.parametrize("first", ["2026-10-22T09:00", "2026-12-03T09:00", "2028-06-01T09:00"])
def test_opening_asks_at_most_three_times_however_far_the_first_free_time_is(first: str) -> None:
    times = FreeTimes(first)

    page = page_of(times, horizon=730)

    assert not page.is_empty
    assert times.asked <= 3


def test_the_months_are_bounded_by_the_dates_that_can_be_booked() -> None:
    bookable = Interval(datetime(2026, 11, 30, 23, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC))
    position = read_position("/x", {}, BERLIN, zone_in_address=False)

    page = calendar_page(position, FreeTimes("2026-12-03T09:00").openings, NOW, bookable)

    assert page.month.title == "December 2026"
    assert (page.month.earlier, page.month.later) == ("", "")


def test_dates_that_are_over_show_an_empty_month() -> None:
    position = read_position("/x", {}, BERLIN, zone_in_address=False)

    page = calendar_page(position, FreeTimes().openings, NOW, Interval(NOW, NOW))

    assert page.month.title == "October 2026"
    assert page.next_free is None


def test_a_day_asked_for_on_which_nobody_is_here_brings_the_message() -> None:
    times = FreeTimes("2026-10-22T09:00", away=[date(2026, 10, 23)])

    page = page_of(times, date="2026-10-23")

    assert page.absence is not None
    assert page.absence.message == "By the sea"
    assert page.day == date(2026, 10, 22)


def test_a_free_day_brings_no_message() -> None:
    times = FreeTimes("2026-10-22T09:00", away=[date(2026, 10, 22), date(2026, 10, 23)])

    assert page_of(times).absence is None
    assert page_of(times, date="2026-10-22").absence is None


def test_an_empty_month_brings_the_message_of_its_first_day() -> None:
    times = FreeTimes("2026-12-03T09:00", away=[date(2026, 11, 1)])

    assert page_of(times, month="2026-11").absence is not None


def test_whoever_is_led_past_an_absence_reads_why() -> None:
    times = FreeTimes("2026-12-03T09:00", away=[date(2026, 10, 20)])

    assert page_of(times).absence is not None


def test_an_absence_that_is_over_is_not_told() -> None:
    times = FreeTimes("2026-10-22T09:00", away=[date(2026, 10, 19)])

    assert page_of(times, date="2026-10-19").absence is None
