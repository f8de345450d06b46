"""When a vendor says to come back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from halfpast.providers.json_objects import instant

SOONEST = timedelta(seconds=1)
LATEST = timedelta(hours=24)


def retry_after(header: str, now: datetime) -> timedelta | None:
    """Reads seconds, an HTTP date and an ISO instant, within bounds; None for anything else."""
    header = header.strip()
    if re.fullmatch(r"-?[0-9]{1,300}(\.[0-9]{1,20})?", header):
        return _seconds(float(header))
    moment = instant(header.upper()) or _http_date(header)
    return None if moment is None else bounded(moment - now)


def bounded(wait: timedelta) -> timedelta:
    return min(max(wait, SOONEST), LATEST)


def until_midnight_utc(now: datetime) -> timedelta:
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1) - now


def _seconds(count: float) -> timedelta:
    return timedelta(seconds=min(max(count, SOONEST.total_seconds()), LATEST.total_seconds()))


def _http_date(header: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header)
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
