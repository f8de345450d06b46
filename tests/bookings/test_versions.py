"""Every act that changes when hosts can be booked says so of exactly these hosts, and a refused one says nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from halfpast.accounts.models import User
from halfpast.bookings.models import Booking, Party
from halfpast.bookings.refusals import BookingRefused, NoLongerPossible, NotOffered, SlotTaken, StaleBooking
from halfpast.bookings.services import cancel, reschedule
from halfpast.event_types.models import Assignment, EventType
from tests.bookings.test_teams import a_start, take
from tests.team import Team, make_team


@pytest.fixture
def team(db: None) -> Team:
    return make_team(3)


def raised_by(act: Callable[[], object]) -> set[int]:
    before = dict(User.objects.values_list("pk", "availability_version"))
    act()
    now = dict(User.objects.values_list("pk", "availability_version"))
    return {host for host, version in now.items() if version != before[host]}


def move(booking: Booking, hour: int) -> Booking:
    return reschedule(booking, a_start(hour), by=Party.GUEST, now=timezone.now())


def test_a_booking_raises_the_version_of_the_host_it_takes(team: Team) -> None:
    assert raised_by(lambda: take(team)) == {team.hosts[0].pk}


def test_a_collectives_booking_raises_all(team: Team) -> None:
    EventType.objects.update(assignment=Assignment.ALL)
    assert raised_by(lambda: take(team)) == {host.pk for host in team.hosts}


def test_a_move_and_a_cancellation_raise_it_too(team: Team) -> None:
    booking = take(team)
    assert raised_by(lambda: move(booking, 10)) == {team.hosts[0].pk}
    booking.refresh_from_db()
    assert raised_by(lambda: cancel(booking, by=Party.GUEST, now=timezone.now())) == {team.hosts[0].pk}


def refused(act: Callable[[], object], why: type[BookingRefused]) -> set[int]:
    def acts() -> None:
        with pytest.raises(why):
            act()

    return raised_by(acts)


def test_acts_that_are_refused_raise_nothing(team: Team) -> None:
    bookings = [take(team) for _ in team.hosts]
    assert refused(lambda: take(team), SlotTaken) == set()
    assert refused(lambda: take(team, a_start(23)), NotOffered) == set()
    team.take(team.hosts[0], a_start(10))
    assert refused(lambda: move(bookings[0], 10), SlotTaken) == set()
    cancel(bookings[1], by=Party.GUEST, now=timezone.now())
    assert refused(lambda: move(bookings[1], 11), NoLongerPossible) == set()
    bookings[2].generation = 7
    assert refused(lambda: cancel(bookings[2], by=Party.GUEST, now=timezone.now()), StaleBooking) == set()


def test_acts_that_change_nothing_raise_nothing(team: Team) -> None:
    booking = take(team)
    assert raised_by(lambda: move(booking, 8)) == set()
    cancel(booking, by=Party.GUEST, now=timezone.now())
    assert raised_by(lambda: cancel(booking, by=Party.GUEST, now=timezone.now())) == set()
