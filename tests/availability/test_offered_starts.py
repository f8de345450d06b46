from dataclasses import replace
from datetime import UTC, date, timedelta
from itertools import pairwise

from halfpast.availability import HostTime, Hours, Interval, Reason, offered_starts
from tests.availability.offers import (
    HALF_HOURS,
    LONG_BEFORE,
    MONDAY,
    around,
    busy,
    every_day,
    lasting,
    offer_of,
    only_on,
    ranges,
    runs,
    starts,
    starts_in_year,
    utc,
)

# Hours


def test_weekly_hours_offer_each_step_that_leaves_room_for_the_whole_slot() -> None:
    hours = Hours("UTC", {0: ranges("09:00-10:45")})
    assert starts(offer_of(hours)) == ["01 09:00", "01 09:30", "01 10:00"]


def test_starts_are_handed_out_in_utc() -> None:
    (start,) = offered_starts(offer_of(only_on(MONDAY, "09:00-09:30")), around(MONDAY), LONG_BEFORE)
    assert (start, start.tzinfo) == (utc("2027-03-01T08:00"), UTC)


def test_an_override_replaces_the_weekly_ranges_of_its_date() -> None:
    hours = Hours("UTC", {0: ranges("09:00-10:00")}, {MONDAY: ranges("20:00-20:30")})
    assert starts(offer_of(hours)) == ["01 20:00"]


def test_an_override_without_ranges_closes_the_day() -> None:
    assert starts(offer_of(Hours("UTC", {0: ranges("09:00-10:00")}, {MONDAY: []}))) == []


def test_a_slot_does_not_reach_over_a_break() -> None:
    hours = only_on(MONDAY, "09:00-10:00", "10:15-11:00", zone="UTC")
    assert starts(offer_of(hours, lasting(45))) == ["01 09:00", "01 10:15"]


def test_ranges_that_touch_join_and_each_starts_its_own_grid() -> None:
    hours = only_on(MONDAY, "09:00-10:10", "10:10-11:40", zone="UTC")
    assert starts(offer_of(hours, lasting(60, every=45))) == ["01 09:00", "01 09:45", "01 10:10"]


def test_the_order_in_which_ranges_are_given_does_not_matter() -> None:
    hours = only_on(MONDAY, "13:00-13:30", "09:00-09:30", zone="UTC")
    assert starts(offer_of(hours)) == ["01 09:00", "01 13:00"]


def test_a_slot_may_cross_midnight_where_the_next_day_goes_on() -> None:
    hours = Hours("UTC", {0: ranges("22:30-24:00"), 1: ranges("00:00-01:00")})
    assert starts(offer_of(hours, lasting(60, every=45))) == ["01 22:30", "01 23:15", "02 00:00"]


def test_a_slot_may_last_longer_than_a_day() -> None:
    hours = Hours("UTC", {weekday: ranges("00:00-24:00") for weekday in range(3)})
    assert starts(offer_of(hours, lasting(48 * 60, every=720))) == ["01 00:00", "01 12:00", "02 00:00"]


def test_a_step_that_does_not_divide_the_hour_counts_from_the_start_of_the_range() -> None:
    hours = only_on(MONDAY, "09:10-12:00", zone="UTC")
    assert starts(offer_of(hours, lasting(30, every=50))) == ["01 09:10", "01 10:00", "01 10:50"]


def test_a_step_shorter_than_the_length_offers_slots_that_overlap() -> None:
    hours = only_on(MONDAY, "09:00-10:00", zone="UTC")
    assert starts(offer_of(hours, lasting(30, every=15))) == ["01 09:00", "01 09:15", "01 09:30"]


# Windows


def test_a_slot_belongs_to_a_window_when_its_start_does() -> None:
    window = Interval(utc("2027-03-01T09:30"), utc("2027-03-01T10:30"))
    found = offered_starts(offer_of(only_on(MONDAY, "09:00-11:00", zone="UTC")), window, LONG_BEFORE)
    assert found == [utc("2027-03-01T09:30"), utc("2027-03-01T10:00")]


def test_a_window_may_start_and_end_within_a_minute() -> None:
    window = Interval(utc("2027-03-01T09:30:00.000001"), utc("2027-03-01T10:30:00.000001"))
    found = offered_starts(offer_of(only_on(MONDAY, "09:00-11:00", zone="UTC")), window, LONG_BEFORE)
    assert found == [utc("2027-03-01T10:00"), utc("2027-03-01T10:30")]


def test_an_empty_window_holds_no_slot() -> None:
    window = Interval(utc("2027-03-01T09:30"), utc("2027-03-01T09:30"))
    assert offered_starts(offer_of(only_on(MONDAY, "09:00-11:00", zone="UTC")), window, LONG_BEFORE) == []


def test_windows_that_touch_together_offer_what_one_large_window_does() -> None:
    offer = offer_of(every_day("09:00-24:00", zone="America/New_York"))
    edges = [utc("2027-01-01T00:00") + timedelta(hours=731 * index) for index in range(13)]
    parts = [offered_starts(offer, Interval(a, b), LONG_BEFORE) for a, b in pairwise(edges)]
    whole = offered_starts(offer, Interval(edges[0], edges[-1]), LONG_BEFORE)
    assert len(whole) > 10_000
    assert [start for part in parts for start in part] == whole


# Time taken, and buffers


def test_a_slot_may_start_the_moment_a_booking_ends_and_end_the_moment_one_starts() -> None:
    hours = only_on(MONDAY, "09:00-11:00", zone="UTC")
    assert starts(offer_of(busy(hours, "2027-03-01T08:30/09:00", "2027-03-01T09:30/10:30"))) == ["01 09:00", "01 10:30"]


def test_a_slot_keeps_its_own_buffers_free_of_busy_time() -> None:
    rules = replace(HALF_HOURS, buffer_before=timedelta(minutes=10), buffer_after=timedelta(minutes=5))
    host = busy(only_on(MONDAY, "09:00-11:00", zone="UTC"), "2027-03-01T08:00/08:51", "2027-03-01T10:05/10:20")
    assert starts(offer_of(host, rules)) == ["01 09:30", "01 10:30"]


def test_buffers_may_lie_outside_the_hours() -> None:
    rules = replace(HALF_HOURS, buffer_before=timedelta(hours=3), buffer_after=timedelta(hours=3))
    assert starts(offer_of(only_on(MONDAY, "09:00-09:30", zone="UTC"), rules)) == ["01 09:00"]


def test_busy_time_without_length_takes_nothing() -> None:
    assert starts(offer_of(busy(only_on(MONDAY, "09:00-09:30", zone="UTC"), "2027-03-01T09:15/09:15"))) == ["01 09:00"]


def test_busy_periods_may_overlap_and_come_in_any_order() -> None:
    host = busy(only_on(MONDAY, "09:00-11:00", zone="UTC"), "2027-03-01T10:00/10:20", "2027-03-01T09:00/10:10")
    assert starts(offer_of(host)) == ["01 10:30"]


def test_reservations_holds_and_busy_periods_all_take_time() -> None:
    taken = {
        Reason.TAKEN: runs("2027-03-01T09:00/09:30"),
        Reason.HELD: runs("2027-03-01T09:30/10:00"),
        Reason.BUSY: runs("2027-03-01T10:00/10:30"),
    }
    assert starts(offer_of(HostTime(only_on(MONDAY, "09:00-11:00", zone="UTC"), taken))) == ["01 10:30"]


# Notice, horizon and dates


def test_a_start_is_at_least_the_minimum_notice_after_now() -> None:
    rules = replace(HALF_HOURS, minimum_notice=timedelta(hours=2))
    offer = offer_of(only_on(MONDAY, "09:00-11:00", zone="UTC"), rules)
    assert starts(offer, now=utc("2027-03-01T07:30")) == ["01 09:30", "01 10:00", "01 10:30"]
    assert starts(offer, now=utc("2027-03-01T07:30:00.000001")) == ["01 10:00", "01 10:30"]


def test_without_notice_a_slot_may_start_now_but_not_earlier() -> None:
    offer = offer_of(only_on(MONDAY, "09:00-11:00", zone="UTC"))
    assert starts(offer, now=utc("2027-03-01T10:00")) == ["01 10:00", "01 10:30"]


def test_a_start_lies_before_the_horizon() -> None:
    offer = offer_of(only_on(MONDAY, "09:00-11:00", zone="UTC"), replace(HALF_HOURS, horizon=timedelta(days=7)))
    assert starts(offer, now=utc("2027-02-22T10:00")) == ["01 09:00", "01 09:30"]
    assert starts(offer, now=utc("2027-02-22T10:00:01")) == ["01 09:00", "01 09:30", "01 10:00"]


def test_without_a_horizon_slots_are_offered_however_far_ahead() -> None:
    assert starts(offer_of(only_on(date(2099, 3, 2), "09:00-09:30", zone="UTC")), day=date(2099, 3, 2)) == ["02 09:00"]


def test_a_start_lies_within_the_dates_of_the_event_type() -> None:
    rules = replace(HALF_HOURS, dates=Interval(utc("2027-03-01T09:30"), utc("2027-03-01T10:30")))
    assert starts(offer_of(only_on(MONDAY, "09:00-11:00", zone="UTC"), rules)) == ["01 09:30", "01 10:00"]


# What is kept between calls is kept in blocks of four weeks; a year meets the edges of all of them.


def test_a_long_slot_may_start_on_every_day_of_a_year() -> None:
    assert len(starts_in_year(offer_of(every_day("00:00-24:00"), lasting(5 * 1440, every=1440)), 2027)) == 365
