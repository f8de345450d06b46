from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from halfpast.event_types.models import EventType
from tests.event_types.test_event_type_pages import typed
from tests.studio import Studio

BETWEEN = {"horizon": "dates"}


def ahead(days: int) -> date:
    return timezone.now().date() + timedelta(days=days)


def saved(studio: Studio, host: Client, **changes: object) -> EventType:
    answer = host.post("/app/event-types/new", typed(studio, **changes))
    assert answer.status_code == 303, answer.content.decode()
    return EventType.objects.get(slug="consultation")


def test_other_lengths_are_kept_once_each_and_without_the_main_one(studio: Studio, host: Client) -> None:
    made = saved(studio, host, other_durations="60, 15;45 60")

    assert made.other_durations == [15, 60]
    assert made.durations == [15, 45, 60]
    assert 'value="15, 60"' in host.get(f"/app/event-types/{made.pk}").content.decode()


def test_a_type_is_bookable_between_two_dates(studio: Studio, host: Client) -> None:
    made = saved(studio, host, **BETWEEN, horizon_days="", bookable_from=ahead(3), bookable_until=ahead(3))

    assert (made.bookable_from, made.bookable_until, made.horizon_days) == (ahead(3), ahead(3), 60)


def test_days_ahead_take_the_place_of_dates(studio: Studio, host: Client) -> None:
    made = saved(studio, host, **BETWEEN, bookable_from=ahead(3), bookable_until=ahead(9))

    change = typed(studio, horizon="rolling", horizon_days=20, bookable_from="nonsense", bookable_until=ahead(9))
    assert host.post(f"/app/event-types/{made.pk}", change).status_code == 303

    made.refresh_from_db()
    assert (made.bookable_from, made.bookable_until, made.horizon_days) == (None, None, 20)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "Choose the first and the last date."),
        (None, 9, "Choose the first date too."),
        (3, None, "Choose the last date too."),
        (9, 3, "This is before the first date."),
        (-9, -2, "This date has passed."),
        (9, 36500, "within the next ten years"),
        (36500, 36501, "within the next ten years"),
    ],
)
def test_dates_that_can_not_be_are_refused_at_the_field(
    studio: Studio, host: Client, first: int | None, last: int | None, words: str
) -> None:
    dates = {
        "bookable_from": "" if first is None else ahead(first),
        "bookable_until": "" if last is None else ahead(last),
    }

    answer = host.post("/app/event-types/new", typed(studio, **BETWEEN, **dates))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert all(f'value="{each}"' in answer.content.decode() for each in dates.values() if each)
    assert EventType.objects.count() == 1


def test_dates_that_have_passed_meanwhile_are_no_mistake(studio: Studio, host: Client) -> None:
    past = {"bookable_from": ahead(-9), "bookable_until": ahead(-3)}
    EventType.objects.filter(pk=studio.event_type.pk).update(**past)

    answer = host.post(f"/app/event-types/{studio.event_type.pk}", typed(studio, slug="30min", **BETWEEN, **past))

    assert answer.status_code == 303


def test_a_page_that_does_not_ask_how_far_ahead_means_days(studio: Studio, host: Client) -> None:
    assert saved(studio, host).horizon_days == 30


LIMITS = {
    "daily_cap": 2,
    "weekly_cap": 8,
    "monthly_cap": 20,
    "daily_minutes_cap": 90,
    "weekly_minutes_cap": 360,
    "monthly_minutes_cap": 1000,
}


def test_each_limit_is_kept_and_taken_away(studio: Studio, host: Client) -> None:
    made = saved(studio, host, **LIMITS)
    assert {name: getattr(made, name) for name in LIMITS} == LIMITS

    host.post(f"/app/event-types/{made.pk}", typed(studio, **dict.fromkeys(LIMITS, "")))

    made.refresh_from_db()
    assert made.caps == ()


def test_limits_are_folded_away_until_there_is_one(studio: Studio, host: Client) -> None:
    address = f"/app/event-types/{studio.event_type.pk}"
    assert '<details class="unfold">' in host.get(address).content.decode()

    EventType.objects.filter(pk=studio.event_type.pk).update(weekly_cap=3)
    assert '<details class="unfold" open>' in host.get(address).content.decode()
