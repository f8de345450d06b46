from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from halfpast.availability import Hours, HoursRange, Interval, Rules, offered_starts

MONDAY = date(2027, 3, 1)
LONG_BEFORE = datetime(2005, 1, 1, tzinfo=UTC)
HALF_HOURS = Rules(
    duration=timedelta(minutes=30),
    step=timedelta(minutes=30),
    buffer_before=timedelta(0),
    buffer_after=timedelta(0),
    minimum_notice=timedelta(0),
    horizon=timedelta(days=20_000),
)


def lasting(minutes: int, *, every: int | None = None) -> Rules:
    return replace(HALF_HOURS, duration=timedelta(minutes=minutes), step=timedelta(minutes=every or minutes))


def clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def ranges(*texts: str) -> list[HoursRange]:
    """Each like `09:00-17:00`."""
    return [HoursRange(*map(clock, text.split("-"))) for text in texts]


def only_on(day: date, *texts: str, zone: str = "Europe/Berlin") -> Hours:
    return Hours(zone, {}, {day: ranges(*texts)})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def busy(*texts: str) -> list[Interval]:
    """Each like `2027-03-01T09:00/2027-03-01T10:00`, in UTC."""
    return [Interval(*map(utc, text.split("/"))) for text in texts]


def around(day: date) -> Interval:
    middle = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Interval(middle - timedelta(days=3), middle + timedelta(days=3))


def starts(
    hours: Hours,
    rules: Rules,
    taken: Sequence[Interval] = (),
    booked: Mapping[date, int] | None = None,
    *,
    day: date = MONDAY,
    now: datetime = LONG_BEFORE,
) -> list[str]:
    """The starts near a date, as `day hour:minute` of the UTC clock."""
    return [f"{start:%d %H:%M}" for start in offered_starts(hours, rules, taken, booked or {}, around(day), now)]


def local_starts(hours: Hours, rules: Rules, day: date) -> list[str]:
    """The starts near a date, as `day hour:minute offset` of the schedule's clock."""
    zone = ZoneInfo(hours.time_zone)
    found = offered_starts(hours, rules, [], {}, around(day), LONG_BEFORE)
    return [f"{start.astimezone(zone):%d %H:%M %z}" for start in found]


# Hours


def test_weekly_hours_offer_each_step_that_leaves_room_for_the_whole_slot() -> None:
    hours = Hours("UTC", {0: ranges("09:00-10:45")}, {})
    assert starts(hours, HALF_HOURS) == ["01 09:00", "01 09:30", "01 10:00"]


def test_starts_are_handed_out_in_utc() -> None:
    (start,) = offered_starts(only_on(MONDAY, "09:00-09:30"), HALF_HOURS, [], {}, around(MONDAY), LONG_BEFORE)
    assert (start, start.tzinfo) == (utc("2027-03-01T08:00"), UTC)


def test_an_override_replaces_the_weekly_ranges_of_its_date() -> None:
    hours = Hours("UTC", {0: ranges("09:00-10:00")}, {MONDAY: ranges("20:00-20:30")})
    assert starts(hours, HALF_HOURS) == ["01 20:00"]


def test_an_override_without_ranges_closes_the_day() -> None:
    assert starts(Hours("UTC", {0: ranges("09:00-10:00")}, {MONDAY: []}), HALF_HOURS) == []


def test_a_slot_does_not_reach_over_a_break() -> None:
    hours = only_on(MONDAY, "09:00-10:00", "10:15-11:00", zone="UTC")
    assert starts(hours, lasting(45)) == ["01 09:00", "01 10:15"]


def test_ranges_that_touch_join_and_each_starts_its_own_grid() -> None:
    hours = only_on(MONDAY, "09:00-10:10", "10:10-11:40", zone="UTC")
    assert starts(hours, lasting(60, every=45)) == ["01 09:00", "01 09:45", "01 10:10"]


def test_the_order_in_which_ranges_are_given_does_not_matter() -> None:
    hours = only_on(MONDAY, "13:00-13:30", "09:00-09:30", zone="UTC")
    assert starts(hours, HALF_HOURS) == ["01 09:00", "01 13:00"]


def test_a_slot_may_cross_midnight_where_the_next_day_goes_on() -> None:
    hours = Hours("UTC", {0: ranges("22:30-24:00"), 1: ranges("00:00-01:00")}, {})
    assert starts(hours, lasting(60, every=45)) == ["01 22:30", "01 23:15", "02 00:00"]


def test_a_slot_may_last_longer_than_a_day() -> None:
    hours = Hours("UTC", {weekday: ranges("00:00-24:00") for weekday in range(3)}, {})
    assert starts(hours, lasting(48 * 60, every=720)) == ["01 00:00", "01 12:00", "02 00:00"]


def test_a_step_that_does_not_divide_the_hour_counts_from_the_start_of_the_range() -> None:
    hours = only_on(MONDAY, "09:10-12:00", zone="UTC")
    assert starts(hours, lasting(30, every=50)) == ["01 09:10", "01 10:00", "01 10:50"]


def test_a_step_shorter_than_the_length_offers_slots_that_overlap() -> None:
    hours = only_on(MONDAY, "09:00-10:00", zone="UTC")
    assert starts(hours, lasting(30, every=15)) == ["01 09:00", "01 09:15", "01 09:30"]


# Windows


def test_a_slot_belongs_to_a_window_when_its_start_does() -> None:
    hours = only_on(MONDAY, "09:00-11:00", zone="UTC")
    window = Interval(utc("2027-03-01T09:30"), utc("2027-03-01T10:30"))
    found = offered_starts(hours, HALF_HOURS, [], {}, window, LONG_BEFORE)
    assert found == [utc("2027-03-01T09:30"), utc("2027-03-01T10:00")]


def test_an_empty_window_holds_no_slot() -> None:
    window = Interval(utc("2027-03-01T09:30"), utc("2027-03-01T09:30"))
    assert offered_starts(only_on(MONDAY, "09:00-11:00", zone="UTC"), HALF_HOURS, [], {}, window, LONG_BEFORE) == []


def test_windows_that_touch_together_offer_what_one_large_window_does() -> None:
    hours = Hours("America/New_York", {weekday: ranges("09:00-24:00") for weekday in range(7)}, {})
    edges = [utc("2027-01-01T00:00") + timedelta(hours=731 * index) for index in range(13)]
    parts = [offered_starts(hours, HALF_HOURS, [], {}, Interval(a, b), LONG_BEFORE) for a, b in pairwise(edges)]
    whole = offered_starts(hours, HALF_HOURS, [], {}, Interval(edges[0], edges[-1]), LONG_BEFORE)
    assert [start for part in parts for start in part] == whole


# Busy time and buffers


def test_a_slot_may_start_the_moment_a_booking_ends_and_end_the_moment_one_starts() -> None:
    hours = only_on(MONDAY, "09:00-11:00", zone="UTC")
    taken = busy("2027-03-01T08:30/2027-03-01T09:00", "2027-03-01T09:30/2027-03-01T10:30")
    assert starts(hours, HALF_HOURS, taken) == ["01 09:00", "01 10:30"]


def test_a_slot_keeps_its_own_buffers_free_of_busy_time() -> None:
    hours = only_on(MONDAY, "09:00-11:00", zone="UTC")
    rules = replace(HALF_HOURS, buffer_before=timedelta(minutes=10), buffer_after=timedelta(minutes=5))
    taken = busy("2027-03-01T08:00/2027-03-01T08:51", "2027-03-01T10:05/2027-03-01T10:20")
    assert starts(hours, rules, taken) == ["01 09:30", "01 10:30"]


def test_buffers_may_lie_outside_the_hours() -> None:
    rules = replace(HALF_HOURS, buffer_before=timedelta(hours=3), buffer_after=timedelta(hours=3))
    assert starts(only_on(MONDAY, "09:00-09:30", zone="UTC"), rules) == ["01 09:00"]


def test_busy_time_is_rounded_outward_to_minutes() -> None:
    hours = only_on(MONDAY, "09:00-10:30", zone="UTC")
    taken = busy("2027-03-01T09:29:59.999999/2027-03-01T10:00:00.000001")
    assert starts(hours, HALF_HOURS, taken) == []


def test_busy_time_without_length_takes_nothing() -> None:
    hours = only_on(MONDAY, "09:00-09:30", zone="UTC")
    assert starts(hours, HALF_HOURS, busy("2027-03-01T09:15:01/2027-03-01T09:15:01")) == ["01 09:00"]


def test_busy_periods_may_overlap_and_come_in_any_order() -> None:
    hours = only_on(MONDAY, "09:00-11:00", zone="UTC")
    taken = busy("2027-03-01T10:00/2027-03-01T10:20", "2027-03-01T09:00/2027-03-01T10:10")
    assert starts(hours, HALF_HOURS, taken) == ["01 10:30"]


def test_busy_time_may_be_given_in_any_zone() -> None:
    hours = only_on(date(2027, 10, 31), "02:00-03:00")
    zone = ZoneInfo("Europe/Berlin")
    second_two_o_clock = datetime(2027, 10, 31, 2, 0, fold=1, tzinfo=zone)
    taken = [Interval(second_two_o_clock, datetime(2027, 10, 31, 3, tzinfo=zone))]
    assert starts(hours, lasting(60), taken, day=date(2027, 10, 31)) == ["31 00:00"]


# Notice, horizon and caps


def test_a_start_is_at_least_the_minimum_notice_after_now() -> None:
    hours = only_on(MONDAY, "09:00-11:00", zone="UTC")
    rules = replace(HALF_HOURS, minimum_notice=timedelta(hours=2))
    assert starts(hours, rules, now=utc("2027-03-01T07:30")) == ["01 09:30", "01 10:00", "01 10:30"]
    assert starts(hours, rules, now=utc("2027-03-01T07:30:00.000001")) == ["01 10:00", "01 10:30"]


def test_without_notice_a_slot_may_start_now_but_not_earlier() -> None:
    hours = only_on(MONDAY, "09:00-11:00", zone="UTC")
    assert starts(hours, HALF_HOURS, now=utc("2027-03-01T10:00")) == ["01 10:00", "01 10:30"]


def test_a_start_lies_before_the_horizon() -> None:
    hours = only_on(MONDAY, "09:00-11:00", zone="UTC")
    rules = replace(HALF_HOURS, horizon=timedelta(days=7))
    assert starts(hours, rules, now=utc("2027-02-22T10:00")) == ["01 09:00", "01 09:30"]
    assert starts(hours, rules, now=utc("2027-02-22T10:00:01")) == ["01 09:00", "01 09:30", "01 10:00"]


def test_a_date_at_its_cap_offers_nothing_more_and_its_neighbours_do() -> None:
    hours = Hours("UTC", {0: ranges("09:00-09:30"), 1: ranges("09:00-09:30"), 2: ranges("09:00-09:30")}, {})
    booked = {date(2027, 3, 1): 1, date(2027, 3, 2): 2, date(2027, 3, 3): 3}
    assert starts(hours, replace(HALF_HOURS, daily_cap=2), booked=booked) == ["01 09:00"]


def test_without_a_cap_the_number_booked_does_not_matter() -> None:
    assert starts(only_on(MONDAY, "09:00-09:30", zone="UTC"), HALF_HOURS, booked={MONDAY: 99}) == ["01 09:00"]


def test_a_cap_counts_by_the_local_date_on_which_a_slot_starts() -> None:
    hours = Hours("America/New_York", {0: ranges("22:00-24:00"), 1: ranges("00:00-01:00")}, {})
    rules = replace(lasting(60), daily_cap=1)
    assert starts(hours, rules, booked={date(2027, 3, 1): 1}) == ["02 05:00"]
    assert starts(hours, rules, booked={date(2027, 3, 2): 1}) == ["02 03:00", "02 04:00"]


# Clock changes


def test_a_repeated_hour_is_offered_twice() -> None:
    day = date(2027, 10, 31)
    found = local_starts(only_on(day, "01:30-03:30"), HALF_HOURS, day)
    first = ["31 01:30 +0200", "31 02:00 +0200", "31 02:30 +0200"]
    assert found == [*first, "31 02:00 +0100", "31 02:30 +0100", "31 03:00 +0100"]


def test_a_skipped_hour_is_not_offered_and_what_lies_around_it_joins() -> None:
    day = date(2027, 3, 28)
    found = local_starts(only_on(day, "01:00-02:00", "03:00-04:00"), lasting(60, every=30), day)
    assert found == ["28 01:00 +0100", "28 01:30 +0100", "28 03:00 +0200"]


def test_a_range_that_starts_in_a_skipped_hour_keeps_the_grid_of_its_nominal_start() -> None:
    day = date(2027, 3, 28)
    found = local_starts(only_on(day, "02:10-04:00"), lasting(20, every=45), day)
    assert found == ["28 03:40 +0200"]


def test_a_range_that_ends_within_a_repeated_hour_ends_twice() -> None:
    day = date(2027, 10, 31)
    found = local_starts(only_on(day, "01:00-02:30"), HALF_HOURS, day)
    assert found == ["31 01:00 +0200", "31 01:30 +0200", "31 02:00 +0200", "31 02:00 +0100"]


def test_a_grid_goes_by_the_wall_clock_through_a_change() -> None:
    day = date(2027, 10, 31)
    found = local_starts(only_on(day, "00:00-04:00"), lasting(10, every=50), day)
    before = ["31 00:00 +0200", "31 00:50 +0200", "31 01:40 +0200", "31 02:30 +0200"]
    assert found == [*before, "31 02:30 +0100", "31 03:20 +0100"]


def test_an_override_on_the_night_of_a_change_lasts_as_long_as_the_clock_says() -> None:
    spring, autumn = date(2027, 3, 14), date(2027, 11, 7)
    spring_hours = only_on(spring, "00:00-04:00", zone="America/New_York")
    autumn_hours = only_on(autumn, "00:00-04:00", zone="America/New_York")
    assert len(local_starts(spring_hours, lasting(60), spring)) == 3
    assert len(local_starts(autumn_hours, lasting(60), autumn)) == 5


def test_an_override_later_on_the_day_of_a_change_is_not_shifted() -> None:
    day = date(2027, 3, 28)
    assert local_starts(only_on(day, "09:00-10:00"), lasting(60), day) == ["28 09:00 +0200"]


def test_a_change_by_half_an_hour_repeats_half_an_hour() -> None:
    day = date(2027, 4, 4)  # Lord Howe: 02:00 +11 becomes 01:30 +10:30
    found = local_starts(only_on(day, "01:00-02:30", zone="Australia/Lord_Howe"), HALF_HOURS, day)
    assert found == ["04 01:00 +1100", "04 01:30 +1100", "04 01:30 +1030", "04 02:00 +1030"]


def test_a_change_at_midnight_repeats_the_last_hour_of_the_day_before() -> None:
    day = date(2027, 4, 3)  # Santiago: 24:00 -03 becomes 23:00 -04
    found = local_starts(only_on(day, "22:00-24:00", zone="America/Santiago"), lasting(60), day)
    assert found == ["03 22:00 -0300", "03 23:00 -0300", "03 23:00 -0400"]


def test_a_change_at_midnight_skips_the_first_hour_of_the_day() -> None:
    day = date(2027, 9, 5)  # Santiago: 00:00 -04 becomes 01:00 -03
    hours = Hours("America/Santiago", {}, {date(2027, 9, 4): ranges("23:00-24:00"), day: ranges("00:00-02:00")})
    found = local_starts(hours, lasting(60, every=30), day)
    assert found == ["04 23:00 -0400", "04 23:30 -0400", "05 01:00 -0300"]


def test_a_cap_holds_in_both_runs_of_a_repeated_hour() -> None:
    day = date(2027, 4, 3)
    hours = only_on(day, "23:00-24:00", zone="America/Santiago")
    assert starts(hours, replace(lasting(60), daily_cap=1), booked={day: 1}, day=day) == []
    assert len(starts(hours, replace(lasting(60), daily_cap=1), booked={date(2027, 4, 4): 1}, day=day)) == 2


def test_a_skipped_day_offers_nothing_and_the_days_around_it_join() -> None:
    skipped = date(2011, 12, 30)  # Apia went from the 29th to the 31st
    days = {skipped + timedelta(days=off): ranges("00:00-24:00") for off in (-1, 0, 1)}
    found = local_starts(Hours("Pacific/Apia", {}, days), lasting(12 * 60, every=8 * 60), skipped)
    before = ["29 00:00 -1000", "29 08:00 -1000", "29 16:00 -1000"]
    assert found == [*before, "31 00:00 +1400", "31 08:00 +1400"]


def test_a_change_of_two_hours_repeats_two_hours() -> None:
    day = date(2027, 10, 31)  # Troll: 03:00 +02 becomes 01:00 +00
    found = local_starts(only_on(day, "01:00-03:00", zone="Antarctica/Troll"), lasting(60), day)
    assert found == ["31 01:00 +0200", "31 02:00 +0200", "31 01:00 +0000", "31 02:00 +0000"]


def test_an_offset_kept_for_one_week_only_is_seen() -> None:
    day = date(2000, 10, 10)  # Boa Vista put its clocks forward on the 8th and back on the 15th
    hours = only_on(day, "09:00-10:00", zone="America/Boa_Vista")
    assert [f"{start:%d %H:%M}" for start in found_in_year(2000, hours, lasting(60))] == ["10 12:00"]


# What is kept between calls is kept in blocks of four weeks; a year meets the edges of all of them.


def found_in_year(year: int, hours: Hours, rules: Rules, booked: Mapping[date, int] | None = None) -> list[datetime]:
    window = Interval(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))
    return offered_starts(hours, rules, [], booked or {}, window, datetime(1999, 1, 1, tzinfo=UTC))


def test_a_long_slot_may_start_on_every_day_of_a_year() -> None:
    hours = Hours("UTC", dict.fromkeys(range(7), tuple(ranges("00:00-24:00"))), {})
    assert len(found_in_year(2027, hours, lasting(5 * 1440, every=1440))) == 365


def test_a_cap_closes_every_date_of_a_year() -> None:
    rules = replace(lasting(60), daily_cap=1)
    booked = {date(2026, 12, 31) + timedelta(days=off): 1 for off in range(368)}
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        hours = Hours(zone, dict.fromkeys(range(7), tuple(ranges("00:00-24:00"))), {})
        assert found_in_year(2027, hours, rules, booked) == []
