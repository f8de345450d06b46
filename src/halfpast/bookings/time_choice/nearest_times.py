"""What to choose instead of a time that was lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from halfpast.availability import Slot
from halfpast.bookings.time_choice.position import machine_time
from halfpast.web import local_time


@dataclass(frozen=True)
class NearestTime:
    value: str
    words: str


@dataclass(frozen=True)
class LostTime:
    """Why the chosen time cannot be had, and what to choose instead."""

    title: str
    nearest: tuple[NearestTime, ...]


def nearest_times(slots: Iterable[Slot], zone: ZoneInfo) -> list[NearestTime]:
    """Free times to choose from in place of one that was lost."""
    return [NearestTime(machine_time(slot.start), local_time.span(slot.start, slot.end, zone)) for slot in slots]


def just_taken() -> str:
    return gettext("Someone was faster: that time was just taken")
