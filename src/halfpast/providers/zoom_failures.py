"""What a failing answer of Zoom's REST API means: https://developers.zoom.us/docs/api/errors/"""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta

from halfpast.providers.client import Answer
from halfpast.providers.errors import (
    MeetingGone,
    OutcomeUnknown,
    ProviderError,
    QuotaExhausted,
    ReconnectNeeded,
    Refused,
    TokenRejected,
    TryLater,
)
from halfpast.providers.json_objects import entries, text, whole_number
from halfpast.providers.retry_after import bounded, retry_after, until_midnight_utc

logger = logging.getLogger(__name__)

# Zoom's clock and ours differ a little; asking a second too early costs the next day as well.
AFTER_MIDNIGHT = timedelta(seconds=30)
# The account's own daily limit names its end in a header that is not always there.
DAILY_LIMIT_PAUSE = timedelta(hours=1)
MEETING_RUNS_PAUSE = timedelta(minutes=10)

SENTENCES = {
    200: "The plan or role of this Zoom account does not allow this.",
    2306: "This Zoom user may not see meetings that somebody else scheduled.",
    3000: "Zoom does not allow this for this meeting. It may have started already.",
    3003: "The connected Zoom user is not the host of this meeting.",
    3007: "This Zoom meeting has already ended.",
    3018: "Zoom does not delete a personal meeting room.",
    3037: "Zoom does not delete a personal audio conference.",
    3161: "This Zoom user may not host or schedule meetings. Ask the Zoom administrator for a meetings licence.",
}


def raise_failure(answer: Answer, call: str, now: datetime) -> None:
    """For calls that may be repeated; `call` names the call in the log."""
    if not _failed(answer):
        return
    _log(answer, call)
    raise _meaning(answer, now)


def raise_write_failure(answer: Answer, call: str, now: datetime) -> None:
    """For a create: anything short of a readable no leaves the outcome unknown."""
    if not _failed(answer):
        return
    _log(answer, call)
    if not _is_verdict(answer):
        raise OutcomeUnknown("Zoom did not say whether it made the meeting.")
    raise _meaning(answer, now)


def unreadable(answer: Answer, call: str) -> TryLater:
    """A success that does not hold what Zoom promises."""
    _log(answer, call)
    return TryLater("Zoom sent an answer that could not be read.")


def _failed(answer: Answer) -> bool:
    """Some calls answer 200 with an error in the body."""
    if not answer.succeeded:
        return True
    fields = answer.fields or {}
    return bool(_code(answer)) and not {"id", "meetings"} & fields.keys()


def _is_verdict(answer: Answer) -> bool:
    if answer.status == 408 or answer.status >= 500:
        return False
    return answer.fields is not None or answer.status in {401, 429} or 300 <= answer.status < 400


def _meaning(answer: Answer, now: datetime) -> ProviderError:
    code, message = _code(answer), _message(answer)
    if _is_daily_write_limit(message):
        wait = until_midnight_utc(now) + AFTER_MIDNIGHT
        return QuotaExhausted(
            "Zoom allows 100 meeting changes per host and day; it goes on at midnight UTC.", after=wait
        )
    if answer.status == 429:
        return TryLater("Zoom asks to slow down.", after=_pause(answer, message, now))
    if answer.status >= 500 or answer.status == 408 or 300 <= answer.status < 400:
        return TryLater("Zoom cannot answer at the moment.", after=_advice(answer, now))
    return _verdict(answer, code, message)


def _verdict(answer: Answer, code: int, message: str) -> ProviderError:
    if code == 4711 or (code == 4700 and (answer.status != 401 or "scope" in message)):
        return Refused(_scopes_sentence(message), code=str(code))
    if answer.status == 401 or code in {124, 4700}:
        return TokenRejected("Zoom no longer accepts the access token.")
    if code == 3001:
        return MeetingGone("This meeting no longer exists at Zoom.", code="3001")
    if code in {1001, 1010}:
        return ReconnectNeeded("Zoom no longer knows the connected user. Connect Zoom again.")
    if code == 3002:
        return TryLater("The Zoom meeting is running.", after=MEETING_RUNS_PAUSE)
    if answer.fields is None:
        return TryLater("Zoom sent an answer that could not be read.")
    return Refused(_refusal_sentence(answer, code), code=str(code or answer.status))


def _refusal_sentence(answer: Answer, code: int) -> str:
    if code == 300:
        return f"Zoom did not accept the meeting's details{_refused_fields(answer)}."
    return SENTENCES.get(code, f"Zoom refused this (code {code or answer.status}).")


def _refused_fields(answer: Answer) -> str:
    named = [text(error.get("field")) for error in entries((answer.fields or {}).get("errors"))]
    known = [name for name in named if re.fullmatch(r"[a-z0-9_.]{1,60}", name)]
    return f" ({', '.join(known[:5])})" if known else ""


def _scopes_sentence(message: str) -> str:
    """Zoom lists a scope's admin form beside the plain one; only the plain one fits a user-managed app."""
    listed = re.search(r"scopes:\s*\[([a-z0-9_:, ]{1,500})\]", message)
    scopes = [scope.strip() for scope in listed.group(1).split(",") if scope.strip()] if listed else []
    plain = [scope for scope in scopes if not scope.endswith((":admin", ":master"))] or scopes
    missing = f" {', '.join(sorted(plain))}" if plain else "s this needs"
    return f"Zoom did not grant the scope{missing}. Add what is missing to the Zoom app, then connect Zoom again."


def _is_daily_write_limit(message: str) -> bool:
    """No header tells this limit from the others, only Zoom's wording (the second form is of older pages)."""
    return ("daily rate limit" in message and "create/update" in message) or "for a single user in one day" in message


def _pause(answer: Answer, message: str, now: datetime) -> timedelta | None:
    advice = _advice(answer, now)
    if advice is not None or "daily" not in message + answer.headers.get("x-ratelimit-type", "").casefold():
        return advice
    return bounded(min(DAILY_LIMIT_PAUSE, until_midnight_utc(now) + AFTER_MIDNIGHT))


def _advice(answer: Answer, now: datetime) -> timedelta | None:
    return retry_after(answer.headers.get("retry-after", ""), now)


def _code(answer: Answer) -> int:
    return whole_number((answer.fields or {}).get("code")) or 0


def _message(answer: Answer) -> str:
    fields = answer.fields or {}
    return (text(fields.get("message")) or text(fields.get("error_message"))).casefold()


def _log(answer: Answer, call: str) -> None:
    """Zoom's support asks for the tracking id."""
    tracking = re.sub(r"[^\w;:=.,-]", "", answer.headers.get("x-zm-trackingid", ""), flags=re.ASCII)[:120]
    logger.warning("Zoom answered %s: HTTP %s, code %s, tracking id %s", call, answer.status, _code(answer), tracking)
