from __future__ import annotations

from datetime import timedelta

import pytest

from halfpast.providers.retry_after import retry_after
from tests.providers.fake_zoom import NOW


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("30", timedelta(seconds=30)),
        (" 1.5 ", timedelta(seconds=1.5)),
        ("0", timedelta(seconds=1)),
        ("-5", timedelta(seconds=1)),
        ("-99999999999999999999", timedelta(seconds=1)),
        ("86400", timedelta(hours=24)),
        ("999999999", timedelta(hours=24)),
        ("9" * 300, timedelta(hours=24)),
        ("2099-01-01T00:00:00Z", timedelta(hours=24)),
        ("Fri, 01 Jan 2099 00:00:00 GMT", timedelta(hours=24)),
        ("Fri, 01 Jan 1999 00:00:00 GMT", timedelta(seconds=1)),
        ("2026-10-15t00:00:00z", timedelta(hours=2, minutes=30)),
        ("2026-10-15T02:00:00.000+02:00", timedelta(hours=2, minutes=30)),
        ("2026-10-15", timedelta(hours=2, minutes=30)),
        ("2026-10-15T00:00:00Z", timedelta(hours=2, minutes=30)),
        ("2020-05-31T00:00:00Z", timedelta(seconds=1)),
        ("Wed, 14 Oct 2026 21:31:00 GMT", timedelta(minutes=1)),
        ("Wed, 14 Oct 2026 21:31:00 -0000", timedelta(minutes=1)),
    ],
)
def test_seconds_dates_and_instants_are_read_within_bounds(header: str, wait: timedelta) -> None:
    assert retry_after(header, NOW) == wait


@pytest.mark.parametrize(
    "header",
    [
        "",
        "-",
        "--5",
        "nan",
        "inf",
        "soon",
        "1e400",
        "٣",
        "9" * 400,
        "2026-13-45T00:00:00Z",
        "0001-01-01T00:00:00+23:00",
    ],
)
def test_anything_else_is_no_advice(header: str) -> None:
    assert retry_after(header, NOW) is None
