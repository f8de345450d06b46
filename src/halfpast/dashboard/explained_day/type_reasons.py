"""What the event type's own rules say against a start."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfpast.availability import Period, Reason
from halfpast.availability.slots import TYPE_CAPS
from halfpast.bookings.offer_words import length_in_words
from halfpast.dashboard.explained_day.against import Against, full, in_editor, limit_in_words
from halfpast.dashboard.explained_day.asked import AskedDay
from halfpast.web import local_time

MINUTES_A_DAY = 24 * 60
PERIODS = {reason: period for period, reason in TYPE_CAPS.items()}
FIELDS = {Period.DAY: "daily", Period.WEEK: "weekly", Period.MONTH: "monthly"}


def against_type(reason: Reason, asked: AskedDay) -> Against:
    event_type = asked.event_type
    match reason:
        case Reason.PAST:
            return Against(_("In the past."))
        case Reason.TOO_SOON:
            return in_editor(_too_soon(event_type.minimum_notice_minutes), event_type, "minimum_notice_minutes")
        case Reason.TOO_FAR:
            return in_editor(_too_far(event_type.horizon_days), event_type, "horizon_days")
        case Reason.OUTSIDE_DATES:
            return in_editor(_outside_dates(asked), event_type, "bookable_from")
    return _cap(PERIODS[reason], asked)


def _too_soon(minutes: int) -> str:
    days, rest = divmod(minutes, MINUTES_A_DAY)
    words = length_in_words(minutes) if rest else ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return _("Too soon: guests book at least %(notice)s ahead.") % {"notice": words}


def _too_far(days: int) -> str:
    words = ngettext(
        "Too far ahead: guests book at most %(count)d day ahead.",
        "Too far ahead: guests book at most %(count)d days ahead.",
        days,
    )
    return words % {"count": days}


def _outside_dates(asked: AskedDay) -> str:
    dates = asked.rules.dates
    if dates is None:
        return _("Outside the dates that guests can book.")
    first, last = dates.start.astimezone(asked.zone), dates.end.astimezone(asked.zone) - timedelta(days=1)
    words = _("Guests can book from %(first)s to %(last)s.")
    return words % {"first": local_time.long_date(first.date()), "last": local_time.long_date(last.date())}


def _cap(period: Period, asked: AskedDay) -> Against:
    words = _("%(full)s: at most %(limit)s of this event type.")
    limit = limit_in_words(asked.rules.caps, period)
    has_count = any(cap.period is period and cap.count for cap in asked.rules.caps)
    field = f"{FIELDS[period]}_cap" if has_count else f"{FIELDS[period]}_minutes_cap"
    return in_editor(words % {"full": full(period), "limit": limit}, asked.event_type, field)
