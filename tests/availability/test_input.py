from datetime import UTC, date, datetime, timedelta

import pytest

from halfpast.availability import (
    Cap,
    Hours,
    HoursRange,
    Interval,
    InvalidHours,
    InvalidInterval,
    InvalidRules,
    Period,
    Rules,
    Travel,
)


def rules(**changes: object) -> Rules:
    zero, half_hour = timedelta(0), timedelta(minutes=30)
    lengths = {"duration": half_hour, "step": half_hour, "buffer_before": zero, "buffer_after": zero}
    return Rules(**{**lengths, "minimum_notice": zero, "horizon": timedelta(days=60), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(("start", "end"), [(540, 540), (600, 540), (-1, 540), (540, 1441)])
def test_a_range_that_is_empty_backward_or_not_of_one_day_is_refused(start: int, end: int) -> None:
    with pytest.raises(InvalidHours):
        HoursRange(start, end)


def test_ranges_of_one_weekday_that_overlap_are_refused_by_name() -> None:
    with pytest.raises(InvalidHours, match="Tuesday: 09:00 to 12:00 and 11:59 to 17:00 overlap"):
        Hours("UTC", {1: [HoursRange(719, 1020), HoursRange(540, 720)]}, {})


def test_ranges_of_one_override_that_overlap_are_refused_by_date() -> None:
    with pytest.raises(InvalidHours, match="2027-03-01: "):
        Hours("UTC", {}, {date(2027, 3, 1): [HoursRange(0, 1440), HoursRange(540, 720)]})


def test_ranges_that_touch_are_accepted() -> None:
    Hours("UTC", {1: [HoursRange(540, 720), HoursRange(720, 1440)]}, {})


@pytest.mark.parametrize("time_zone", ["", "Nowhere/Land", "../etc/passwd", "/etc/passwd", "Europe", "a\0b", "é" * 300])
def test_an_unknown_time_zone_is_refused(time_zone: str) -> None:
    with pytest.raises(InvalidHours, match="time zone"):
        Hours(time_zone, {}, {})


def test_a_weekday_outside_the_week_is_refused() -> None:
    with pytest.raises(InvalidHours, match="0 \\(Monday\\) to 6 \\(Sunday\\)"):
        Hours("UTC", {7: []}, {})


def test_hours_are_equal_when_they_say_the_same_and_changing_what_they_were_made_of_changes_nothing() -> None:
    ranges = [HoursRange(780, 1020), HoursRange(540, 720)]
    hours = Hours("UTC", {0: ranges}, {})
    assert hours == Hours("UTC", {0: ranges[::-1]}, {})
    ranges.clear()
    assert len(hours.ranges_on(date(2027, 3, 1))) == 2


def test_hours_that_differ_in_anything_are_not_equal() -> None:
    day, ranges = date(2027, 3, 1), [HoursRange(540, 720)]
    all_different = [
        Hours("UTC", {0: ranges}),
        Hours("Europe/Berlin", {0: ranges}),
        Hours("UTC", {1: ranges}),
        Hours("UTC", {0: ranges}, {day: []}),
        Hours("UTC", {0: ranges}, {day: ranges}),
        Hours("UTC", {0: ranges}, {}, [Travel(day, day, "Asia/Tokyo")]),
        Hours("UTC", {0: ranges}, {}, [Travel(day, day, "Asia/Kolkata")]),
    ]
    assert len(set(all_different)) == len(all_different)


@pytest.mark.parametrize("name", ["duration", "step"])
@pytest.mark.parametrize("value", [timedelta(0), timedelta(minutes=-5), timedelta(seconds=90), timedelta(days=400)])
def test_a_length_or_step_that_is_no_whole_number_of_minutes_or_absurd_is_refused(name: str, value: timedelta) -> None:
    with pytest.raises(InvalidRules, match=name):
        rules(**{name: value})


@pytest.mark.parametrize("name", ["buffer_before", "buffer_after", "minimum_notice", "horizon"])
@pytest.mark.parametrize("value", [timedelta(minutes=-5), timedelta.max])
def test_a_negative_or_absurd_buffer_notice_or_horizon_is_refused(name: str, value: timedelta) -> None:
    with pytest.raises(InvalidRules, match=name):
        rules(**{name: value})


@pytest.mark.parametrize("name", ["buffer_before", "buffer_after"])
def test_a_buffer_with_a_part_of_a_minute_is_refused(name: str) -> None:
    with pytest.raises(InvalidRules, match=name):
        rules(**{name: timedelta(seconds=90)})


def test_an_event_type_may_have_no_horizon() -> None:
    assert rules(horizon=None).horizon is None


@pytest.mark.parametrize("count", [0, -1])
def test_a_cap_of_nothing_is_refused(count: int) -> None:
    with pytest.raises(InvalidRules, match="at least 1"):
        Cap(Period.DAY, count)


@pytest.mark.parametrize("length", [timedelta(0), timedelta(minutes=-5), timedelta(days=32)])
def test_a_cap_of_no_time_or_of_more_than_a_month_is_refused(length: timedelta) -> None:
    with pytest.raises(InvalidRules, match="length of a cap"):
        Cap(Period.MONTH, length=length)


def test_a_journey_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidHours, match="2027-03-02 to 2027-03-01"):
        Travel(date(2027, 3, 2), date(2027, 3, 1), "Asia/Tokyo")


def test_a_journey_to_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(InvalidHours, match="time zone"):
        Travel(date(2027, 3, 1), date(2027, 3, 1), "Nowhere/Land")


def test_journeys_that_overlap_are_refused_and_journeys_on_days_that_follow_are_not() -> None:
    tokyo = Travel(date(2027, 3, 1), date(2027, 3, 3), "Asia/Tokyo")
    Hours("UTC", {}, {}, [Travel(date(2027, 3, 4), date(2027, 3, 5), "Asia/Kolkata"), tokyo])
    with pytest.raises(InvalidHours, match="from 2027-03-01 and from 2027-03-03 overlap"):
        Hours("UTC", {}, {}, [Travel(date(2027, 3, 3), date(2027, 3, 5), "Asia/Kolkata"), tokyo])


def test_an_interval_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidInterval):
        Interval(datetime(2027, 3, 1, 10, tzinfo=UTC), datetime(2027, 3, 1, 9, tzinfo=UTC))


def test_an_interval_without_a_time_zone_is_refused() -> None:
    naive = datetime(2027, 3, 1, 10)  # noqa: DTZ001
    with pytest.raises(InvalidInterval):
        Interval(naive, naive)
