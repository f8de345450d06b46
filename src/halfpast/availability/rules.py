"""What an event type asks of a slot: how long, how soon, how far ahead, how many."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from halfpast.availability.clock import MINUTE
from halfpast.availability.intervals import Interval

LONGEST_LENGTH = timedelta(days=31)
LONGEST_OUTLOOK = timedelta(days=36525)


class InvalidRules(ValueError):
    pass


class Period(Enum):
    """What a cap counts by: local dates, weeks from Monday, months."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Cap:
    """So many appointments in a period at the most, or so many minutes of them, or both."""

    period: Period
    count: int | None = None
    length: timedelta | None = None

    def __post_init__(self) -> None:
        if self.count is not None and self.count < 1:
            raise InvalidRules(f"A cap is at least 1, or None for no cap, not {self.count}.")
        if self.length is not None:
            _refuse_unless_between("the length of a cap", self.length, MINUTE, LONGEST_LENGTH)


@dataclass(frozen=True, slots=True)
class Rules:
    """What an event type asks of a slot; lengths and buffers are whole minutes.

    `horizon` None means no end; of `dates` a slot's start must be in, None means all.
    """

    duration: timedelta
    step: timedelta
    buffer_before: timedelta
    buffer_after: timedelta
    minimum_notice: timedelta
    horizon: timedelta | None
    dates: Interval | None = None
    caps: tuple[Cap, ...] = ()

    def __post_init__(self) -> None:
        for name in ("duration", "step"):
            _refuse_unless_between(name, getattr(self, name), MINUTE, LONGEST_LENGTH)
        for name in ("buffer_before", "buffer_after"):
            _refuse_unless_between(name, getattr(self, name), timedelta(0), LONGEST_LENGTH)
        for name in ("duration", "step", "buffer_before", "buffer_after"):
            _refuse_parts_of_a_minute(name, getattr(self, name))
        _refuse_unless_between("minimum_notice", self.minimum_notice, timedelta(0), LONGEST_OUTLOOK)
        if self.horizon is not None:
            _refuse_unless_between("horizon", self.horizon, timedelta(0), LONGEST_OUTLOOK)


def _refuse_unless_between(name: str, value: timedelta, least: timedelta, most: timedelta) -> None:
    if not least <= value <= most:
        raise InvalidRules(f"{name} lies between {least} and {most}, not {value}.")


def _refuse_parts_of_a_minute(name: str, value: timedelta) -> None:
    if value % MINUTE:
        raise InvalidRules(f"{name} is a whole number of minutes, not {value}.")
