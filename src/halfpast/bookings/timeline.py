"""What was done and told, to whom and by whom, in plain words."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfpast.bookings.models import Appointment, Booking, Party, TimelineEntry

WORDS: Mapping[str, Promise] = {
    "booked": _("Booked"),
    "moved": _("Moved to another time"),
    "cancelled": _("Cancelled"),
    "meeting_made": _("%(provider)s meeting made"),
    "meeting_found": _("%(provider)s meeting found after an interrupted call and kept"),
    "meeting_moved": _("%(provider)s meeting moved; its link stays the same"),
    "move_unchecked": _("%(provider)s took the new time, but does not let us read it back"),
    "meeting_replaced": _(
        "%(provider)s does not let us move meetings (%(reason)s), so a new one is made and the old one deleted"
    ),
    "options_dropped": _("%(provider)s did not apply: %(options)s"),
    "meeting_deleted": _("%(provider)s meeting deleted"),
    "meeting_kept": _("%(provider)s meeting kept, as this event type asks"),
    "meeting_gone": _("The meeting no longer exists at %(provider)s; a new one is made"),
    "meeting_not_found": _("A %(provider)s meeting may exist that we could not look for: %(reason)s"),
    "meeting_left_over": _("The meeting still exists at %(provider)s: %(reason)s"),
    "meeting_failed": _("%(provider)s did not answer as hoped: %(reason)s We try again."),
    "meeting_unknown": _("%(provider)s did not say whether the meeting was made; looking for it"),
    "surplus_deleted": _("A %(provider)s meeting that this booking no longer uses was deleted"),
    "place_fell_back": _("%(provider)s was not available (%(reason)s), so the place is now: %(place)s"),
    "link_owed": _("No link could be made: %(reason)s The guest still needs one from you."),
    "link_given": _("A link given by hand takes the place of %(provider)s"),
    "move_refused": _("%(provider)s still shows the old time: %(reason)s"),
    "mail_sent": _("%(mail)s sent to %(recipient)s"),
    "mail_failed": _("%(mail)s for %(recipient)s could not be sent yet: %(reason)s"),
    "mail_refused": _("%(mail)s for %(recipient)s was refused: %(reason)s"),
}
MAILS: Mapping[str, Promise] = {
    "confirmed": _("Confirmation"),
    "moved": _("Note on the new time"),
    "cancelled": _("Cancellation"),
    "link": _("Note on how to join"),
}
# The organiser is the host; others who host with them are told of by name.
RECIPIENTS: Mapping[str, Promise] = {"guest": _("the guest"), "host": _("the host")}


@dataclass(frozen=True)
class TimelineLine:
    at: datetime
    actor: str
    event: str
    text: str


class Details(TypedDict, total=False):
    """What the words of an entry are filled with: plain words, no addresses and no tokens."""

    provider: str
    place: str
    reason: str
    mail: str
    recipient: str
    options: str


def note(
    appointment: Appointment,
    event: str,
    *,
    actor: Party = Party.SYSTEM,
    booking: Booking | None = None,
    **details: Unpack[Details],
) -> None:
    """Write an entry in the caller's transaction."""
    TimelineEntry.objects.create(appointment=appointment, booking=booking, event=event, actor=actor, details=details)


def lines_of(booking: Booking) -> list[TimelineLine]:
    """The entries of a booking and of its appointment, in order of time."""
    rows = TimelineEntry.objects.filter(appointment_id=booking.appointment_id)
    mine = [row for row in rows if row.booking_id in {None, booking.pk}]
    recipients = _recipients(booking, {row.details["recipient"] for row in mine if "recipient" in row.details})
    return [_line(row, recipients) for row in mine]


def _recipients(booking: Booking, named: Set[str]) -> Mapping[str, object]:
    """In words; one query when somebody else than the guest and the organiser was told."""
    if named <= RECIPIENTS.keys():
        return RECIPIENTS
    names = {f"host {host.pk}": host.name for host in booking.appointment.all_hosts()}
    return {**dict.fromkeys(named, RECIPIENTS["host"]), **RECIPIENTS, **names}


def _line(row: TimelineEntry, recipients: Mapping[str, object]) -> TimelineLine:
    text = str(WORDS[row.event]) % _in_words(row.details, recipients)
    return TimelineLine(row.at, row.actor, row.event, text)


def _in_words(details: Details, recipients: Mapping[str, object]) -> Mapping[str, object]:
    if "mail" not in details:
        return details
    return {**details, "mail": MAILS[details["mail"]], "recipient": recipients[details["recipient"]]}
