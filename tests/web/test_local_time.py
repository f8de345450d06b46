from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template, TemplateSyntaxError

from halfpast.web.local_time import clock_is_repeated, clock_span, span

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 3, 3, 9, tzinfo=UTC)


def written(arguments: str, instant: datetime = START) -> str:
    context = Context({"at": instant, "until": instant + timedelta(minutes=30), "zone": BERLIN})
    return Template(f"{{% load local_time %}}{{% local_time at {arguments} %}}").render(context).replace("\u2060", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("zone", "Tuesday 3 March 2026, 10:00, Europe/Berlin (CET)"),
        ('zone "date"', "Tuesday 3 March 2026"),
        ('zone "time"', "10:00 CET"),
        ('zone "range" until=until', "Tuesday 3 March 2026, 10:00–10:30, Europe/Berlin (CET)"),
        ('"Asia/Dubai" "time"', "13:00 UTC+4"),
    ],
)
def test_an_instant_is_written_with_its_zone(arguments: str, words: str) -> None:
    assert f">{words}</time>" in written(arguments)


def test_machines_read_the_instant_in_utc() -> None:
    assert '<time datetime="2026-03-03T09:00:00Z" title="Europe/Berlin (CET)">' in written("zone")


@pytest.mark.parametrize("arguments", ['zone "fancy"', 'zone "range"'])
def test_a_style_that_does_not_exist_is_an_error(arguments: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        written(arguments)


def test_a_span_over_a_change_of_the_clock_says_so() -> None:
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert clock_span(start, start + timedelta(hours=1), BERLIN) == "02:30 CEST–02:30 CET"


def test_a_span_over_midnight_names_the_second_day() -> None:
    start = datetime(2026, 3, 3, 22, 30, tzinfo=UTC)

    assert "00:30" in span(start, start + timedelta(hours=1), BERLIN)
    assert "Wednesday 4 March 2026" in span(start, start + timedelta(hours=1), BERLIN)


def test_only_the_hour_that_comes_twice_is_repeated() -> None:
    hours = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (23, 0, 1, 2)]

    assert [clock_is_repeated(hour, BERLIN) for hour in hours] == [False, True, True, False]
