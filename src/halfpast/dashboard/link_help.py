"""What a host reads about the link of one booking, and whether they can give one themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from halfpast.accounts.models import User
from halfpast.bookings.link_progress import LinkProgress, progress_of
from halfpast.bookings.meetings.rows import in_words
from halfpast.bookings.models import Booking, LinkState
from halfpast.bookings.places import account_of, needs_connection
from halfpast.dashboard.booking_rows import meeting_of

OWED = {LinkState.OWED, LinkState.IMPOSSIBLE}


@dataclass(frozen=True)
class LinkHelp:
    """`dropped` names options that the provider did not apply; without the account of `to_connect` no link is made."""

    progress: LinkProgress
    dropped: str
    is_owed: bool
    is_late: bool
    to_connect: User | None

    @property
    def can_be_given(self) -> bool:
        return self.is_owed or self.is_late


def link_help(booking: Booking, now: datetime) -> LinkHelp:
    """For a booking of `bookings_for`."""
    appointment, meeting = booking.appointment, meeting_of(booking)
    progress = progress_of(appointment, now)
    lives = booking.is_confirmed and not booking.has_ended(now)
    is_owed = booking.is_confirmed and appointment.link_state in OWED
    return LinkHelp(
        progress=progress,
        dropped=in_words(meeting.not_applied) if meeting is not None and booking.is_confirmed else "",
        is_owed=is_owed and lives,
        is_late=lives and appointment.link_state == LinkState.MAKING and progress.is_late,
        to_connect=_to_connect(booking) if is_owed else None,
    )


def _to_connect(booking: Booking) -> User | None:
    kind, host = booking.appointment.place_kind, booking.appointment.the_host()
    if not needs_connection(kind):
        return None
    account = account_of(kind, host)
    return None if account is not None and account.is_working else host
