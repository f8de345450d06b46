"""Whom a booking takes of several hosts, and that this is what availability offered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from halfpast.accounts.models import User
from halfpast.availability import Interval, Reason
from halfpast.bookings.models import Appointment, Booking, LinkState, Party, Reservation
from halfpast.bookings.openings import open_slots, slots_to_move_to
from halfpast.bookings.refusals import NotOffered, PlaceUnavailable, SlotTaken
from halfpast.bookings.services import BookingRequest, book, cancel, reschedule
from halfpast.bookings.types_to_book import event_types_to_book
from halfpast.connections.models import Connection, ConnectionHealth, ConnectionState
from halfpast.effects.models import Effect
from halfpast.event_types.models import Assignment, EventType, EventTypeHost, HostGroup, OnUnavailable, Place, PlaceKind
from tests.studio import connect, date_of_weekday
from tests.team import Team, make_team

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def a_start(hour: int = 8, *, days: int = 2) -> datetime:
    return datetime.combine(date_of_weekday(days), time(hour), UTC)


def take(team: Team, start: datetime | None = None, **more: object) -> Booking:
    request = BookingRequest(start or a_start(), "Grace", "grace@example.org", "UTC", **more)  # type: ignore[arg-type]
    return book(EventType.objects.get(pk=team.event_type.pk), request, timezone.now()).booking


def hosts_of(booking: Booking) -> list[User]:
    """The organiser first."""
    return [row.host for row in booking.appointment.reservations.order_by("pk")]


def numbers(team: Team, bookings: Iterable[Booking]) -> list[list[int]]:
    return [[team.hosts.index(host) for host in hosts_of(each)] for each in bookings]


def in_groups(team: Team, *sizes: tuple[int, int]) -> None:
    """Groups of the hosts in order: how many are in it, how many are needed."""
    EventType.objects.filter(pk=team.event_type.pk).update(assignment=Assignment.GROUPS)
    rows = list(EventTypeHost.objects.filter(event_type=team.event_type).order_by("pk"))
    for position, (size, needed) in enumerate(sizes):
        group = HostGroup.objects.create(event_type=team.event_type, position=position, name="G", needed=needed)
        EventTypeHost.objects.filter(pk__in=[rows.pop(0).pk for _ in range(size)]).update(group=group)


def at_zoom(team: Team, *, then: PlaceKind | None = None, on_unavailable: str = OnUnavailable.FALLBACK) -> None:
    Place.objects.filter(event_type=team.event_type).delete()
    Place.objects.create(event_type=team.event_type, position=0, kind=PlaceKind.ZOOM)
    if then is not None:
        Place.objects.create(event_type=team.event_type, position=1, kind=then, address="Main Street 1")
    EventType.objects.filter(pk=team.event_type.pk).update(on_unavailable=on_unavailable)


def test_a_round_robin_takes_its_hosts_in_turn() -> None:
    team = make_team(3)
    bookings = [take(team, a_start(hour)) for hour in (8, 9, 10, 11)]
    assert numbers(team, bookings) == [[0], [1], [2], [0]]


def test_whose_last_appointment_was_longest_ago_is_next() -> None:
    team = make_team(3)
    for host in (team.hosts[1], team.hosts[0], team.hosts[2]):
        team.take(host, a_start(12))
        Appointment.objects.update(start=a_start(12))
    assert numbers(team, [take(team), take(team), take(team)]) == [[1], [0], [2]]


def test_a_cancelled_appointment_leaves_the_turn_where_it_was() -> None:
    team = make_team(2)
    cancel(take(team), by=Party.GUEST, now=timezone.now())
    assert numbers(team, [take(team)]) == [[0]]


def test_a_host_whose_turn_it_is_but_who_is_taken_is_passed_over() -> None:
    team = make_team(2)
    team.take(team.hosts[0], a_start())
    assert numbers(team, [take(team)]) == [[1]]
    with pytest.raises(SlotTaken):
        take(team)


def test_a_collective_takes_all_its_hosts() -> None:
    team = make_team(3, assignment=Assignment.ALL)
    assert numbers(team, [take(team)]) == [[0, 1, 2]]
    with pytest.raises(SlotTaken):
        take(team)


def test_groups_give_as_many_as_are_needed_each_in_turn() -> None:
    team = make_team(5)
    in_groups(team, (2, 1), (3, 2))
    assert numbers(team, [take(team), take(team, a_start(9))]) == [[0, 2, 3], [1, 4, 2]]


@pytest.mark.parametrize("assignment", [Assignment.ANY, Assignment.ALL, Assignment.GROUPS])
def test_every_slot_that_is_offered_of_a_team_can_be_booked_until_none_is_left(assignment: str) -> None:
    team = make_team(3)
    EventType.objects.filter(pk=team.event_type.pk).update(assignment=assignment, buffer_after_minutes=30)
    if assignment == Assignment.GROUPS:
        in_groups(team, (1, 1), (2, 1))
    window = Interval(a_start(8), a_start(12))
    booked = 0
    while slots := open_slots(event_types_to_book().get(pk=team.event_type.pk), window, timezone.now()):
        take(team, slots[-1].start)
        booked += 1
    assert booked == {Assignment.ANY: 12, Assignment.ALL: 4, Assignment.GROUPS: 4}[Assignment(assignment)]


def test_a_busy_host_of_a_collective_refuses_for_all() -> None:
    team = make_team(2, assignment=Assignment.ALL)
    team.take(team.hosts[1], a_start())
    with pytest.raises(SlotTaken):
        take(team)
    assert Reservation.objects.count() == 1


def test_a_moved_appointment_keeps_its_hosts_and_all_of_them_have_to_be_free() -> None:
    team = make_team(3, assignment=Assignment.ALL)
    booking = take(team)
    team.take(team.hosts[2], a_start(10))
    with pytest.raises(SlotTaken) as refusal:
        reschedule(booking, a_start(10), by=Party.GUEST, now=timezone.now())
    assert a_start(10) not in [slot.start for slot in refusal.value.nearest]
    moved = reschedule(booking, a_start(11), by=Party.GUEST, now=timezone.now())
    assert numbers(team, [moved]) == [[0, 1, 2]]
    assert {row.held.lower for row in moved.appointment.reservations.all()} == {a_start(11)}


def test_a_round_robins_appointment_moves_only_to_times_of_its_own_host() -> None:
    team = make_team(2)
    booking = take(team)
    team.take(team.hosts[0], a_start(10))
    window = Interval(a_start(10), a_start(11))
    offered = [slot.start for slot in slots_to_move_to(booking.appointment, window, timezone.now())]
    assert offered == [a_start(10) + timedelta(minutes=30)]
    with pytest.raises(SlotTaken):
        reschedule(booking, a_start(10), by=Party.GUEST, now=timezone.now())
    team.take(team.hosts[1], a_start(11))
    assert numbers(team, [reschedule(booking, a_start(11), by=Party.GUEST, now=timezone.now())]) == [[0]]


@pytest.mark.parametrize("hosted_by_others", [True, False])
def test_an_appointment_moves_by_the_hours_of_its_host_whoever_hosts_the_type_by_now(hosted_by_others: bool) -> None:
    team = make_team(2)
    booking = take(team)
    EventTypeHost.objects.filter(user=team.hosts[0]).delete()
    if not hosted_by_others:
        EventTypeHost.objects.all().delete()
    own, others = (host.schedules.get() for host in team.hosts)
    own.weekly_ranges.update(start_minute=20 * 60, end_minute=21 * 60)
    others.weekly_ranges.update(start_minute=60, end_minute=120)
    window = Interval(a_start(0, days=3), a_start(0, days=3) + DAY)
    slots = slots_to_move_to(booking.appointment, window, timezone.now())
    assert len(slots) == 2
    reschedule(booking, slots[0].start, by=Party.GUEST, now=timezone.now())
    assert numbers(team, [booking]) == [[0]]


def test_a_round_robin_skips_hosts_whose_account_does_not_work() -> None:
    team = make_team(3)
    at_zoom(team)
    connect(team.hosts[0])
    connect(team.hosts[2])
    Connection.objects.filter(user=team.hosts[0]).update(state=ConnectionState.RECONNECT_NEEDED)
    booking = take(team)
    assert numbers(team, [booking]) == [[2]]
    assert booking.appointment.link_state == LinkState.MAKING
    with pytest.raises(SlotTaken):
        take(team)


def test_when_only_others_can_hold_it_the_next_place_is_used() -> None:
    team = make_team(2)
    at_zoom(team, then=PlaceKind.IN_PERSON)
    connect(team.hosts[1])
    bookings = [take(team), take(team)]
    assert numbers(team, bookings) == [[1], [0]]
    assert [each.appointment.place_kind for each in bookings] == ["zoom", "in_person"]


def test_the_place_that_a_guest_chose_decides_who_can_hold_it() -> None:
    team = make_team(2)
    at_zoom(team, then=PlaceKind.IN_PERSON)
    connect(team.hosts[1])
    zoom = team.event_type.places.get(kind=PlaceKind.ZOOM)
    assert numbers(team, [take(team, place_id=zoom.pk)]) == [[1]]
    with pytest.raises(PlaceUnavailable, match="Choose another time or place"):
        take(team, place_id=zoom.pk)


def test_hosts_who_would_rather_refuse_are_not_offered_at_another_place() -> None:
    team = make_team(2)
    at_zoom(team, then=PlaceKind.IN_PERSON, on_unavailable=OnUnavailable.REFUSE)
    connect(team.hosts[1])
    assert numbers(team, [take(team)]) == [[1]]
    with pytest.raises(SlotTaken):
        take(team)


def test_where_it_is_booked_without_a_link_hosts_who_can_make_one_come_first() -> None:
    team = make_team(2)
    at_zoom(team, on_unavailable=OnUnavailable.BOOK_WITHOUT_LINK)
    connect(team.hosts[1])
    assert numbers(team, [take(team), take(team)]) == [[1], [0]]


def test_a_host_whose_account_takes_no_more_meetings_today_is_skipped() -> None:
    team = make_team(2)
    at_zoom(team)
    full, _ = connect(team.hosts[0]), connect(team.hosts[1])
    ConnectionHealth.objects.update_or_create(connection=full, defaults={"writes_closed_until": a_start(23)})
    assert numbers(team, [take(team)]) == [[1]]
    with pytest.raises(PlaceUnavailable):
        take(team)


def test_the_organiser_of_a_collective_is_the_first_who_can_make_the_link() -> None:
    team = make_team(3, assignment=Assignment.ALL)
    at_zoom(team)
    connect(team.hosts[1])
    team.hosts[1].time_zone = "Asia/Kolkata"
    team.hosts[1].save()
    booking = take(team)
    assert numbers(team, [booking]) == [[1, 0, 2]]
    assert booking.appointment.the_host() == team.hosts[1]
    assert booking.appointment.time_zone == "Asia/Kolkata"
    assert Effect.objects.get(kind="meeting").lane.endswith(str(team.hosts[1].pk))


def test_a_collective_in_which_nobody_can_make_the_link_takes_no_bookings() -> None:
    team = make_team(2, assignment=Assignment.ALL)
    at_zoom(team)
    with pytest.raises(PlaceUnavailable):
        take(team)


def test_of_groups_somebody_who_can_make_the_link_steps_in() -> None:
    team = make_team(4)
    in_groups(team, (2, 1), (2, 1))
    at_zoom(team)
    connect(team.hosts[3])
    assert numbers(team, [take(team)]) == [[3, 0]]


def test_a_cap_of_the_event_type_counts_the_appointments_of_all_hosts() -> None:
    team = make_team(3)
    EventType.objects.filter(pk=team.event_type.pk).update(daily_cap=2)
    take(team)
    take(team)
    with pytest.raises(NotOffered) as refusal:
        take(team)
    assert refusal.value.why == Reason.CAP_REACHED


def test_choosing_among_many_hosts_costs_as_many_queries_as_among_few(django_assert_max_num_queries: object) -> None:
    for team in (make_team(3), make_team(40)):
        with django_assert_max_num_queries(36):  # type: ignore[operator]
            take(team)
