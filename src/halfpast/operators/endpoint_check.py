"""Calls our own deauthorization address the way Zoom does, from outside through `BASE_URL`, and names what is wrong."""

import json
import secrets
from datetime import datetime
from urllib.parse import urlsplit

import httpx
from django.utils import timezone
from django.utils.translation import gettext as _

from halfpast.connections.webhooks import OUR_OWN_CHECK
from halfpast.connections.zoom_app import deauthorize_uri, secret_token
from halfpast.operators.findings import Finding, Tone
from halfpast.providers.address_check import Cause, Unanswered, why_unanswered
from halfpast.providers.client import Answer, VendorClient
from halfpast.providers.errors import AppMisconfigured
from halfpast.providers.zoom_notices import URL_VALIDATION, challenge_answer, signature_of

# Zoom itself waits three.
SECONDS = 8.0


def check_endpoint() -> Finding:
    try:
        secret = secret_token()
    except AppMisconfigured as locked:
        return Finding(Tone.BAD, _("The secret token cannot be opened"), locked.reason)
    if not secret:
        advice = _(
            "Notices from Zoom are refused until it is set, so whoever removes the app there still looks connected "
            "here, and Zoom cannot validate the deauthorization URL. At Zoom it is under Features, Access."
        )
        return Finding(Tone.WAIT, _("No secret token is set"), advice)
    plain_token = OUR_OWN_CHECK + secrets.token_urlsafe(16)
    try:
        answer = _ask(secret, plain_token, timezone.now())
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        return _unanswered(why_unanswered(failure))
    return _judged(answer, challenge_answer(secret, plain_token))


def _ask(secret: str, plain_token: str, now: datetime) -> Answer:
    body = json.dumps({"event": URL_VALIDATION, "payload": {"plainToken": plain_token}}).encode()
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "x-zm-request-timestamp": stamp,
        "x-zm-signature": signature_of(secret, stamp, body),
    }
    conversation = VendorClient("Halfpast").conversation(seconds=SECONDS)
    return conversation.ask_openly("POST", deauthorize_uri(), headers=headers, content=body)


def _unanswered(why: Unanswered) -> Finding:
    address = {"address": deauthorize_uri(), "host": urlsplit(deauthorize_uri()).hostname or ""}
    match why.cause:
        case Cause.CERTIFICATE:
            title = _("The certificate of %(host)s is not accepted: %(detail)s") % {**address, "detail": why.detail}
            advice = _("Zoom calls addresses with a valid certificate of a public authority only. Renew or replace it.")
        case Cause.NAME:
            title = _("The name %(host)s is not known") % address
            advice = _("Correct BASE_URL, or let the name point at this server.")
        case Cause.TIMEOUT:
            title = _("%(address)s does not answer in time") % address
            advice = _("Zoom waits three seconds. Look at the proxy and the firewall in front of Halfpast.")
        case _:
            title = _("%(address)s cannot be reached from this server") % address
            advice = _(
                "Look at the proxy, the firewall and the port. Where the address opens from outside and only the way "
                "from the server to itself is blocked, press Validate at Zoom instead."
            )
    return Finding(Tone.BAD, title, advice)


def _judged(answer: Answer, wanted: dict[str, str]) -> Finding:
    if answer.succeeded and answer.fields == wanted:
        return Finding(Tone.GOOD, _("The deauthorization URL answers with this page's secret token"))
    title = _("The deauthorization URL answers with HTTP %(status)s") % {"status": answer.status}
    if 300 <= answer.status < 400:
        target = urlsplit(answer.headers.get("location", ""))
        there = f"{target.scheme}://{target.netloc}" if target.netloc else target.path
        advice = _("It redirects to %(there)s, and Zoom follows no redirects. Set BASE_URL to the final address.")
        return Finding(Tone.BAD, title, advice % {"there": there[:200]})
    return Finding(Tone.BAD, title, _what_to_do(answer))


def _what_to_do(answer: Answer) -> str:
    if answer.status == 401:
        return _(
            "What answers there has another secret token than this page: another installation, or a process that was "
            "not started again after ZOOM_DEAUTH_SECRET changed."
        )
    if answer.status == 503:
        return _("What answers there has no secret token, has a clock that is minutes off, or is just starting.")
    if answer.succeeded and "encryptedToken" in (answer.fields or {}):
        return _("The answer was made with another secret token. Another installation answers at this address.")
    if answer.succeeded:
        return _("Something else than Halfpast answers there: a sign-in page or another site. Correct BASE_URL.")
    return _("Something in front of Halfpast refuses the call, or BASE_URL points at another server.")
