"""Links that open a filled-in entry in a guest's web calendar. Copies: they never follow a later change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from halfpast.bookings.invitation import JoinDetails
from halfpast.bookings.models import Booking

OUTLOOK = "/calendar/deeplink/compose"


@dataclass(frozen=True)
class CalendarLink:
    name: str
    link: str


def calendar_links(booking: Booking, join: JoinDetails) -> list[CalendarLink]:
    start, end = booking.appointment.start, booking.appointment.end
    title = booking.appointment.event_type.title
    where, details = join.where, "\n".join(join.lines)
    google = {
        "action": "TEMPLATE",
        "text": title,
        "dates": f"{compact(start)}/{compact(end)}",
        "details": details,
        "location": where,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "startdt": extended(start),
        "enddt": extended(end),
        "subject": title,
        "body": details,
        "location": where,
    }
    yahoo = {"v": "60", "TITLE": title, "ST": compact(start), "ET": compact(end), "DESC": details, "in_loc": where}
    return [
        CalendarLink("Google", address("https://calendar.google.com/calendar/render", google)),
        CalendarLink("Outlook.com", address(f"https://outlook.live.com{OUTLOOK}", outlook)),
        CalendarLink("Microsoft 365", address(f"https://outlook.office.com{OUTLOOK}", outlook)),
        CalendarLink("Yahoo", address("https://calendar.yahoo.com/", yahoo)),
    ]


def address(base: str, values: dict[str, str]) -> str:
    # Outlook shows a plus sign as it is, so spaces are percent-encoded.
    return f"{base}?{urlencode({name: value for name, value in values.items() if value}, quote_via=quote)}"


def compact(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def extended(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
