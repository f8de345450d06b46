from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from halfpast.availability import Hours, offered_starts
from tests.availability.offers import (
    HALF_HOURS,
    LONG_BEFORE,
    around,
    lasting,
    local_starts,
    offer_of,
    only_on,
    ranges,
    starts_in_year,
)

EVERY_MINUTE = lasting(1)
NIGHTS_OF_CHANGES = [
    ("Europe/Berlin", date(2027, 3, 28)),
    ("Europe/Berlin", date(2027, 10, 31)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),
    ("Australia/Lord_Howe", date(2027, 10, 3)),
    ("America/Santiago", date(2027, 4, 3)),
    ("America/Santiago", date(2027, 9, 5)),
    ("America/Havana", date(2027, 3, 14)),
    ("America/Havana", date(2027, 11, 7)),
    ("Antarctica/Troll", date(2027, 10, 31)),
    ("Africa/Casablanca", date(2027, 3, 14)),
]


def test_a_repeated_hour_is_offered_twice() -> None:
    day = date(2027, 10, 31)
    found = local_starts(offer_of(only_on(day, "01:30-03:30"), HALF_HOURS), day)
    first = ["31 01:30 +0200", "31 02:00 +0200", "31 02:30 +0200"]
    assert found == [*first, "31 02:00 +0100", "31 02:30 +0100", "31 03:00 +0100"]


def test_a_skipped_hour_is_not_offered_and_what_lies_around_it_joins() -> None:
    day = date(2027, 3, 28)
    found = local_starts(offer_of(only_on(day, "01:00-02:00", "03:00-04:00"), lasting(60, every=30)), day)
    assert found == ["28 01:00 +0100", "28 01:30 +0100", "28 03:00 +0200"]


def test_a_range_that_starts_in_a_skipped_hour_keeps_the_grid_of_its_nominal_start() -> None:
    day = date(2027, 3, 28)
    assert local_starts(offer_of(only_on(day, "02:10-04:00"), lasting(20, every=45)), day) == ["28 03:40 +0200"]


def test_a_range_that_ends_within_a_repeated_hour_ends_twice() -> None:
    day = date(2027, 10, 31)
    found = local_starts(offer_of(only_on(day, "01:00-02:30"), HALF_HOURS), day)
    assert found == ["31 01:00 +0200", "31 01:30 +0200", "31 02:00 +0200", "31 02:00 +0100"]


def test_a_grid_goes_by_the_wall_clock_through_a_change() -> None:
    day = date(2027, 10, 31)
    found = local_starts(offer_of(only_on(day, "00:00-04:00"), lasting(10, every=50)), day)
    before = ["31 00:00 +0200", "31 00:50 +0200", "31 01:40 +0200", "31 02:30 +0200"]
    assert found == [*before, "31 02:30 +0100", "31 03:20 +0100"]


def test_an_override_on_the_night_of_a_change_lasts_as_long_as_the_clock_says() -> None:
    spring, autumn = date(2027, 3, 14), date(2027, 11, 7)
    spring_hours = only_on(spring, "00:00-04:00", zone="America/New_York")
    autumn_hours = only_on(autumn, "00:00-04:00", zone="America/New_York")
    assert len(local_starts(offer_of(spring_hours, lasting(60)), spring)) == 3
    assert len(local_starts(offer_of(autumn_hours, lasting(60)), autumn)) == 5


@pytest.mark.parametrize(("zone", "day"), NIGHTS_OF_CHANGES)
@pytest.mark.parametrize("override", ["00:00-24:00", "00:30-02:15", "01:45-03:00", "22:10-24:00"])
def test_an_override_on_the_night_of_a_change_offers_exactly_what_the_clock_reads(
    zone: str, day: date, override: str
) -> None:
    """The weekly hours of the same night are others, and come back the day after."""
    hours = Hours(zone, dict.fromkeys(range(7), ranges("02:00-04:00", "23:00-23:30")), {day: ranges(override)})
    found = offered_starts(offer_of(hours, EVERY_MINUTE), around(day), LONG_BEFORE)
    assert found == [minute for minute in minutes_around(day) if clock_reads_working_time(minute, hours)]


def minutes_around(day: date) -> Iterator[datetime]:
    window = around(day)
    return (window.start + timedelta(minutes=minute) for minute in range(6 * 1440))


def clock_reads_working_time(minute: datetime, hours: Hours) -> bool:
    wall = minute.astimezone(ZoneInfo(hours.time_zone))
    reading = wall.hour * 60 + wall.minute
    of_the_day = hours.overrides.get(wall.date(), hours.weekly[wall.weekday()])
    return any(each.start_minute <= reading < each.end_minute for each in of_the_day)


def test_an_override_later_on_the_day_of_a_change_is_not_shifted() -> None:
    day = date(2027, 3, 28)
    assert local_starts(offer_of(only_on(day, "09:00-10:00"), lasting(60)), day) == ["28 09:00 +0200"]


def test_a_change_by_half_an_hour_repeats_half_an_hour() -> None:
    day = date(2027, 4, 4)  # Lord Howe: 02:00 +11 becomes 01:30 +10:30
    found = local_starts(offer_of(only_on(day, "01:00-02:30", zone="Australia/Lord_Howe")), day)
    assert found == ["04 01:00 +1100", "04 01:30 +1100", "04 01:30 +1030", "04 02:00 +1030"]


def test_a_change_by_half_an_hour_skips_half_an_hour() -> None:
    day = date(2027, 10, 3)  # Lord Howe: 02:00 +10:30 becomes 02:30 +11
    found = local_starts(offer_of(only_on(day, "01:00-03:00", zone="Australia/Lord_Howe")), day)
    assert found == ["03 01:00 +1030", "03 01:30 +1030", "03 02:30 +1100"]


def test_a_change_at_midnight_repeats_the_last_hour_of_the_day_before() -> None:
    day = date(2027, 4, 3)  # Santiago: 24:00 -03 becomes 23:00 -04
    found = local_starts(offer_of(only_on(day, "22:00-24:00", zone="America/Santiago"), lasting(60)), day)
    assert found == ["03 22:00 -0300", "03 23:00 -0300", "03 23:00 -0400"]


def test_a_change_at_midnight_skips_the_first_hour_of_the_day() -> None:
    day = date(2027, 9, 5)  # Santiago: 00:00 -04 becomes 01:00 -03
    hours = Hours("America/Santiago", {}, {date(2027, 9, 4): ranges("23:00-24:00"), day: ranges("00:00-02:00")})
    found = local_starts(offer_of(hours, lasting(60, every=30)), day)
    assert found == ["04 23:00 -0400", "04 23:30 -0400", "05 01:00 -0300"]


def test_a_skipped_day_offers_nothing_and_the_days_around_it_join() -> None:
    skipped = date(2011, 12, 30)  # Apia went from the 29th to the 31st
    days = {skipped + timedelta(days=off): ranges("00:00-24:00") for off in (-1, 0, 1)}
    found = local_starts(offer_of(Hours("Pacific/Apia", {}, days), lasting(12 * 60, every=8 * 60)), skipped)
    before = ["29 00:00 -1000", "29 08:00 -1000", "29 16:00 -1000"]
    assert found == [*before, "31 00:00 +1400", "31 08:00 +1400"]


def test_a_change_of_two_hours_repeats_two_hours() -> None:
    day = date(2027, 10, 31)  # Troll: 03:00 +02 becomes 01:00 +00
    found = local_starts(offer_of(only_on(day, "01:00-03:00", zone="Antarctica/Troll"), lasting(60)), day)
    assert found == ["31 01:00 +0200", "31 02:00 +0200", "31 01:00 +0000", "31 02:00 +0000"]


def test_an_offset_kept_for_one_week_only_is_seen() -> None:
    day = date(2000, 10, 10)  # Boa Vista put its clocks forward on the 8th and back on the 15th
    offer = offer_of(only_on(day, "09:00-10:00", zone="America/Boa_Vista"), lasting(60))
    assert starts_in_year(offer, 2000) == [datetime(2000, 10, 10, 12, tzinfo=UTC)]
