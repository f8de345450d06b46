"""What a host reads about the link of one booking, and whether they can give one themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from halfpast.bookings.link_progress import LinkProgress, progress_of
from halfpast.bookings.meetings.rows import in_words
from halfpast.bookings.models import Booking, LinkState
from halfpast.bookings.places import needs_connection
from halfpast.dashboard.booking_rows import meeting_of
from halfpast.dashboard.dead_places import account_of

OWED = {LinkState.OWED, LinkState.IMPOSSIBLE}


@dataclass(frozen=True)
class LinkHelp:
    """`dropped` names options that the provider did not apply to the meeting."""

    progress: LinkProgress
    dropped: str
    is_owed: bool
    is_late: bool
    must_connect: bool

    @property
    def can_be_given(self) -> bool:
        return self.is_owed or self.is_late


def link_help(booking: Booking, now: datetime) -> LinkHelp:
    """For a booking of `bookings_of`."""
    appointment, meeting = booking.appointment, meeting_of(booking)
    progress = progress_of(appointment, now)
    lives = booking.is_confirmed and not booking.has_ended(now)
    is_owed = booking.is_confirmed and appointment.link_state in OWED
    return LinkHelp(
        progress=progress,
        dropped=in_words(meeting.not_applied) if meeting is not None and booking.is_confirmed else "",
        is_owed=is_owed and lives,
        is_late=lives and appointment.link_state == LinkState.MAKING and progress.is_late,
        must_connect=is_owed and not _has_account(booking),
    )


def _has_account(booking: Booking) -> bool:
    kind = booking.appointment.place_kind
    account = account_of(kind, booking.appointment.the_host()) if needs_connection(kind) else None
    return account is not None and account.is_working
