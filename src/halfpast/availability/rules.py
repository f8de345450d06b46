"""What an event type asks of a slot: how long, how soon, how far ahead, how many a day."""

from dataclasses import dataclass
from datetime import timedelta

from halfpast.availability.clock import MINUTE

LONGEST_LENGTH = timedelta(days=31)
LONGEST_OUTLOOK = timedelta(days=36525)


class InvalidRules(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Rules:
    """What an event type asks of a slot; lengths and buffers are whole minutes, `daily_cap` None means no cap."""

    duration: timedelta
    step: timedelta
    buffer_before: timedelta
    buffer_after: timedelta
    minimum_notice: timedelta
    horizon: timedelta
    daily_cap: int | None = None

    def __post_init__(self) -> None:
        for name in ("duration", "step"):
            _refuse_unless_between(name, getattr(self, name), MINUTE, LONGEST_LENGTH)
        for name in ("buffer_before", "buffer_after"):
            _refuse_unless_between(name, getattr(self, name), timedelta(0), LONGEST_LENGTH)
        for name in ("duration", "step", "buffer_before", "buffer_after"):
            _refuse_parts_of_a_minute(name, getattr(self, name))
        for name in ("minimum_notice", "horizon"):
            _refuse_unless_between(name, getattr(self, name), timedelta(0), LONGEST_OUTLOOK)
        if self.daily_cap is not None and self.daily_cap < 1:
            raise InvalidRules(f"daily_cap is at least 1, or None for no cap, not {self.daily_cap}.")


def _refuse_unless_between(name: str, value: timedelta, least: timedelta, most: timedelta) -> None:
    if not least <= value <= most:
        raise InvalidRules(f"{name} lies between {least} and {most}, not {value}.")


def _refuse_parts_of_a_minute(name: str, value: timedelta) -> None:
    if value % MINUTE:
        raise InvalidRules(f"{name} is a whole number of minutes, not {value}.")
