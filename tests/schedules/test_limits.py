"""Limits across all event types of a host, on their page."""

from __future__ import annotations

import pytest
from django.test import Client

from halfpast.schedules.limits import CAP_NAMES
from halfpast.schedules.models import HostLimits
from tests.studio import Studio

PAGE = "/app/availability/limits"


def typed(**changes: object) -> dict[str, object]:
    return {**dict.fromkeys(CAP_NAMES, ""), **changes}


def test_limits_are_saved_and_shown(studio: Studio, host: Client) -> None:
    page = host.post(PAGE, typed(daily_cap="4", weekly_minutes_cap="1200"), follow=True).content.decode()

    kept = HostLimits.objects.get(user=studio.owner)
    assert (kept.daily_cap, kept.weekly_minutes_cap, kept.monthly_cap) == (4, 1200, None)
    assert "Your limits are saved." in page
    assert 'value="1200"' in page


def test_an_emptied_limit_is_gone(studio: Studio, host: Client) -> None:
    HostLimits.objects.create(user=studio.owner, daily_cap=4, weekly_cap=9)

    host.post(PAGE, typed(weekly_cap="9"))

    kept = HostLimits.objects.get(user=studio.owner)
    assert (kept.daily_cap, kept.weekly_cap) == (None, 9)


def test_no_limit_at_all_leaves_no_row(studio: Studio, host: Client) -> None:
    HostLimits.objects.create(user=studio.owner, daily_cap=4)

    host.post(PAGE, typed())

    assert not HostLimits.objects.exists()


@pytest.mark.parametrize(
    ("changes", "highest"),
    [
        ({"daily_cap": "0"}, 1000),
        ({"daily_cap": "-3"}, 1000),
        ({"daily_cap": "2.5"}, 1000),
        ({"daily_cap": "many"}, 1000),
        ({"monthly_cap": "1001"}, 1000),
        ({"daily_minutes_cap": "1441"}, 1440),
        ({"weekly_minutes_cap": "10081"}, 10080),
        ({"monthly_minutes_cap": "9" * 40}, 44640),
    ],
)
def test_an_absurd_limit_is_explained(host: Client, changes: dict[str, object], highest: int) -> None:
    answer = host.post(PAGE, typed(weekly_cap="77", **changes))

    assert answer.status_code == 422
    assert f"Choose a whole number from 1 to {highest}, or leave it empty for no limit." in answer.content.decode()
    assert 'value="77"' in answer.content.decode()
    assert not HostLimits.objects.exists()
