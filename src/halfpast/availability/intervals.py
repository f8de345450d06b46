"""Half-open spans of time."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class InvalidInterval(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Interval:
    """Aware instants, half-open: `[start, end)`; it may be empty."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            raise InvalidInterval(f"An interval needs instants with a time zone, not {self.start} to {self.end}.")
        if self.end < self.start:
            raise InvalidInterval(f"An interval cannot end at {self.end}, before its start at {self.start}.")


class Slot(NamedTuple):
    """One bookable interval, in UTC; plain, for a page has hundreds."""

    start: datetime
    end: datetime
