"""What other calendars know takes time of a host, and what they no longer know gives it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from halfpast.accounts.models import User
from halfpast.availability import Interval, Reason
from halfpast.bookings.openings import open_slots, why_not
from halfpast.bookings.types_to_book import event_types_to_book
from halfpast.calendars.models import BusyPeriod
from halfpast.calendars.services import replace_busy_periods
from tests.team import Team, make_team

NOW = datetime(2027, 2, 20, 12, tzinfo=UTC)
NINE = datetime(2027, 3, 2, 8, tzinfo=UTC)
DAY = Interval(NINE.replace(hour=0), NINE.replace(hour=0) + timedelta(days=1))
MINUTE = timedelta(minutes=1)


@pytest.fixture
def team(db: None) -> Team:
    return make_team(2)


def at(start: int, end: int) -> Interval:
    """Minutes after nine."""
    return Interval(NINE + start * MINUTE, NINE + end * MINUTE)


def told(team: Team, *periods: Interval, source: str = "work", window: Interval = DAY) -> None:
    replace_busy_periods(team.hosts[0], source, window, periods)


def kept() -> list[Interval]:
    return [Interval(*each) for each in BusyPeriod.objects.order_by("start").values_list("start", "end")]


def free(team: Team) -> list[datetime]:
    event_type = event_types_to_book().get(pk=team.event_type.pk)
    return [slot.start for slot in open_slots(event_type, DAY, NOW, only=[team.hosts[0].pk])]


def version(host: User) -> int:
    return User.objects.values_list("availability_version", flat=True).get(pk=host.pk)


def test_a_busy_period_takes_the_slots_it_touches(team: Team) -> None:
    told(team, at(20, 40))
    assert free(team)[0] == NINE + 60 * MINUTE
    event_type = event_types_to_book().get(pk=team.event_type.pk)
    assert why_not(event_type, NINE, NOW, only=[team.hosts[0].pk]) is Reason.BUSY


def test_it_takes_the_time_of_its_host_alone(team: Team) -> None:
    told(team, at(0, 30))
    event_type = event_types_to_book().get(pk=team.event_type.pk)
    assert why_not(event_type, NINE, NOW) is None


def test_what_a_source_no_longer_knows_is_free_again(team: Team) -> None:
    told(team, at(0, 30), at(60, 90))
    told(team, at(60, 90))
    assert free(team)[:3] == [NINE, NINE + 30 * MINUTE, NINE + 90 * MINUTE]


def test_other_sources_other_hosts_and_other_days_stay(team: Team) -> None:
    other_day = Interval(DAY.end, DAY.end + timedelta(days=1))
    told(team, at(0, 30), source="home")
    told(team, at(24 * 60, 24 * 60 + 30), window=other_day)
    replace_busy_periods(team.hosts[1], "work", DAY, [at(60, 90)])
    told(team)
    assert BusyPeriod.objects.count() == 3


def test_a_period_over_the_edge_of_the_window_is_of_it(team: Team) -> None:
    night = Interval(DAY.start - timedelta(hours=1), DAY.start + timedelta(hours=1))
    told(team, night)
    assert kept() == [night]
    told(team)
    assert kept() == []


def test_empty_periods_and_those_elsewhere_are_left_out_and_the_same_one_is_kept_once(team: Team) -> None:
    told(team, at(0, 0), at(-24 * 60, -23 * 60), at(60, 90), at(60, 90))
    assert kept() == [at(60, 90)]


def test_what_was_computed_of_the_host_is_stale_after_news_and_good_after_none(team: Team) -> None:
    before = [version(host) for host in team.hosts]
    told(team, at(0, 30))
    assert [version(host) for host in team.hosts] == [before[0] + 1, before[1]]
    told(team, at(0, 30))
    assert version(team.hosts[0]) == before[0] + 1
    told(team)
    assert version(team.hosts[0]) == before[0] + 2
