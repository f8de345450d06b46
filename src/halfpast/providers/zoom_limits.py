"""Zoom's rate limits, told apart by its words: https://developers.zoom.us/docs/api/rate-limits/"""

from __future__ import annotations

from datetime import datetime, timedelta

from halfpast.providers.client import Answer
from halfpast.providers.errors import QuotaExhausted, TryLater
from halfpast.providers.retry_after import bounded, retry_after, until_midnight_utc

# Zoom's clock and ours differ a little; asking a second too early costs the next day as well.
AFTER_MIDNIGHT = timedelta(seconds=30)
# The account's own daily limit names its end in a header that is not always there.
DAILY_LIMIT_PAUSE = timedelta(hours=1)

WRITES_USED_UP = (
    "Zoom lets a host create or change 100 meetings a day, and today's are used up. It goes on by itself after "
    "midnight UTC."
)
ACCOUNT_USED_UP = (
    "This Zoom account has used up the calls that its plan allows for today. It goes on by itself as soon as Zoom "
    "takes calls again."
)
TOO_FAST = "Zoom got too many calls from this Zoom account at once. It is tried again in a moment."
STILL_BUSY = "Zoom is still busy with another change for this host. It is tried again in a moment."


def limit_in(answer: Answer, message: str, now: datetime) -> TryLater | None:
    """None when the answer is about no limit; `message` is Zoom's, in small letters."""
    if _is_daily_write_limit(message):
        return QuotaExhausted(WRITES_USED_UP, after=until_midnight_utc(now) + AFTER_MIDNIGHT)
    if answer.status != 429:
        return None
    advice = retry_after(answer.headers.get("retry-after", ""), now)
    if "daily" in message + answer.headers.get("x-ratelimit-type", "").casefold():
        pause = bounded(min(DAILY_LIMIT_PAUSE, until_midnight_utc(now) + AFTER_MIDNIGHT))
        return QuotaExhausted(ACCOUNT_USED_UP, after=advice or pause)
    return TryLater(STILL_BUSY if "concurrent" in message else TOO_FAST, after=advice)


def _is_daily_write_limit(message: str) -> bool:
    """No header tells this limit from the others, only Zoom's wording (the second form is of older pages)."""
    return ("daily rate limit" in message and "create/update" in message) or "for a single user in one day" in message
