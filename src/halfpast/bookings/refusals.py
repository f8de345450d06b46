"""Why an act on a booking was refused, named for what the caller does next."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from halfpast.availability import Interval, Reason

WORDS = {
    Reason.PAST: _("This time has passed. Choose a later one."),
    Reason.TOO_SOON: _("This time is too soon: the host asks for more notice. Choose a later one."),
    Reason.TOO_FAR: _("This time is too far ahead. Choose an earlier one."),
    Reason.OUTSIDE_HOURS: _("This time is outside the host's hours. Choose one of the times shown."),
    Reason.UNALIGNED: _("No appointment starts at this minute. Choose one of the times shown."),
    Reason.CAP_REACHED: _("This day is fully booked. Choose another day."),
    Reason.TAKEN: _("This time was just taken. Choose another one."),
}


class BookingRefused(Exception):
    """Nothing was written; `reason` is a sentence for the guest."""

    def __init__(self, reason: object) -> None:
        self.reason = str(reason)
        super().__init__(self.reason)


class SlotTaken(BookingRefused):
    """Someone else was faster; `nearest` are the free slots around, in order of time."""

    def __init__(self, nearest: Sequence[Interval]) -> None:
        super().__init__(WORDS[Reason.TAKEN])
        self.nearest = list(nearest)


class NotOffered(BookingRefused):
    """The start is past, unaligned, or outside what the host offers."""

    def __init__(self, why: Reason) -> None:
        super().__init__(WORDS[why])
        self.why = why


class PlaceUnavailable(BookingRefused):
    """No place of the event type can be used now."""


class UnknownPlace(BookingRefused):
    """The guest asked for a place that this event type does not have."""


class PhoneNeeded(BookingRefused):
    """The host calls, so the guest has to leave a number."""


class NoLongerPossible(BookingRefused):
    """The booking is cancelled or over."""


class StaleBooking(BookingRefused):
    """Someone changed the booking meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This booking was changed meanwhile. Reload the page to see how it stands now."))


class Busy(BookingRefused):
    """The host's calendar is in use by too many requests at once: try again in a moment."""

    def __init__(self) -> None:
        super().__init__(_("Many people are booking right now. Try again in a few seconds."))
