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

OUTAGE = "Zoom's sign-in service cannot answer at the moment. It is tried again by itself."
WRONG_CLIENT = "Zoom does not accept the Zoom app's client ID and secret. The operator must correct them."
APP_SWITCHED_OFF = (
    "Zoom has switched this site's Zoom app off. The operator must look at the app in Zoom's Marketplace."
)
WRONG_REDIRECT = "The Zoom app does not list this site's redirect address. The operator must add it."
UNACCEPTED = (
    "Zoom did not accept the sign-in request. Start again; if it happens twice, tell the operator of this site."
)
BAD_CODE = "Zoom did not accept the sign-in code. Start connecting Zoom again."
NOT_RENEWED = (
    "Zoom did not renew this connection. The operator of this site has to look at the Zoom app and correct it; it is "
    "tried again by itself."
)
ENDED = "Zoom ended this connection. Connect Zoom again."

# Zoom's numbers appear more often in its pages than in its JSON.
WRONG_CLIENT_CODES = {4702, 4704, 4706}
APP_SWITCHED_OFF_CODE = 4717
WRONG_REDIRECT_CODE = 4709
BAD_CODE_CODES = {4733, 4734}
DEAD_GRANTS = {
    4711: "The Zoom app asks for other scopes than were granted. Connect Zoom again.",
    4735: "The Zoom user of this connection no longer exists. Connect another Zoom user.",
    4737: ENDED,
    4738: "An administrator of the Zoom account has switched this app off. Ask the administrator to allow it, then "
    "connect Zoom again.",
    4740: ENDED,
    4741: ENDED,
}


def raise_token_failure(answer: Answer, call: str, now: datetime) -> None:
    fields = answer.fields
    if answer.succeeded and fields is not None and not {"error", "errorCode"} & fields.keys():
        return
    _log(answer, call)
    raise _meaning(answer, now)


def _meaning(answer: Answer, now: datetime) -> ProviderError:
    if answer.fields is None or answer.status in {408, 429} or not (answer.succeeded or 400 <= answer.status < 500):
        return TryLater(OUTAGE, after=retry_after(answer.headers.get("retry-after", ""), now))
    error, reason, code = _error(answer), text(answer.fields.get("reason")).casefold(), _code(answer)
    if code == APP_SWITCHED_OFF_CODE:
        return AppMisconfigured(APP_SWITCHED_OFF)
    if error in {"invalid_client", "unauthorized_client"} or code in WRONG_CLIENT_CODES or "client_secret" in reason:
        return AppMisconfigured(WRONG_CLIENT)
    if "redirect" in reason or code == WRONG_REDIRECT_CODE:
        return Refused(WRONG_REDIRECT, code=error)
    if error == "invalid_grant" or "invalid token" in reason or code in DEAD_GRANTS:
        return ReconnectNeeded(DEAD_GRANTS.get(code, ENDED))
    if "authorization code" in reason or code in BAD_CODE_CODES:
        return Refused(BAD_CODE, code=error)
    return Refused(UNACCEPTED, code=error)


def _error(answer: Answer) -> str:
    error = text((answer.fields or {}).get("error"))
    return error if re.fullmatch(r"[a-z_]{1,40}", error) else ""


def _code(answer: Answer) -> int:
    fields = answer.fields or {}
    return whole_number(fields.get("code")) or whole_number(fields.get("errorCode")) or 0


def _log(answer: Answer, call: str) -> None:
    tracking = re.sub(r"[^\w;:=.,-]", "", answer.headers.get("x-zm-trackingid", ""), flags=re.ASCII)[:120]
    said = f"{_error(answer)} {_code(answer) or ''}".strip()
    logger.warning("Zoom answered %s: HTTP %s, %s, tracking id %s", call, answer.status, said, tracking)
