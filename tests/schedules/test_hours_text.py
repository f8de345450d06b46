from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from halfpast.schedules.hours_text import read_ranges, written


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("09:00-17:00", "09:00-17:00"),
        ("9-12, 13-17", "09:00-12:00, 13:00-17:00"),
        ("13:00-17:00; 9.30 – 12h00", "09:30-12:00, 13:00-17:00"),
        ("0900 to 1730", "09:00-17:30"),
        ("0-24", "00:00-24:00"),
        ("09:00-12:00,12:00-13:00", "09:00-12:00, 12:00-13:00"),
        ("", ""),
        (" , ", ""),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, meant: str) -> None:
    assert written(read_ranges(text)) == meant


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("9-12, 11-13", "overlap"),
        ("17:00-09:00", "ends before it starts"),
        ("09:00-09:00", "ends before it starts"),
        ("09:00-24:01", "00:00 to 24:00"),
        ("09:00-25:00", "00:00 to 24:00"),
        ("09:75-11:00", "There is no 09:75"),
        ("all day", "not a range"),
        ("9", "not a range"),
    ],
)
def test_what_can_not_be_meant_is_refused_with_a_reason(text: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_ranges(text)

    assert words in refused.value.messages[0]
