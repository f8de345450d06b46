"""Notices that Zoom posts. Only what is signed is read: https://developers.zoom.us/docs/api/webhooks/"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from halfpast.connections.notice_log import note_received, note_refused
from halfpast.connections.removal import deauthorize
from halfpast.connections.zoom_app import secret_token
from halfpast.providers.errors import AppMisconfigured
from halfpast.providers.zoom_notices import (
    DEAUTHORIZED,
    URL_VALIDATION,
    NoticeOutOfTime,
    NoticeRefused,
    challenge_answer,
    challenge_token,
    event_of,
    parse_deauthorization,
    verify,
)

LARGEST_NOTICE = 64 * 1024
# Zoom sends a notice again up to 85 minutes later, and does not say whether it is stamped anew then.
LATEST_REPEAT = timedelta(hours=2)
# A challenge that begins so is our own: only who knows the secret token can have signed it.
OUR_OWN_CHECK = "halfpast-self-check-"

log = structlog.get_logger(__name__)


@csrf_exempt
@require_POST
def zoom_notice(request: HttpRequest) -> HttpResponse:
    """Zoom sends a notice again after a 5xx, and never after a 4xx: so a fault that is ours is answered by a 5xx."""
    now = timezone.now()
    try:
        secret = secret_token()
    except AppMisconfigured as locked:
        return _refuse(503, locked.reason, now)
    if not secret:
        return _refuse(503, _("No secret token is set here."), now)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_NOTICE:
        return _refuse(413, _("It was larger than any notice of Zoom."), now)
    return _checked(secret, request, now)


def _checked(secret: str, request: HttpRequest, now: datetime) -> HttpResponse:
    stamp, signature = request.headers.get("x-zm-request-timestamp"), request.headers.get("x-zm-signature")
    if not signature:
        return _refuse(401, _("It carried no signature."), now)
    try:
        verify(secret, stamp, request.body, signature, now)
    except NoticeOutOfTime as off:
        if not _may_be_a_repeat(off, request.body):
            # Zoom has signed it, so the fault is our clock: it may be right again when Zoom repeats the notice.
            return _refuse(503, _wrong_clock(off.age), now)
    except NoticeRefused as refusal:
        return _refuse(401, refusal.reason, now)
    return _answer(secret, request.body, datetime.fromtimestamp(int(stamp or 0), UTC), now)


def _may_be_a_repeat(off: NoticeOutOfTime, body: bytes) -> bool:
    """Refusing it would lose it for good; believing an old one twice is harmless, for newer connections stay."""
    return event_of(body) == DEAUTHORIZED and timedelta(0) < off.age <= LATEST_REPEAT


def _answer(secret: str, body: bytes, stamped_at: datetime, now: datetime) -> HttpResponse:
    event = event_of(body)
    try:
        if event == URL_VALIDATION:
            return _meet_challenge(secret, body, now)
        if event == DEAUTHORIZED:
            notice = parse_deauthorization(body)
            # Without a time of its own it says what was so when it was signed.
            removed = deauthorize(replace(notice, time=notice.time or stamped_at), now)
            log.info("zoom_deauthorization", removed=removed)
    except NoticeRefused as unreadable:
        return _refuse(400, unreadable.reason, now)
    if not event:
        return _refuse(400, _("It could not be read."), now)
    note_received(now)
    return HttpResponse(status=200)


def _meet_challenge(secret: str, body: bytes, now: datetime) -> HttpResponse:
    token = challenge_token(body)
    if not token:
        raise NoticeRefused("The challenge carries no token.")
    answer = challenge_answer(secret, token)
    if not token.startswith(OUR_OWN_CHECK):
        note_received(now)
    return JsonResponse(answer)


def _refuse(status: int, reason: str, now: datetime) -> HttpResponse:
    log.warning("zoom_notice_refused", reason=reason, status=status)
    note_refused(reason, now)
    return HttpResponse(status=status)


def _wrong_clock(age: timedelta) -> str:
    minutes = max(round(abs(age.total_seconds()) / 60), 1)
    return ngettext(
        "Its time is %(n)d minute from ours. Check the server's clock.",
        "Its time is %(n)d minutes from ours. Check the server's clock.",
        minutes,
    ) % {"n": minutes}
