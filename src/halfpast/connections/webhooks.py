"""Notices that Zoom posts. Only what is signed is read: https://developers.zoom.us/docs/api/webhooks/"""

from datetime import datetime

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from halfpast.connections.removal import deauthorize
from halfpast.providers.zoom_notices import (
    DEAUTHORIZED,
    URL_VALIDATION,
    NoticeRefused,
    challenge_answer,
    challenge_token,
    event_of,
    parse_deauthorization,
    verify,
)

LARGEST_NOTICE = 64 * 1024

log = structlog.get_logger(__name__)


@csrf_exempt
@require_POST
def zoom_notice(request: HttpRequest) -> HttpResponse:
    """Zoom sends a notice again after a 5xx, and never after a 4xx."""
    now, secret = timezone.now(), settings.ZOOM_DEAUTH_SECRET
    if not secret:
        log.error("zoom_notice_refused", reason="ZOOM_DEAUTH_SECRET is not set")
        return HttpResponse(status=503)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_NOTICE:
        return HttpResponse(status=413)
    stamp, signature = request.headers.get("x-zm-request-timestamp"), request.headers.get("x-zm-signature")
    try:
        verify(secret, stamp, request.body, signature, now)
    except NoticeRefused as refusal:
        log.warning("zoom_notice_refused", reason=refusal.reason)
        return HttpResponse(status=401)
    return _answer(secret, request.body, now)


def _answer(secret: str, body: bytes, now: datetime) -> HttpResponse:
    event = event_of(body)
    try:
        if event == URL_VALIDATION:
            return JsonResponse(challenge_answer(secret, _plain_token(body)))
        if event == DEAUTHORIZED:
            removed = deauthorize(parse_deauthorization(body), now)
            log.info("zoom_deauthorization", removed=removed)
    except NoticeRefused as unreadable:
        log.warning("zoom_notice_unreadable", reason=unreadable.reason)
        return HttpResponse(status=400)
    return HttpResponse(status=200 if event else 400)


def _plain_token(body: bytes) -> str:
    token = challenge_token(body)
    if not token:
        raise NoticeRefused("The challenge carries no token.")
    return token
