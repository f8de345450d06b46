"""A host's hours by the wall clock, week by week and date by date."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from halfpast.availability.clock import MINUTES_PER_DAY

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class InvalidHours(ValueError):
    pass


@dataclass(frozen=True, slots=True, order=True)
class HoursRange:
    """Wall-clock minutes `[start_minute, end_minute)` of one local date; 24:00 is 1440."""

    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        if self.start_minute < 0 or self.end_minute > MINUTES_PER_DAY:
            raise InvalidHours(f"A range lies between 00:00 and 24:00, not {self}.")
        if self.start_minute >= self.end_minute:
            raise InvalidHours(f"A range ends after it starts, not {self}.")

    def __str__(self) -> str:
        return f"{_clock_time(self.start_minute)} to {_clock_time(self.end_minute)}"


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly ranges (0 is Monday) on the wall clock of one zone; an override replaces those of its date."""

    time_zone: str
    weekly: Mapping[int, Sequence[HoursRange]] = field(compare=False)
    overrides: Mapping[date, Sequence[HoursRange]] = field(compare=False)
    # Plain tuples, so that using hours as a cache key costs little.
    _key: tuple[object, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _refuse_unknown_zone(self.time_zone)
        if not set(self.weekly) <= set(range(7)):
            raise InvalidHours(f"Weekdays are 0 (Monday) to 6 (Sunday), not {sorted(self.weekly)}.")
        weekly = {weekday: _in_order(WEEKDAYS[weekday], ranges) for weekday, ranges in sorted(self.weekly.items())}
        overrides = {day: _in_order(day.isoformat(), ranges) for day, ranges in sorted(self.overrides.items())}
        object.__setattr__(self, "weekly", weekly)
        object.__setattr__(self, "overrides", overrides)
        object.__setattr__(self, "_key", (_plain(weekly.items()), _plain(overrides.items())))

    def ranges_on(self, day: date) -> Sequence[HoursRange]:
        override = self.overrides.get(day)
        return self.weekly.get(day.weekday(), ()) if override is None else override


def _refuse_unknown_zone(time_zone: str) -> None:
    try:
        ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise InvalidHours(f"There is no time zone called {time_zone!r}.") from error


def _in_order(day_name: str, ranges: Iterable[HoursRange]) -> tuple[HoursRange, ...]:
    ordered = tuple(sorted(ranges))
    for earlier, later in pairwise(ordered):
        if later.start_minute < earlier.end_minute:
            raise InvalidHours(f"{day_name}: {earlier} and {later} overlap.")
    return ordered


def _plain(days: Iterable[tuple[object, tuple[HoursRange, ...]]]) -> tuple[object, ...]:
    return tuple((day, tuple((each.start_minute, each.end_minute) for each in ranges)) for day, ranges in days)


def _clock_time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
