"""Subject, heading and first sentence of a booking's mail, for either side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from halfpast.accounts.models import User
from halfpast.bookings.invitation import names_of
from halfpast.bookings.models import Booking, LinkState, Party
from halfpast.bookings.places import name_of

SUBJECTS: Mapping[str, Promise] = {
    "confirmed": gettext_lazy("Confirmed: %(title)s with %(other)s, %(when)s"),
    "moved": gettext_lazy("Moved: %(title)s with %(other)s, now %(when)s"),
    "cancelled": gettext_lazy("Cancelled: %(title)s with %(other)s, %(when)s"),
    "link": gettext_lazy("How to join: %(title)s with %(other)s, %(when)s"),
}
# No link could be made: it is for the host to act.
MISSING = {LinkState.OWED, LinkState.IMPOSSIBLE}


@dataclass(frozen=True)
class Words:
    """`subject` is still to be filled with title, other and when."""

    subject: str
    heading: str
    lead: str


def words_for_guest(booking: Booking, hosts: Sequence[User], change: str) -> Words:
    """The organiser is the first of the hosts, and who gives a missing link."""
    if change == "link" and _is_missing(booking):
        return _missing_for_guest(booking, hosts[0])
    headings = {
        "confirmed": _("Your booking is confirmed"),
        "moved": _("Your booking has a new time"),
        "cancelled": _("Your booking is cancelled"),
        "link": _("Here is how to join"),
    }
    leads = {
        "confirmed": _("You are booked with %(host)s."),
        "moved": _("Your booking with %(host)s was moved."),
        "cancelled": _("Your booking with %(host)s will not take place."),
        "link": _("How to join your booking with %(host)s is settled now. Please use what is written here."),
    }
    lead = leads[change]
    if change == "cancelled" and booking.changed_by == Party.HOST:
        lead = _("%(host)s cancelled your booking.")
    return Words(str(SUBJECTS[change]), headings[change], lead % {"host": names_of(hosts)})


def words_for_host(booking: Booking, others: Sequence[User], change: str) -> Words:
    """For one host; the others who host with them are named."""
    if change != "cancelled" and _is_missing(booking):
        return _missing_for_host(booking)
    headings = {
        "confirmed": _("New booking"),
        "moved": _("A booking has a new time"),
        "cancelled": _("A booking is cancelled"),
        "link": _("Here is how to join"),
    }
    leads = {
        "confirmed": _("%(guest)s booked a time with you."),
        "moved": _("The booking of %(guest)s was moved."),
        "cancelled": _("The booking of %(guest)s will not take place."),
        "link": _("How to join the booking of %(guest)s is settled now."),
    }
    lead = leads[change] % {"guest": booking.name}
    if others and booking.is_confirmed:
        lead += " " + _("With you: %(names)s.") % {"names": names_of(others)}
    return Words(str(SUBJECTS[change]), headings[change], lead)


def _is_missing(booking: Booking) -> bool:
    return booking.is_confirmed and booking.appointment.link_state in MISSING


def _missing_for_guest(booking: Booking, host: User) -> Words:
    lead = _("No %(provider)s link could be made for your booking. %(host)s knows, and will tell you how to meet.")
    return Words(
        _("About your link: %(title)s with %(other)s, %(when)s"),
        _("Your link comes from your host"),
        lead % {"provider": _provider(booking), "host": host.name},
    )


def _missing_for_host(booking: Booking) -> Words:
    lead = _("No %(provider)s link could be made for this booking. Open it to see why, and to give %(guest)s a link.")
    return Words(
        _("Link needed: %(title)s with %(other)s, %(when)s"),
        _("A guest needs a link from you"),
        lead % {"provider": _provider(booking), "guest": booking.name},
    )


def _provider(booking: Booking) -> str:
    return name_of(booking.appointment.place_kind)
