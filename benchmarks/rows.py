"""The workload as rows: hosts with their schedules, event types, and what takes the hosts' time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from benchmarks import workload
from halfpast.accounts.models import Membership, Role, User, Workspace
from halfpast.availability.clock import moment_of
from halfpast.bookings.models import Appointment, Reservation
from halfpast.calendars.models import BusyPeriod
from halfpast.event_types.models import EventType, EventTypeHost, Place, PlaceKind
from halfpast.schedules.models import DateOverride, Schedule, WeeklyRange

AT_ONCE = 5000


def make_workspace() -> Workspace:
    return Workspace.objects.create(slug="studio", name="Studio", time_zone=workload.ZONES[0])


def make_hosts(workspace: Workspace, name: str, zones: Sequence[str]) -> list[User]:
    users = User.objects.bulk_create(
        User(email=f"{name}{number}@example.com", name=f"Host {number}", time_zone=zone)
        for number, zone in enumerate(zones)
    )
    Membership.objects.bulk_create(Membership(user=user, workspace=workspace, role=Role.MEMBER) for user in users)
    schedules = Schedule.objects.bulk_create(
        Schedule(owner=user, name="Working hours", time_zone=user.time_zone) for user in users
    )
    WeeklyRange.objects.bulk_create(
        WeeklyRange(schedule=schedule, weekday=weekday, start_minute=each.start_minute, end_minute=each.end_minute)
        for schedule in schedules
        for weekday, ranges in workload.WEEK.items()
        for each in ranges
    )
    DateOverride.objects.bulk_create(override for schedule in schedules for override in _overrides(schedule))
    return users


def _overrides(schedule: Schedule) -> Iterable[DateOverride]:
    for day, ranges in workload.OVERRIDES.items():
        if not ranges:
            yield DateOverride(schedule=schedule, date=day)
        for each in ranges:
            yield DateOverride(schedule=schedule, date=day, start_minute=each.start_minute, end_minute=each.end_minute)


def make_event_type(workspace: Workspace, slug: str, hosts: Sequence[User]) -> EventType:
    minutes = {
        "duration_minutes": workload.RULES.duration,
        "slot_step_minutes": workload.RULES.step,
        "buffer_before_minutes": workload.RULES.buffer_before,
        "buffer_after_minutes": workload.RULES.buffer_after,
        "minimum_notice_minutes": workload.RULES.minimum_notice,
    }
    event_type = EventType.objects.create(
        workspace=workspace,
        schedule=hosts[0].schedules.get(),
        slug=slug,
        title=f"Talk with {slug}",
        horizon_days=60,
        **{name: int(value.total_seconds() // 60) for name, value in minutes.items()},
    )
    EventTypeHost.objects.bulk_create(EventTypeHost(event_type=event_type, user=host) for host in hosts)
    Place.objects.create(event_type=event_type, position=0, kind=PlaceKind.LINK, url="https://meet.example.com/talk")
    return event_type


def reserve(event_type: EventType, busy: Sequence[tuple[User, Sequence[workload.Run]]]) -> None:
    """Reservations without buffers of their own, so that they take what the engine alone is given."""
    wanted = [(host, moment_of(start), moment_of(end)) for host, runs in busy for start, end in runs]
    appointments = Appointment.objects.bulk_create(
        [
            Appointment(event_type=event_type, start=start, end=end, time_zone="UTC", place_kind=PlaceKind.LINK)
            for _, start, end in wanted
        ],
        batch_size=AT_ONCE,
    )
    Reservation.objects.bulk_create(
        [
            Reservation(appointment=appointment, host=host, held=DateTimeTZRange(start, end, "[)"))
            for appointment, (host, start, end) in zip(appointments, wanted, strict=True)
        ],
        batch_size=AT_ONCE,
    )


def take_elsewhere(host: User, busy: Sequence[workload.Run]) -> None:
    BusyPeriod.objects.bulk_create(
        BusyPeriod(host=host, source="calendar", start=moment_of(start), end=moment_of(end)) for start, end in busy
    )


def settle() -> None:
    """What autovacuum does within the hour of so many new rows."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def make_team(workspace: Workspace, sizes: Sequence[int]) -> dict[int, EventType]:
    """Event types of the first hosts of one large team, each host with sixty reservations."""
    zones = [workload.zone_of(number) for number in range(max(sizes))]
    hosts = make_hosts(workspace, "team", zones)
    found = {size: make_event_type(workspace, f"any-of-{size}", hosts[:size]) for size in sizes}
    reserve(found[max(sizes)], [(host, workload.busy_of(number, 60)) for number, host in enumerate(hosts)])
    return found


def make_single(workspace: Workspace, quantity: int, *, elsewhere: bool = False) -> EventType:
    """One host in New York; what takes the time are reservations, or periods of another calendar."""
    slug = f"one-{quantity}-{'busy' if elsewhere else 'reserved'}"
    (host,) = make_hosts(workspace, slug, workload.ZONES[:1])
    event_type = make_event_type(workspace, slug, [host])
    busy = workload.busy_of(0, quantity)
    if elsewhere:
        take_elsewhere(host, busy)
    else:
        reserve(event_type, [(host, busy)])
    return event_type
