"""What is kept of large teams is used only while it is so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from halfpast.accounts.availability_version import availability_changed
from halfpast.accounts.models import User
from halfpast.availability import Interval, offered_starts
from halfpast.bookings import kept_starts
from halfpast.bookings.jobs import forget_old_kept_starts
from halfpast.bookings.kept_starts import LARGE_TEAM, kept_team_starts
from halfpast.bookings.models import KeptStarts
from halfpast.bookings.offers import Ask
from halfpast.bookings.openings import open_slots
from halfpast.bookings.types_to_book import event_types_to_book
from halfpast.event_types.models import Assignment
from halfpast.schedules.models import WeeklyRange
from tests.team import Team, make_team

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 20, 12, tzinfo=UTC)
MARCH = Interval(datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC))
NINE = datetime(2027, 3, 2, 8, tzinfo=UTC)
MINUTES = timedelta(minutes=1)


@pytest.fixture
def team(db: None) -> Team:
    return make_team(LARGE_TEAM)


def ask_of(team: Team, now: datetime = NOW) -> Ask:
    return Ask(event_types_to_book().get(pk=team.event_type.pk), 30 * MINUTES, now)


def computed(team: Team, window: Interval = MARCH, now: datetime = NOW) -> list[datetime]:
    ask = ask_of(team, now)
    return offered_starts(ask.offer(window), window, now)


def kept(team: Team, window: Interval = MARCH, now: datetime = NOW) -> list[datetime]:
    return kept_team_starts(ask_of(team, now), window)


def statements_of(team: Team) -> str:
    with CaptureQueriesContext(connection) as captured:
        kept(team)
    return " ".join(query["sql"] for query in captured.captured_queries)


def take_from_all(team: Team, start: datetime, *, until: datetime | None = None) -> None:
    for host in team.hosts:
        team.take(host, start, until=until)


@pytest.mark.parametrize("assignment", [Assignment.ANY, Assignment.ALL])
def test_what_is_kept_is_what_is_computed_the_first_time_and_the_next(assignment: str) -> None:
    team = make_team(LARGE_TEAM, assignment=assignment)
    team.take(team.hosts[0], NINE)
    expected = computed(team)
    assert expected
    assert kept(team) == expected
    assert kept(team) == expected
    assert KeptStarts.objects.count() == len(team.hosts)


def test_the_next_time_no_hours_and_no_reservations_are_read(team: Team) -> None:
    assert "schedules_weeklyrange" in statements_of(team)
    assert "schedules_weeklyrange" not in statements_of(team)


def test_slots_of_a_large_team_come_from_what_is_kept_and_those_of_a_small_one_do_not(team: Team) -> None:
    event_type = event_types_to_book().get(pk=team.event_type.pk)
    assert [slot.start for slot in open_slots(event_type, MARCH, NOW)] == computed(team)
    assert KeptStarts.objects.exists()
    small = make_team(LARGE_TEAM - 1)
    open_slots(event_types_to_book().get(pk=small.event_type.pk), MARCH, NOW)
    assert not KeptStarts.objects.filter(host__in=small.hosts).exists()


def test_after_a_write_of_one_host_only_that_hosts_time_is_computed_again(team: Team) -> None:
    kept(team)
    take_from_all(team, NINE)
    before = set(KeptStarts.objects.values_list("host", "version"))
    assert NINE not in kept(team)
    assert kept(team) == computed(team)
    team.take(team.hosts[3], NINE + 60 * MINUTES)
    settled = dict(KeptStarts.objects.values_list("host", "version"))
    kept(team)
    changed = {host for host, version in KeptStarts.objects.values_list("host", "version") if settled[host] != version}
    assert changed == {team.hosts[3].pk}
    assert before != set(settled.items())


def test_changed_hours_are_seen_at_once(team: Team) -> None:
    kept(team)
    WeeklyRange.objects.filter(schedule__owner__in=team.hosts, weekday=1).delete()
    availability_changed([host.pk for host in team.hosts])
    assert all(start.weekday() != 1 for start in kept(team))


def a_late_reader_stores(team: Team, *, with_the_version_of: str) -> None:
    """It read before all hosts were taken at nine, and stores after it."""
    ask = ask_of(team)
    month = MARCH.start.date()
    read = ask.members(kept_starts._around(month))
    take_from_all(team, NINE)
    if with_the_version_of == "its storing":
        now = dict(User.objects.values_list("pk", "availability_version"))
        read = [replace(member, version=now[member.host_id]) for member in read]
    kept_starts._keep(ask, month, read)


def test_what_a_reader_stores_after_a_write_that_it_did_not_see_is_not_used(team: Team) -> None:
    a_late_reader_stores(team, with_the_version_of="its reading")
    assert NINE not in kept(team)


def test_without_the_version_of_its_snapshot_a_late_reader_hands_out_a_taken_slot(team: Team) -> None:
    a_late_reader_stores(team, with_the_version_of="its storing")
    assert NINE in kept(team)


def test_a_hold_is_free_again_when_it_ends_though_nobody_writes(team: Team) -> None:
    ends = NOW + 10 * MINUTES
    take_from_all(team, NINE, until=ends)
    assert NINE not in kept(team)
    assert NINE in kept(team, now=ends)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2027, 2, 28, 11, tzinfo=UTC), datetime(2027, 3, 31, 11, tzinfo=UTC)),
        (datetime(2027, 3, 17, 7, 15, tzinfo=UTC), datetime(2027, 5, 3, 15, tzinfo=UTC)),
        (datetime(2027, 3, 2, 8, 10, tzinfo=UTC), datetime(2027, 3, 2, 9, 31, tzinfo=UTC)),
    ],
)
def test_windows_across_months_and_within_one_are_answered_alike(team: Team, start: datetime, end: datetime) -> None:
    team.event_type.horizon_days = 365
    team.event_type.save()
    window = Interval(start, end)
    expected = computed(team, window)
    assert expected
    assert kept(team, window) == expected
    assert kept(team, window) == expected


def test_hosts_with_grids_of_their_own_are_combined_minute_by_minute(team: Team) -> None:
    odd = team.hosts[1].schedules.get()
    odd.weekly_ranges.update(start_minute=9 * 60 + 7)
    availability_changed([team.hosts[1].pk])
    expected = computed(team)
    assert any(start.minute == 7 for start in expected)
    assert kept(team) == expected == kept(team)


def test_other_rules_are_kept_apart(team: Team) -> None:
    kept(team)
    team.event_type.buffer_after_minutes = 45
    team.event_type.save()
    team.take(team.hosts[0], NINE)
    assert kept(team) == computed(team)


def test_what_is_kept_for_longer_than_a_day_is_not_used_and_is_tidied_away(team: Team) -> None:
    kept(team)
    WeeklyRange.objects.filter(schedule__owner__in=team.hosts).delete()
    assert kept(team, now=NOW + timedelta(hours=25)) == []
    KeptStarts.objects.update(until=datetime(2020, 1, 1, tzinfo=UTC))
    forget_old_kept_starts(0)
    assert not KeptStarts.objects.exists()
