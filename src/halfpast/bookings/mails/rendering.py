"""The mail about a booking, for the guest and for each host: text, HTML and calendar entry all say the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override as language

from halfpast.accounts.models import User
from halfpast.bookings.calendar_entries import guests_entry, hosts_entry
from halfpast.bookings.invitation import JoinDetails, for_host, join_details, names_of
from halfpast.bookings.link_progress import is_late
from halfpast.bookings.link_tokens import manage_url
from halfpast.bookings.mails.delivery import OutgoingMail
from halfpast.bookings.mails.recipients import host_named, is_guest
from halfpast.bookings.mails.words import Words, words_for_guest, words_for_host
from halfpast.bookings.models import Booking
from halfpast.web.local_time import span
from halfpast.web.public_origin import absolute
from halfpast.web.zones import zone_label


@dataclass(frozen=True)
class BookingMail:
    """What the templates of a booking's mail are filled with."""

    subject: str
    title: str
    with_name: str
    when: str
    zone_note: str
    join: JoinDetails
    is_cancelled: bool
    reason: str
    workspace_name: str
    answers: Sequence[tuple[str, str]]
    heading: str
    lead: str
    old_when: str = ""
    other_name: str = ""
    other_email: str = ""
    manage_url: str = ""
    manage_label: str = ""
    footer: str = ""


def booking_mail(booking: Booking, recipient: str, change: str, effect_id: int) -> OutgoingMail:
    """The finished mail as things stand now. `change` is confirmed, moved, cancelled or link."""
    hosts = booking.appointment.all_hosts()
    to_guest = is_guest(recipient)
    host = hosts[0] if to_guest else host_named(recipient, hosts)
    with language(booking.locale if to_guest else host.locale):
        mail = _mail_to_guest(booking, hosts, change) if to_guest else _mail_to_host(booking, host, hosts, change)
        return OutgoingMail(
            to_name=booking.name if to_guest else host.name,
            to_address=booking.email if to_guest else host.email,
            reply_to=host.email if to_guest else booking.email,
            subject=mail.subject,
            message_id=_message_id(booking, effect_id),
            text=render_to_string("bookings/mails/booking.txt", {"mail": mail}),
            html=render_to_string("bookings/mails/booking.html", {"mail": mail}),
            calendar=_calendar(booking, hosts, mail) if to_guest else _copy(booking, mail),
            calendar_method=_calendar_method(booking) if to_guest else "",
        )


def _calendar(booking: Booking, hosts: Sequence[User], mail: BookingMail) -> bytes:
    return guests_entry(booking, hosts, mail.join, mail.manage_url, timezone.now())


def _copy(booking: Booking, mail: BookingMail) -> bytes:
    return hosts_entry(booking, mail.join, mail.manage_url, timezone.now())


def _calendar_method(booking: Booking) -> str:
    return "REQUEST" if booking.is_confirmed else "CANCEL"


def _mail_to_guest(booking: Booking, hosts: Sequence[User], change: str) -> BookingMail:
    workspace = booking.appointment.event_type.workspace
    footer = _("You get this mail because this address was used to book with %(name)s.") % {"name": workspace.name}
    words = words_for_guest(booking, hosts, change)
    return replace(
        _about(booking, words, ZoneInfo(booking.time_zone), other=names_of(hosts)),
        old_when=_old_when(booking, change, ZoneInfo(booking.time_zone)),
        manage_url=manage_url(booking),
        manage_label=_("View, move or cancel") if booking.is_confirmed else _("View the booking"),
        footer=footer,
    )


def _mail_to_host(booking: Booking, host: User, hosts: Sequence[User], change: str) -> BookingMail:
    words = words_for_host(booking, [each for each in hosts if each != host], change)
    mail = _about(booking, words, ZoneInfo(host.time_zone), other=booking.name)
    return replace(
        mail,
        join=for_host(mail.join),
        old_when=_old_when(booking, change, ZoneInfo(host.time_zone)),
        other_name=booking.name,
        other_email=booking.email,
        manage_url=absolute(reverse("app-booking", kwargs={"uid": booking.uid})),
        manage_label=_("Open in Halfpast"),
        footer=_("You get this mail because you host this event type."),
    )


def _about(booking: Booking, words: Words, zone: ZoneInfo, *, other: str) -> BookingMail:
    """What both sides are told, each in their own zone."""
    appointment = booking.appointment
    when = span(appointment.start, appointment.end, zone)
    return BookingMail(
        subject=words.subject % {"title": appointment.event_type.title, "other": other, "when": when},
        title=appointment.event_type.title,
        with_name=other,
        when=when,
        zone_note=_("Times are shown in %(zone)s.") % {"zone": zone_label(zone, appointment.start)},
        heading=words.heading,
        lead=words.lead,
        join=join_details(booking, is_late=is_late(appointment, timezone.now())),
        is_cancelled=not booking.is_confirmed,
        reason=booking.change_reason,
        workspace_name=appointment.event_type.workspace.name,
        answers=tuple(booking.answers.items()),
    )


def _old_when(booking: Booking, change: str, zone: ZoneInfo) -> str:
    former = booking.former_time if change == "moved" else None
    return span(former.start, former.end, zone) if former else ""


def _message_id(booking: Booking, effect_id: int) -> str:
    """The same over all attempts, so that a doubled mail can be told."""
    return f"<{booking.uid}.{effect_id}@halfpast>"
