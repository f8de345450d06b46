"""Links that open a filled-in entry in a guest's web calendar. Copies: they never follow a later change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from halfpast.bookings.invitation import JoinDetails
from halfpast.bookings.models import Booking
from halfpast.bookings.time_choice.position import machine_time

OUTLOOK = "/calendar/deeplink/compose"


@dataclass(frozen=True)
class CalendarLink:
    name: str
    link: str


def calendar_links(booking: Booking, join: JoinDetails) -> list[CalendarLink]:
    outlook = _for_outlook(booking, join)
    return [
        CalendarLink("Google", address("https://calendar.google.com/calendar/render", _for_google(booking, join))),
        CalendarLink("Outlook.com", address(f"https://outlook.live.com{OUTLOOK}", outlook)),
        CalendarLink("Microsoft 365", address(f"https://outlook.office.com{OUTLOOK}", outlook)),
        CalendarLink("Yahoo", address("https://calendar.yahoo.com/", _for_yahoo(booking, join))),
    ]


def _for_google(booking: Booking, join: JoinDetails) -> dict[str, str]:
    appointment = booking.appointment
    return {
        "action": "TEMPLATE",
        "text": appointment.event_type.title,
        "dates": f"{compact(appointment.start)}/{compact(appointment.end)}",
        "details": "\n".join(join.lines),
        "location": join.where,
    }


def _for_outlook(booking: Booking, join: JoinDetails) -> dict[str, str]:
    appointment = booking.appointment
    return {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "startdt": machine_time(appointment.start),
        "enddt": machine_time(appointment.end),
        "subject": appointment.event_type.title,
        "body": "\n".join(join.lines),
        "location": join.where,
    }


def _for_yahoo(booking: Booking, join: JoinDetails) -> dict[str, str]:
    appointment = booking.appointment
    return {
        "v": "60",
        "TITLE": appointment.event_type.title,
        "ST": compact(appointment.start),
        "ET": compact(appointment.end),
        "DESC": "\n".join(join.lines),
        "in_loc": join.where,
    }


def address(base: str, values: dict[str, str]) -> str:
    # Outlook shows a plus sign as it is, so spaces are percent-encoded.
    return f"{base}?{urlencode({name: value for name, value in values.items() if value}, quote_via=quote)}"


def compact(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
