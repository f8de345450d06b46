"""In which zone a guest reads times: asked for, remembered, or the workspace's until we know better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from halfpast.web.zones import known_zone

COOKIE = "tz"
REMEMBERED_FOR = timedelta(days=365)


@dataclass(frozen=True)
class GuestZone:
    zone: ZoneInfo
    source: str  # "asked", "remembered" or "fallback"
    notice: str = ""


def guest_zone(request: HttpRequest, fallback: str) -> GuestZone:
    asked = request.POST.get("tz") or request.GET.get("tz") or ""
    if asked and (zone := known_zone(asked)):
        return GuestZone(zone, "asked")
    if asked:
        return GuestZone(ZoneInfo(fallback), "fallback", unknown_zone(asked, fallback))
    if zone := known_zone(request.COOKIES.get(COOKIE, "")):
        return GuestZone(zone, "remembered")
    return GuestZone(ZoneInfo(fallback), "fallback")


def unknown_zone(asked: str, fallback: str) -> str:
    words = gettext("We know no time zone called “%(asked)s”. Times are shown for %(fallback)s; choose yours below.")
    return words % {"asked": asked[:60], "fallback": fallback.replace("_", " ")}


def remember_zone(response: HttpResponse, zone: GuestZone) -> None:
    """A zone the guest asked for is used on the next page too; the page's own script may read it."""
    if zone.source == "asked":
        response.set_cookie(
            COOKIE, zone.zone.key, max_age=REMEMBERED_FOR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
