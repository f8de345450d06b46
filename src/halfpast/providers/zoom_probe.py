"""What the token endpoint's answer to a token that cannot exist says about the app, and about the time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

from halfpast.providers.client import Answer
from halfpast.providers.errors import AppMisconfigured, ProviderError, ReconnectNeeded
from halfpast.providers.zoom_token_failures import raise_token_failure


class Verdict(Enum):
    KNOWN = "known"
    REFUSED = "refused"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Probe:
    """`zoom_time` by Zoom's clock, to the second; None when its answer named none."""

    verdict: Verdict
    zoom_time: datetime | None


def read_probe(answer: Answer, now: datetime) -> Probe:
    return Probe(_verdict(answer, now), _time_of(answer))


def _verdict(answer: Answer, now: datetime) -> Verdict:
    """Only who is known is told that the token is not."""
    try:
        raise_token_failure(answer, "POST oauth/token (probe)", now)
    except ReconnectNeeded:
        return Verdict.KNOWN
    except AppMisconfigured:
        return Verdict.REFUSED
    except ProviderError:
        return Verdict.UNCLEAR
    return Verdict.UNCLEAR


def _time_of(answer: Answer) -> datetime | None:
    with suppress(ValueError, OverflowError):
        moment = parsedate_to_datetime(answer.headers.get("date", ""))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return None
