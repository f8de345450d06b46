"""Hours as people write them: "09:00-12:00, 13:00-17:00"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from halfpast.availability import HoursRange

DAY_END = 24 * 60
CLOCK = r"([0-9]{1,2})(?:[:.h]?([0-9]{2}))?"
RANGE = re.compile(rf"{CLOCK}\s*(?:-|–|—|to)\s*{CLOCK}", re.IGNORECASE)


def written(ranges: Iterable[HoursRange]) -> str:
    return ", ".join(f"{_clock(each.start_minute)}-{_clock(each.end_minute)}" for each in ranges)


def read_ranges(text: str) -> Sequence[HoursRange]:
    """The ranges in order, none for an empty text. Raises ValidationError."""
    pieces = [piece.strip() for piece in re.split(r"[,;]", text)]
    ranges = sorted(_range(piece) for piece in pieces if piece)
    for earlier, later in pairwise(ranges):
        if later.start_minute < earlier.end_minute:
            raise ValidationError(
                _("%(one)s and %(other)s overlap."), params={"one": written([earlier]), "other": written([later])}
            )
    return ranges


def _range(piece: str) -> HoursRange:
    match = RANGE.fullmatch(piece)
    if match is None:
        raise ValidationError(_("“%(text)s” is not a range of hours. Write 09:00-17:00."), params={"text": piece[:40]})
    start, end = _minute(match[1], match[2]), _minute(match[3], match[4])
    if start >= end:
        raise ValidationError(
            _("“%(text)s” ends before it starts. Hours past midnight go to the next day."), params={"text": piece[:40]}
        )
    return HoursRange(start, end)


def _minute(hours: str, minutes: str | None) -> int:
    minute = int(hours) * 60 + int(minutes or 0)
    if minute > DAY_END or int(minutes or 0) > 59:
        raise ValidationError(
            _("There is no %(clock)s: a day goes from 00:00 to 24:00."), params={"clock": f"{hours}:{minutes or '00'}"}
        )
    return minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
