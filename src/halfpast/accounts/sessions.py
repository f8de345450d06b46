"""The sessions somebody has open: noted as they are used, listed, and ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from halfpast.accounts.browsers import browser_name
from halfpast.accounts.models import User

# More often than this nobody needs to know, and each time is a write.
NOTED_EVERY = timedelta(minutes=5)
NOTED_AT = "noted_at"


@dataclass(frozen=True)
class OpenSession:
    id: int
    browser: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_this_one: bool


class NoteActivity:
    """After a request of somebody signed in: when, from where and with which browser. Asks no session that rests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.session.accessed and request.session.session_key and isinstance(request.user, User):
            note_activity(request, timezone.now())
        return response


def note_activity(request: HttpRequest, now: datetime) -> None:
    noted = request.session.get(NOTED_AT, 0)
    if now.timestamp() - noted >= NOTED_EVERY.total_seconds():
        request.session[NOTED_AT] = int(now.timestamp())
        UserSession.objects.create_from_request(request)


def open_sessions(request: HttpRequest, user: User) -> list[OpenSession]:
    """The one this is asked from first, then the most recently used."""
    rows = UserSession.objects.purge_and_list(user)
    listed = [_described(row, request.session.session_key) for row in rows]
    return sorted(listed, key=lambda each: (not each.is_this_one, -each.seen_at.timestamp()))


def _described(row: UserSession, this_key: str | None) -> OpenSession:
    return OpenSession(
        id=row.pk,
        browser=browser_name(row.user_agent),
        address=row.ip,
        began_at=row.created_at,
        seen_at=row.last_seen_at,
        is_this_one=row.session_key == this_key,
    )
