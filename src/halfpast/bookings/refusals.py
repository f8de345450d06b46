"""Why an act on a booking was refused, named for what the caller does next."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from halfpast.availability import Reason, Slot

WORDS = {
    Reason.PAST: _("This time has passed. Choose a later one."),
    Reason.TOO_SOON: _("This time is too soon: the host asks for more notice. Choose a later one."),
    Reason.TOO_FAR: _("This time is too far ahead. Choose an earlier one."),
    Reason.OUTSIDE_DATES: _("This cannot be booked on that date. Choose one of the dates shown."),
    Reason.OUTSIDE_HOURS: _("This time is outside the host's hours. Choose one of the times shown."),
    Reason.UNALIGNED: _("No appointment starts at this minute. Choose one of the times shown."),
    Reason.OTHER_HOURS: _("The host has other hours on this date. Choose one of the times shown."),
    Reason.OUT_OF_OFFICE: _("The host is out of office on this date. Choose another day."),
    Reason.HOLIDAY: _("The host does not work on this public holiday. Choose another day."),
    Reason.TAKEN: _("This time was just taken. Choose another one."),
    Reason.HELD: _("Somebody else is booking this time right now. Choose another one."),
    Reason.BUSY: _("The host is busy at this time. Choose another one."),
    Reason.CAP_REACHED: _("This day is fully booked. Choose another day."),
    Reason.WEEKLY_CAP_REACHED: _("This week is fully booked. Choose another week."),
    Reason.MONTHLY_CAP_REACHED: _("This month is fully booked. Choose another month."),
    Reason.HOST_CAP_REACHED: _("The host takes no more appointments on this day. Choose another day."),
    Reason.HOST_WEEKLY_CAP_REACHED: _("The host takes no more appointments in this week. Choose another week."),
    Reason.HOST_MONTHLY_CAP_REACHED: _("The host takes no more appointments in this month. Choose another month."),
}
# Somebody has this time, wherever it was written down: it was free before, and others near it may be.
TAKEN = {Reason.TAKEN, Reason.HELD, Reason.BUSY}


class BookingRefused(Exception):
    """Nothing was written; `reason` is a sentence for the guest."""

    def __init__(self, reason: object) -> None:
        self.reason = str(reason)
        super().__init__(self.reason)


class SlotTaken(BookingRefused):
    """Someone else has this time; `nearest` are the free slots around, in order of time."""

    def __init__(self, nearest: Sequence[Slot], why: Reason = Reason.TAKEN) -> None:
        super().__init__(WORDS[why])
        self.why = why
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


class UnknownLength(BookingRefused):
    """The guest asked for a length that this event type does not have."""


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
