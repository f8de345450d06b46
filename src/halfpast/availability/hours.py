"""A host's hours by the wall clock, week by week and date by date."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain, pairwise
from math import gcd
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


@dataclass(frozen=True, slots=True, order=True)
class Travel:
    """On the dates from `first` to `last`, both included, the host's wall clock is that of another zone."""

    first: date
    last: date
    time_zone: str

    def __post_init__(self) -> None:
        _refuse_unknown_zone(self.time_zone)
        if self.last < self.first:
            raise InvalidHours(f"A journey ends on or after the date it starts, not {self.first} to {self.last}.")


@dataclass(frozen=True, eq=False)
class Hours:
    """Weekly ranges (0 is Monday) on the wall clock of one zone; an override replaces those of its date.

    On the dates of a journey the clock, the dates and the hours are those of its zone. Where the zones make a minute
    belong to two dates, it is working time when either says so.
    """

    time_zone: str
    weekly: Mapping[int, Sequence[HoursRange]]
    overrides: Mapping[date, Sequence[HoursRange]] = field(default_factory=dict)
    travels: Sequence[Travel] = ()

    def __post_init__(self) -> None:
        _refuse_unknown_zone(self.time_zone)
        if not set(self.weekly) <= set(range(7)):
            raise InvalidHours(f"Weekdays are 0 (Monday) to 6 (Sunday), not {sorted(self.weekly)}.")
        weekly = {weekday: _in_order(WEEKDAYS[weekday], ranges) for weekday, ranges in sorted(self.weekly.items())}
        overrides = {day: _in_order(day.isoformat(), ranges) for day, ranges in sorted(self.overrides.items())}
        travels = tuple(sorted(self.travels))
        for earlier, later in pairwise(travels):
            if later.first <= earlier.last:
                raise InvalidHours(f"The journeys from {earlier.first} and from {later.first} overlap.")
        object.__setattr__(self, "weekly", weekly)
        object.__setattr__(self, "overrides", overrides)
        object.__setattr__(self, "travels", travels)

    # Hours are keys of caches: what they say is put in plain tuples once, and hashed once.
    @cached_property
    def _key(self) -> tuple[object, ...]:
        return self.time_zone, _plain(self.weekly.items()), _plain(self.overrides.items()), self.travels

    @cached_property
    def _hash(self) -> int:
        return hash(self._key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Hours) and self._hash == other._hash and self._key == other._key)

    @cached_property
    def unit(self) -> int:
        """Minutes that divide every range's start; 0 when no range starts but at midnight."""
        ranges = chain.from_iterable((*self.weekly.values(), *self.overrides.values()))
        return gcd(*(each.start_minute for each in ranges))

    @cached_property
    def weekly_only(self) -> "Hours":
        """The same without overrides."""
        return Hours(self.time_zone, self.weekly, {}, self.travels) if self.overrides else self

    def ranges_on(self, day: date) -> Sequence[HoursRange]:
        override = self.overrides.get(day)
        return self.weekly.get(day.weekday(), ()) if override is None else override

    def zone_on(self, day: date) -> str:
        for each in self.travels:
            if each.first <= day <= each.last:
                return each.time_zone
        return self.time_zone


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


def _plain(days: Iterable[tuple[object, Sequence[HoursRange]]]) -> tuple[object, ...]:
    return tuple((day, tuple((each.start_minute, each.end_minute) for each in ranges)) for day, ranges in days)


def _clock_time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
