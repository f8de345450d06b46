"""A hold that nobody confirmed in time stands in nobody's way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from halfpast.accounts.models import User
from halfpast.bookings import host_locks
from halfpast.bookings.jobs import release_expired_holds
from halfpast.bookings.models import Party, Reservation
from halfpast.bookings.refusals import SlotTaken
from halfpast.bookings.services import book, reschedule
from halfpast.event_types.models import Assignment
from tests.bookings.test_teams import a_start, take
from tests.studio import Studio
from tests.team import Team, make_team

MINUTE = timedelta(minutes=1)


@pytest.fixture
def team(db: None) -> Team:
    return make_team(2, assignment=Assignment.ALL)


def versions() -> dict[int, int]:
    return dict(User.objects.values_list("pk", "availability_version"))


def test_a_time_that_is_held_is_taken(team: Team) -> None:
    team.take(team.hosts[1], a_start(), until=timezone.now() + MINUTE)
    with pytest.raises(SlotTaken, match="Somebody else is booking this time"):
        take(team)


def test_a_hold_that_expired_is_booked_over(team: Team) -> None:
    hold = team.take(team.hosts[1], a_start(), until=timezone.now() - MINUTE)
    take(team)
    hold.refresh_from_db()
    assert not hold.active


def test_a_hold_that_expired_is_moved_over(team: Team) -> None:
    booking = take(team)
    team.take(team.hosts[1], a_start(10), until=timezone.now() - MINUTE)
    reschedule(booking, a_start(10), by=Party.GUEST, now=timezone.now())
    assert Reservation.objects.filter(active=True).count() == 2


def test_a_refused_booking_releases_nothing(team: Team) -> None:
    hold = team.take(team.hosts[1], a_start(), until=timezone.now() - MINUTE)
    team.take(team.hosts[0], a_start())
    with pytest.raises(SlotTaken):
        take(team)
    hold.refresh_from_db()
    assert hold.active


def test_expired_holds_are_released_by_and_by_and_their_hosts_alone_are_computed_anew(team: Team) -> None:
    now = timezone.now()
    expired = team.take(team.hosts[0], a_start(), until=now - MINUTE)
    held = team.take(team.hosts[1], a_start(), until=now + 10 * MINUTE)
    before = versions()
    release_expired_holds(0)
    assert list(Reservation.objects.filter(active=True)) == [held]
    assert {host for host, version in versions().items() if version != before[host]} == {expired.host_id}


def test_releasing_leaves_what_is_confirmed(studio: Studio) -> None:
    book(studio.event_type, studio.request(), timezone.now())
    release_expired_holds(0)
    assert Reservation.objects.get().active


def test_without_the_release_the_constraint_refuses_what_is_offered(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_locks, "release_holds", lambda host_ids, now: None)
    team.take(team.hosts[1], a_start(), until=timezone.now() - MINUTE)
    with pytest.raises(SlotTaken):
        take(team)
