"""Calendar entries (RFC 5545, 5546): one UID per booking, a growing SEQUENCE, the link where calendars look for it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Conference, Event, vCalAddress
from icalendar import vText as Text

from halfpast.accounts.models import User
from halfpast.bookings.invitation import JoinDetails, names_of
from halfpast.bookings.models import Booking

PRODUCT = "-//Halfpast//Scheduling//EN"


def guests_entry(booking: Booking, hosts: Sequence[User], join: JoinDetails, manage_url: str, now: datetime) -> bytes:
    """An invitation the guest's mail program keeps up to date: REQUEST, or CANCEL once the booking is cancelled."""
    method = "REQUEST" if booking.is_confirmed else "CANCEL"
    event = _event(booking, join, _guests_title(booking, hosts), manage_url, now)
    event.add("organizer", _organizer(hosts[0]))
    event.add("attendee", _attendee(booking))
    return _calendar(method, event)


def hosts_entry(booking: Booking, join: JoinDetails, manage_url: str, now: datetime) -> bytes:
    """The host's own copy: PUBLISH, because mail programs take an invitation from oneself for an error."""
    return _calendar(
        "PUBLISH", _event(booking, join, f"{booking.appointment.event_type.title}: {booking.name}", manage_url, now)
    )


def downloaded_entry(
    booking: Booking, hosts: Sequence[User], join: JoinDetails, manage_url: str, now: datetime
) -> bytes:
    """What a guest downloads from their page: the same entry, for calendars without mail."""
    return _calendar("PUBLISH", _event(booking, join, _guests_title(booking, hosts), manage_url, now))


def _guests_title(booking: Booking, hosts: Sequence[User]) -> str:
    return f"{booking.appointment.event_type.title}: {names_of(hosts)}"


def uid_of(booking: Booking) -> str:
    return f"{booking.uid}@halfpast"


def _calendar(method: str, event: Event) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(booking: Booking, join: JoinDetails, title: str, manage_url: str, now: datetime) -> Event:
    """Times in UTC: every calendar converts them, and no zone table can be wrong."""
    event = Event()
    event.add("uid", uid_of(booking))
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", booking.appointment.start.astimezone(UTC))
    event.add("dtend", booking.appointment.end.astimezone(UTC))
    event.add("sequence", booking.sequence)
    event.add("summary", title)
    event.add("description", "\n".join([*join.lines, "", manage_url]))
    event.add("status", "CONFIRMED" if booking.is_confirmed else "CANCELLED")
    event.add("transp", "OPAQUE" if booking.is_confirmed else "TRANSPARENT")
    if booking.is_confirmed:
        event.add("location", join.where)
    if join.join_url:
        event.add("url", join.join_url)
        event.add("conference", Conference(join.join_url, feature="VIDEO", label=join.sentence).to_uri())
    return event


def _organizer(host: User) -> vCalAddress:
    """Answers go to the host; the mail itself is sent by Halfpast."""
    address = vCalAddress(f"mailto:{host.email}")
    address.params["CN"] = Text(host.name)
    address.params["SENT-BY"] = Text(f"mailto:{_our_address()}")
    return address


def _attendee(booking: Booking) -> vCalAddress:
    address = vCalAddress(f"mailto:{booking.email}")
    names = {
        "CN": booking.name,
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    for name, value in names.items():
        address.params[name] = Text(value)
    return address


def _our_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1] or f"halfpast@{urlsplit(settings.BASE_URL).hostname}"
