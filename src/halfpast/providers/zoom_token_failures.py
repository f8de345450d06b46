"""Failing answers of Zoom's token endpoint: https://developers.zoom.us/docs/integrations/oauth-error-messages/"""

from __future__ import annotations

import logging
import re
from datetime import datetime

from halfpast.providers.client import Answer
from halfpast.providers.errors import AppMisconfigured, ProviderError, ReconnectNeeded, Refused, TryLater
from halfpast.providers.json_objects import text, whole_number
from halfpast.providers.retry_after import retry_after

logger = logging.getLogger(__name__)

WRONG_CLIENT = "Zoom does not accept ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET. The operator must correct them."
WRONG_REDIRECT = "The Zoom app does not list this site's redirect address. The operator must add it."

# Zoom's numbers appear more often in its pages than in its JSON.
WRONG_CLIENT_CODES = {4702, 4704, 4706, 4717}
DEAD_GRANT_CODES = {4735, 4737, 4738, 4740, 4741}


def raise_token_failure(answer: Answer, call: str, now: datetime) -> None:
    fields = answer.fields
    if answer.succeeded and fields is not None and "error" not in fields:
        return
    _log(answer, call)
    raise _meaning(answer, now)


def _meaning(answer: Answer, now: datetime) -> ProviderError:
    if answer.fields is None or answer.status in {408, 429} or not (answer.succeeded or 400 <= answer.status < 500):
        advice = retry_after(answer.headers.get("retry-after", ""), now)
        return TryLater("Zoom's sign-in service cannot answer at the moment.", after=advice)
    error, reason, code = _error(answer), text(answer.fields.get("reason")).casefold(), _code(answer)
    if error in {"invalid_client", "unauthorized_client"} or code in WRONG_CLIENT_CODES or "client_secret" in reason:
        return AppMisconfigured(WRONG_CLIENT)
    if "redirect" in reason or code == 4709:
        return Refused(WRONG_REDIRECT, code=error)
    if error == "invalid_grant" or "invalid token" in reason or code in DEAD_GRANT_CODES:
        return ReconnectNeeded("Zoom ended this connection. Connect Zoom again.")
    return Refused("Zoom did not accept the sign-in request.", code=error)


def _error(answer: Answer) -> str:
    error = text((answer.fields or {}).get("error"))
    return error if re.fullmatch(r"[a-z_]{1,40}", error) else ""


def _code(answer: Answer) -> int:
    fields = answer.fields or {}
    return whole_number(fields.get("code")) or whole_number(fields.get("errorCode")) or 0


def _log(answer: Answer, call: str) -> None:
    tracking = re.sub(r"[^\w;:=.,-]", "", answer.headers.get("x-zm-trackingid", ""), flags=re.ASCII)[:120]
    logger.warning("Zoom answered %s: HTTP %s, %s, tracking id %s", call, answer.status, _error(answer), tracking)
