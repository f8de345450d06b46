"""Zoom's rate limits: per account, label and second or day, and the host's creates and updates of a UTC day."""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from email.utils import format_datetime

from halfpast.sandbox.zoom.calls import ZoomRefusal
from halfpast.sandbox.zoom.error_rows import DAILY_CAP, PER_DAY, PER_SECOND
from halfpast.sandbox.zoom.state import ZoomState


def count_call(state: ZoomState, user: sqlite3.Row, label: str) -> None:
    """Raises ZoomRefusal when the account's calls of this second or day are used up."""
    settings, account = state.settings, user["account_id"]
    per_second = (settings.per_second_medium if label == "Medium" else 0) or settings.per_second
    if per_second > 0 and not _fits_in_this_second(state, f"{account} {label}", per_second):
        raise _too_many(state, PER_SECOND, label, per_second_headers(per_second))
    if settings.account_daily > 0 and not _count(state, f"{account} {label}", settings.account_daily):
        raise _too_many(state, PER_DAY, label, per_day_headers(state.now(), settings.retry_after_form))


def count_write(state: ZoomState, user_id: str) -> None:
    """Raises ZoomRefusal when the host's creates and updates of this UTC day are used up."""
    cap = state.settings_of(user_id).daily_cap
    if not _count(state, user_id, cap):
        raise _too_many(state, DAILY_CAP.replace("{cap}", str(cap)), "Light", DAILY_CAP_HEADERS)


# As observed with this limit: no type, no instant to come back, and the numbers of another limit. https://devforum.zoom.us/t/18928
DAILY_CAP_HEADERS = (("x-ratelimit-limit", "6000"), ("x-ratelimit-remaining", "5893"))


def per_second_headers(limit: int) -> tuple[tuple[str, str], ...]:
    return (("X-RateLimit-Type", "QPS"), ("X-RateLimit-Limit", str(limit)), ("X-RateLimit-Remaining", "0"))


def per_day_headers(now: datetime, form: str) -> tuple[tuple[str, str], ...]:
    known = (("X-RateLimit-Type", "Daily-limit"), ("X-RateLimit-Remaining", "0"))
    return known if form == "none" else (*known, ("Retry-After", retry_after(now, form)))


def retry_after(now: datetime, form: str) -> str:
    """The next midnight UTC as an ISO instant, an HTTP date or in seconds."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time_of_day.min, UTC)
    if form == "seconds":
        return str(int((midnight - now).total_seconds()) + 1)
    return format_datetime(midnight, usegmt=True) if form == "date" else midnight.strftime("%Y-%m-%dT%H:%M:%SZ")


def _too_many(state: ZoomState, message: str, label: str, headers: tuple[tuple[str, str], ...]) -> ZoomRefusal:
    shown = headers if state.settings.rate_headers else ()
    return ZoomRefusal(429, 429, message, headers=shown, category=label)


def _fits_in_this_second(state: ZoomState, who: str, limit: int) -> bool:
    now = time.monotonic()
    with state.database.transaction():
        recent = state.recent_calls.setdefault(who, deque())
        while recent and recent[0] <= now - 1:
            recent.popleft()
        if len(recent) >= limit:
            return False
        recent.append(now)
        return True


def _count(state: ZoomState, who: str, limit: int) -> bool:
    """Counts up to the limit; False when it is reached."""
    day = state.now().date().isoformat()
    with state.database.transaction():
        used = state.database.row("SELECT used FROM quota WHERE user_id = ? AND day = ?", who, day)
        if (used["used"] if used else 0) >= limit:
            return False
        statement = "INSERT INTO quota VALUES (?, ?, 1) ON CONFLICT (user_id, day) DO UPDATE SET used = used + 1"
        state.database.run(statement, who, day)
        return True
