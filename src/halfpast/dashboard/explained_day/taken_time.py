"""What takes the hosts' time around a day, by name: a constant number of queries, however many hosts there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils.translation import gettext as _

from halfpast.accounts.access import sees_all
from halfpast.availability import Interval, Reason
from halfpast.bookings.access import seen_bookings
from halfpast.bookings.models import Booking, BookingState, Reservation
from halfpast.calendars.models import BusyPeriod
from halfpast.dashboard.explained_day.asked import AskedDay

MINUTE = timedelta(minutes=1)
OVER = [BookingState.CANCELLED, BookingState.REJECTED, BookingState.EXPIRED]


@dataclass(frozen=True)
class Taken:
    """`held` keeps others away, `span` is what it is for; the link leads there if the reader may see it."""

    held: Interval
    span: Interval
    name: str
    link: str = ""
    until: datetime | None = None

    def touches(self, other: Interval) -> bool:
        return self.held.start < other.end and other.start < self.held.end


TakenTime = Mapping[tuple[int, Reason], Sequence[Taken]]


def taken_time(asked: AskedDay) -> TakenTime:
    """By host and by reason, in order."""
    found: dict[tuple[int, Reason], list[Taken]] = defaultdict(list)
    reach = Interval(asked.held(asked.window.start).start, asked.held(asked.window.end).end)
    for host_id, reason, taken in [*_reserved(asked, reach), *_busy(asked, reach)]:
        found[host_id, reason].append(taken)
    return found


def _reserved(asked: AskedDay, reach: Interval) -> Iterator[tuple[int, Reason, Taken]]:
    rows = Reservation.objects.filter(
        host__in=asked.people, active=True, held__overlap=DateTimeTZRange(reach.start, reach.end, "[)")
    )
    rows = rows.exclude(expires_at__lte=asked.now).select_related("appointment__event_type").order_by("held")
    reservations = list(rows)
    bookings = _seen(asked, reservations)
    for row in reservations:
        reason = Reason.TAKEN if row.expires_at is None else Reason.HELD
        yield row.host_id, reason, _reservation(row, bookings.get(row.appointment_id))


def _seen(asked: AskedDay, reservations: Sequence[Reservation]) -> dict[int, Booking]:
    """By appointment, what the reader may open: another member's bookings are nobody else's business."""
    rows = seen_bookings(asked.reader).filter(appointment__in=[row.appointment_id for row in reservations])
    return {row.appointment_id: row for row in rows.exclude(state__in=OVER).order_by("-pk")}


def _reservation(row: Reservation, booking: Booking | None) -> Taken:
    held, appointment = _whole_minutes(row.held.lower, row.held.upper), row.appointment
    if booking is None:
        return Taken(held, held, _("another appointment"), until=row.expires_at)
    words = _("%(title)s with %(guest)s") % {"title": appointment.event_type.title, "guest": booking.name}
    link = reverse("app-booking", args=[booking.uid])
    return Taken(held, Interval(appointment.start, appointment.end), words, link, row.expires_at)


def _busy(asked: AskedDay, reach: Interval) -> Iterator[tuple[int, Reason, Taken]]:
    rows = BusyPeriod.objects.filter(host__in=asked.people, end__gt=reach.start, start__lt=reach.end)
    for row in rows.order_by("start"):
        span = _whole_minutes(row.start, row.end)
        may_read = asked.is_reader(row.host_id) or sees_all(asked.reader)
        yield row.host_id, Reason.BUSY, Taken(span, span, row.source if may_read else _("another calendar"))


def _whole_minutes(start: datetime, end: datetime) -> Interval:
    """Rounded outward, as availability counts them."""
    last = end.replace(second=0, microsecond=0)
    return Interval(start.replace(second=0, microsecond=0), last if last == end else last + MINUTE)
