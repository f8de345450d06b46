"""The mail about a booking, for either side: text, HTML and calendar entry all say the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import override as language

from halfpast.accounts.models import User
from halfpast.bookings.calendar_entries import guests_entry, hosts_entry
from halfpast.bookings.invitation import JoinDetails, join_details
from halfpast.bookings.link_progress import is_late
from halfpast.bookings.link_tokens import manage_url
from halfpast.bookings.mail_delivery import OutgoingMail
from halfpast.bookings.models import Booking, Party
from halfpast.web.local_time import span
from halfpast.web.public_origin import absolute
from halfpast.web.zones import zone_label

SUBJECTS: Mapping[str, Promise] = {
    "confirmed": gettext_lazy("Confirmed: %(title)s with %(other)s, %(when)s"),
    "moved": gettext_lazy("Moved: %(title)s with %(other)s, now %(when)s"),
    "cancelled": gettext_lazy("Cancelled: %(title)s with %(other)s, %(when)s"),
    "link": gettext_lazy("How to join: %(title)s with %(other)s, %(when)s"),
}
HEADINGS: Mapping[str, Promise] = {
    "confirmed": gettext_lazy("Your booking is confirmed"),
    "moved": gettext_lazy("Your booking has a new time"),
    "cancelled": gettext_lazy("Your booking is cancelled"),
    "link": gettext_lazy("Here is how to join"),
}
HOST_HEADINGS: Mapping[str, Promise] = {
    "confirmed": gettext_lazy("New booking"),
    "moved": gettext_lazy("A booking has a new time"),
    "cancelled": gettext_lazy("A booking is cancelled"),
    "link": gettext_lazy("Here is how to join"),
}


@dataclass(frozen=True)
class BookingMail:
    """What the templates of a booking's mail are filled with."""

    subject: str
    title: str
    with_name: str
    when: str
    zone_note: str
    old_when: str
    join: JoinDetails
    is_cancelled: bool
    reason: str
    workspace_name: str
    answers: Sequence[tuple[str, str]]
    heading: str = ""
    lead: str = ""
    other_name: str = ""
    other_email: str = ""
    manage_url: str = ""
    manage_label: str = ""
    footer: str = ""


def booking_mail(booking: Booking, party: str, change: str, effect_id: int) -> OutgoingMail:
    """The finished mail as things stand now. `change` is confirmed, moved, cancelled or link."""
    host = booking.appointment.the_host()
    to_guest = party == Party.GUEST
    with language(booking.locale if to_guest else host.locale):
        mail = _mail_to_guest(booking, host, change) if to_guest else _mail_to_host(booking, host, change)
        return OutgoingMail(
            to_name=booking.name if to_guest else host.name,
            to_address=booking.email if to_guest else host.email,
            reply_to=host.email if to_guest else booking.email,
            subject=mail.subject,
            message_id=_message_id(booking, effect_id),
            text=render_to_string("bookings/mails/booking.txt", {"mail": mail}),
            html=render_to_string("bookings/mails/booking.html", {"mail": mail}),
            calendar=_calendar(booking, host, mail, party),
            calendar_method=_calendar_method(booking) if to_guest else "",
        )


def _calendar(booking: Booking, host: User, mail: BookingMail, party: str) -> bytes:
    now = timezone.now()
    if party == Party.GUEST:
        return guests_entry(booking, host, mail.join, mail.manage_url, now)
    return hosts_entry(booking, mail.join, mail.manage_url, now)


def _calendar_method(booking: Booking) -> str:
    return "REQUEST" if booking.is_confirmed else "CANCEL"


def _mail_to_guest(booking: Booking, host: User, change: str) -> BookingMail:
    workspace = booking.appointment.event_type.workspace
    footer = _("You get this mail because this address was used to book with %(name)s.") % {"name": workspace.name}
    return replace(
        _about(booking, change, ZoneInfo(booking.time_zone), other=host.name),
        heading=str(HEADINGS[change]),
        lead=_guest_lead(booking, host, change),
        manage_url=manage_url(booking),
        manage_label=_("View, move or cancel") if booking.is_confirmed else _("View the booking"),
        footer=footer,
    )


def _mail_to_host(booking: Booking, host: User, change: str) -> BookingMail:
    return replace(
        _about(booking, change, ZoneInfo(host.time_zone), other=booking.name),
        heading=str(HOST_HEADINGS[change]),
        lead=_host_lead(booking, change),
        other_name=booking.name,
        other_email=booking.email,
        manage_url=absolute(reverse("app-booking", kwargs={"uid": booking.uid})),
        manage_label=_("Open in Halfpast"),
        footer=_("You get this mail because you host this event type."),
    )


def _about(booking: Booking, change: str, zone: ZoneInfo, *, other: str) -> BookingMail:
    """What both sides are told, each in their own zone."""
    appointment = booking.appointment
    when = span(appointment.start, appointment.end, zone)
    return BookingMail(
        subject=str(SUBJECTS[change]) % {"title": appointment.event_type.title, "other": other, "when": when},
        title=appointment.event_type.title,
        with_name=other,
        when=when,
        zone_note=_("Times are shown in %(zone)s.") % {"zone": zone_label(zone, appointment.start)},
        old_when=_old_when(booking, zone) if change == "moved" else "",
        join=join_details(booking, is_late=is_late(appointment, timezone.now())),
        is_cancelled=not booking.is_confirmed,
        reason=booking.change_reason,
        workspace_name=appointment.event_type.workspace.name,
        answers=tuple(booking.answers.items()),
    )


def _old_when(booking: Booking, zone: ZoneInfo) -> str:
    former = booking.former_time
    return span(former.start, former.end, zone) if former else ""


def _guest_lead(booking: Booking, host: User, change: str) -> str:
    words = {
        "confirmed": _("You are booked with %(host)s."),
        "moved": _("Your booking with %(host)s was moved."),
        "cancelled": _("Your booking with %(host)s will not take place."),
        "link": _("How to join your booking with %(host)s is settled now. Please use what is written here."),
    }
    if change == "cancelled" and booking.changed_by == Party.HOST:
        return _("%(host)s cancelled your booking.") % {"host": host.name}
    return words[change] % {"host": host.name}


def _host_lead(booking: Booking, change: str) -> str:
    words = {
        "confirmed": _("%(guest)s booked a time with you."),
        "moved": _("The booking of %(guest)s was moved."),
        "cancelled": _("The booking of %(guest)s will not take place."),
        "link": _("How to join the booking of %(guest)s is settled now."),
    }
    return words[change] % {"guest": booking.name}


def _message_id(booking: Booking, effect_id: int) -> str:
    """The same over all attempts, so that a doubled mail can be told."""
    return f"<{booking.uid}.{effect_id}@halfpast>"
