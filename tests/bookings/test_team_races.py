"""Guests racing for the hosts of a team, and for its last booking of a day; each with its twin without the guard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import partial

import pytest
from django.utils import timezone

from halfpast.bookings.models import Appointment, Reservation
from halfpast.bookings.refusals import NotOffered, SlotTaken
from halfpast.bookings.services import Accepted, BookingRequest, book
from halfpast.event_types.models import Assignment, EventType, EventTypeHost, Place, PlaceKind
from tests.studio import date_of_weekday
from tests.team import Team, make_team
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def a_start(hour: int = 8) -> datetime:
    return datetime.combine(date_of_weekday(2), datetime.min.time(), timezone.now().tzinfo).replace(hour=hour)


def race(*asked: tuple[EventType, datetime]) -> list[Accepted | Exception]:
    acts = [
        partial(book, event_type, BookingRequest(start, "Grace", f"guest{n}@example.org", "UTC"), timezone.now())
        for n, (event_type, start) in enumerate(asked)
    ]
    return all_at_once(acts)


def refusals(outcomes: Iterable[Accepted | Exception]) -> list[type]:
    return [type(each) for each in outcomes if isinstance(each, Exception)]


def times_taken() -> list[int]:
    """How often the time of each host was given away."""
    return sorted(Counter(Reservation.objects.values_list("host", flat=True)).values())


def another_type(team: Team, host_number: int) -> EventType:
    """Of one of the team's hosts alone."""
    host = team.hosts[host_number]
    alone = EventType.objects.create(
        workspace=team.workspace, schedule=host.schedules.get(), slug="alone", title="Alone", minimum_notice_minutes=0
    )
    EventTypeHost.objects.create(event_type=alone, user=host)
    Place.objects.create(event_type=alone, position=0, kind=PlaceKind.LINK, url="https://meet.example.com/alone")
    return alone


def test_of_sixteen_guests_racing_for_three_hosts_three_win_and_each_host_is_taken_once() -> None:
    team = make_team(3)
    outcomes = race(*[(team.event_type, a_start())] * 16)
    assert refusals(outcomes) == [SlotTaken] * 13
    assert times_taken() == [1, 1, 1]


def test_of_sixteen_guests_racing_for_twenty_hosts_nobody_is_turned_away() -> None:
    team = make_team(20)
    assert refusals(race(*[(team.event_type, a_start())] * 16)) == []
    assert times_taken() == [1] * 16


@pytest.mark.usefixtures("checks_meet", "no_lock")
def test_the_constraint_alone_keeps_two_guests_from_one_host_of_a_team() -> None:
    team = make_team(3)
    race(*[(team.event_type, a_start())] * 2)
    assert set(times_taken()) == {1}


@pytest.mark.usefixtures("checks_meet", "no_constraint")
def test_the_lock_alone_gives_two_guests_a_host_each() -> None:
    team = make_team(3)
    assert refusals(race(*[(team.event_type, a_start())] * 2)) == []
    assert times_taken() == [1, 1]


@pytest.mark.usefixtures("checks_meet", "no_lock", "no_constraint")
def test_without_lock_and_constraint_two_guests_get_the_same_host() -> None:
    team = make_team(3)
    race(*[(team.event_type, a_start())] * 2)
    assert times_taken() == [2]


def race_of_a_collective_with_one_of_its_hosts() -> list[Accepted | Exception]:
    team = make_team(3, assignment=Assignment.ALL)
    return race((team.event_type, a_start()), (another_type(team, 1), a_start()))


@pytest.mark.usefixtures("checks_meet")
def test_a_collective_and_a_type_of_one_of_its_hosts_do_not_both_get_the_host() -> None:
    assert refusals(race_of_a_collective_with_one_of_its_hosts()) == [SlotTaken]
    assert set(times_taken()) == {1}


@pytest.mark.usefixtures("checks_meet", "no_lock")
def test_the_constraint_alone_keeps_a_collective_and_one_of_its_hosts_apart() -> None:
    assert refusals(race_of_a_collective_with_one_of_its_hosts()) == [SlotTaken]


@pytest.mark.usefixtures("checks_meet", "no_lock", "no_constraint")
def test_without_lock_and_constraint_a_collective_and_one_of_its_hosts_take_the_same_time() -> None:
    assert refusals(race_of_a_collective_with_one_of_its_hosts()) == []
    assert times_taken() == [1, 1, 2]


def race_of_two_hosts_for_the_last_booking_of_a_day() -> list[Accepted | Exception]:
    """The first host is taken at one of the two times, so that each guest comes to another host."""
    team = make_team(2)
    EventType.objects.filter(pk=team.event_type.pk).update(daily_cap=1)
    team.take(team.hosts[0], a_start(10))
    Appointment.objects.update(event_type=another_type(team, 0))
    return race((team.event_type, a_start(8)), (team.event_type, a_start(10)))


@pytest.mark.usefixtures("checks_meet")
def test_two_hosts_do_not_both_take_the_last_booking_of_a_day() -> None:
    assert refusals(race_of_two_hosts_for_the_last_booking_of_a_day()) == [NotOffered]


@pytest.mark.usefixtures("checks_meet", "no_lock_of_caps")
def test_without_the_lock_of_caps_both_hosts_take_the_last_booking_of_a_day() -> None:
    assert refusals(race_of_two_hosts_for_the_last_booking_of_a_day()) == []
