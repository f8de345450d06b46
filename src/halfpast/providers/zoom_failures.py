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
    ReconnectNeeded,
    Refused,
    TokenRejected,
    TryLater,
)
from halfpast.providers.json_objects import text, whole_number
from halfpast.providers.retry_after import retry_after
from halfpast.providers.zoom_limits import limit_in
from halfpast.providers.zoom_refusals import ENDED_CODE, MEETING_ENDED, refusal_sentence, scope_missing

logger = logging.getLogger(__name__)

MEETING_RUNS_PAUSE = timedelta(minutes=10)
MEETING_RUNS = "The Zoom meeting is running, and Zoom changes it only afterwards. It is tried again in ten minutes."
OUTAGE = "Zoom cannot answer at the moment. It is tried again by itself."
UNREADABLE = "Zoom sent an answer that could not be read. It is tried again by itself."
NOT_ACCEPTED = "Zoom did not accept the new meeting. Try it at Zoom itself, or choose another place."
USER_GONE = "Zoom no longer knows the connected user. Connect Zoom again."


def raise_failure(answer: Answer, call: str, now: datetime) -> None:
    """For calls that may be repeated; `call` is its method and path, for the log too."""
    if not _failed(answer):
        return
    _log(answer, call)
    if call.startswith("DELETE ") and _code(answer) == ENDED_CODE:
        raise MeetingGone(MEETING_ENDED, code=str(ENDED_CODE))
    raise _meaning(answer, now)


def raise_write_failure(answer: Answer, call: str, now: datetime) -> None:
    """For a create: anything short of a readable no leaves the outcome unknown."""
    if not _failed(answer):
        return
    _log(answer, call)
    if not _is_verdict(answer):
        raise OutcomeUnknown("Zoom did not say whether it made the meeting. It is looked for before anything is sent.")
    meaning = _meaning(answer, now)
    # What is not made yet cannot be gone.
    raise Refused(NOT_ACCEPTED, code=meaning.code) if isinstance(meaning, MeetingGone) else meaning


def unreadable(answer: Answer, call: str) -> TryLater:
    """A success that does not hold what Zoom promises."""
    _log(answer, call)
    return TryLater(UNREADABLE)


def _failed(answer: Answer) -> bool:
    """Some calls answer 200 with an error in the body."""
    if not answer.succeeded:
        return True
    fields = answer.fields or {}
    return bool(_code(answer)) and not {"id", "meetings"} & fields.keys()


def _is_verdict(answer: Answer) -> bool:
    """A call without a valid token, over a limit or redirected was not applied, whatever the body says."""
    if answer.status == 408 or answer.status >= 500:
        return False
    return answer.fields is not None or answer.status in {401, 429} or 300 <= answer.status < 400


def _meaning(answer: Answer, now: datetime) -> ProviderError:
    code, message = _code(answer), _message(answer)
    limit = limit_in(answer, message, now)
    if limit is not None:
        return limit
    if answer.status >= 500 or answer.status == 408 or 300 <= answer.status < 400:
        return TryLater(OUTAGE, after=retry_after(answer.headers.get("retry-after", ""), now))
    return _verdict(answer, code, message)


def _verdict(answer: Answer, code: int, message: str) -> ProviderError:
    # With 4700 a 400 may mean a scope or a token: only condemning the grant would be wrong for both.
    if code == 4711 or (code == 4700 and (answer.status != 401 or "scope" in message)):
        return scope_missing(code, message)
    if answer.status == 401 or code in {124, 4700}:
        return TokenRejected("Zoom no longer accepts the access token. A fresh one is fetched by itself.")
    if code == 3001:
        return MeetingGone("This meeting no longer exists at Zoom.", code="3001")
    if code in {1001, 1010}:
        return ReconnectNeeded(USER_GONE)
    if code == 3002 or (code == 3000 and "started" in message):
        return TryLater(MEETING_RUNS, after=MEETING_RUNS_PAUSE)
    if answer.fields is None:
        return TryLater(UNREADABLE)
    return Refused(refusal_sentence(answer, code, message), code=str(code or answer.status))


def _code(answer: Answer) -> int:
    return whole_number((answer.fields or {}).get("code")) or 0


def _message(answer: Answer) -> str:
    fields = answer.fields or {}
    return (text(fields.get("message")) or text(fields.get("error_message"))).casefold()


def _log(answer: Answer, call: str) -> None:
    """Zoom's support asks for the tracking id."""
    tracking = re.sub(r"[^\w;:=.,-]", "", answer.headers.get("x-zm-trackingid", ""), flags=re.ASCII)[:120]
    logger.warning("Zoom answered %s: HTTP %s, code %s, tracking id %s", call, answer.status, _code(answer), tracking)
