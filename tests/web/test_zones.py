from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from halfpast.web.zones import known_zone, zone_groups, zone_label, zone_options

WINTER = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Europe/Berlin", "Asia/Calcutta", "UTC", "America/Argentina/Buenos_Aires"])
def test_a_zone_is_known_also_by_its_old_name(name: str) -> None:
    zone = known_zone(name)

    assert zone is not None
    assert zone.key == name


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "Europe", "../../etc/passwd", "localtime", "europe/berlin", "\0"])
def test_anything_else_is_no_zone(name: str) -> None:
    assert known_zone(name) is None


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("America/New_York", "America/New York (EST)"),
        ("Asia/Kathmandu", "Asia/Kathmandu (UTC+5:45)"),
        ("America/Sao_Paulo", "America/Sao Paulo (UTC\N{MINUS SIGN}3)"),
    ],
)
def test_a_zone_without_letters_is_called_by_its_offset(name: str, label: str) -> None:
    assert zone_label(ZoneInfo(name), WINTER) == label


def test_the_chosen_zone_is_always_among_the_choices() -> None:
    names = [zone.name for group in zone_groups("US/Pacific") for zone in group.zones]

    assert {"US/Pacific", "Europe/Berlin", "UTC"} <= set(names)
    assert len(names) > 400


def test_the_options_are_those_of_the_groups_with_the_chosen_one_selected() -> None:
    html = zone_options("US/Pacific")

    assert re.findall(r'<option value="([^"]+)"', html) == [
        zone.name for group in zone_groups("US/Pacific") for zone in group.zones
    ]
    assert re.findall(r'<option value="([^"]+)" selected>([^<]+)', html) == [("US/Pacific", "Pacific")]
    assert html.count("<optgroup label=") == html.count("</optgroup>") == len(zone_groups("US/Pacific"))


def test_a_zone_is_never_html() -> None:
    hostile = """Mars/"><script>'&"""

    html = zone_options(hostile)

    assert "<script" not in html
    assert '<option value="Mars/&quot;&gt;&lt;script&gt;&#x27;&amp;" selected>' in html
