"""A team to book at: several hosts of one event type that needs no connection, all with office hours in Berlin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from halfpast.accounts.availability_version import availability_changed
from halfpast.accounts.models import Role, User, Workspace
from halfpast.availability import Interval
from halfpast.bookings.models import Appointment, Reservation
from halfpast.event_types.models import Assignment, EventType, EventTypeHost, Place, PlaceKind
from tests.studio import add_member


@dataclass
class Team:
    workspace: Workspace
    event_type: EventType
    hosts: list[User]

    def take(self, host: User, start: datetime, minutes: int = 30, *, until: datetime | None = None) -> Reservation:
        """An appointment of this host, or a hold until an instant; in one transaction, as services write it."""
        end = start + timedelta(minutes=minutes)
        with transaction.atomic():
            appointment = Appointment.objects.create(
                event_type=self.event_type, start=start, end=end, time_zone=host.time_zone, place_kind=PlaceKind.LINK
            )
            held = DateTimeTZRange(start, end, "[)")
            reservation = Reservation.objects.create(appointment=appointment, host=host, held=held, expires_at=until)
            availability_changed([host.pk])
        return reservation


def make_team(size: int, *, assignment: str = Assignment.ANY, zone: str = "Europe/Berlin") -> Team:
    workspace = Workspace.objects.create(slug=f"team-of-{size}", name="Team", time_zone=zone)
    hosts = [
        add_member(workspace, f"host{number}-of-{size}@example.com", name=f"Host {number}", role=Role.MEMBER)
        for number in range(size)
    ]
    event_type = EventType.objects.create(
        workspace=workspace,
        schedule=hosts[0].schedules.get(),
        slug="talk",
        title="Talk",
        assignment=assignment,
        minimum_notice_minutes=0,
    )
    EventTypeHost.objects.bulk_create(EventTypeHost(event_type=event_type, user=host) for host in hosts)
    Place.objects.create(event_type=event_type, position=0, kind=PlaceKind.LINK, url="https://meet.example.com/talk")
    return Team(workspace, event_type, hosts)


def month_of(day: datetime) -> Interval:
    """The month after a day's, in UTC."""
    start = (day.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + timedelta(days=32)).replace(day=1)
    return Interval(start, (start + timedelta(days=32)).replace(day=1))
