"""Mails about accounts, and what is tidied once a day."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from halfpast.accounts import mails
from halfpast.accounts.database_cache import forget_what_ended
from halfpast.accounts.models import User
from halfpast.accounts.notices import Circumstances, Notice, notice_of

# The link in it works for days, but whoever asked waits minutes.
PATIENCE = RetryStrategy(max_attempts=6, exponential_wait=4)


@app.task(name="send_password_reset", queue="mail", retry=PATIENCE)
def send_password_reset(user_id: int) -> None:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is not None:
        mails.password_reset(user).send()


@app.task(name="send_address_confirmation", queue="mail", retry=PATIENCE)
def send_address_confirmation(address_id: int) -> None:
    address = EmailAddress.objects.filter(pk=address_id, verified=False).select_related("user").first()
    if address is None:
        return
    is_taken = User.objects.filter(email__iexact=address.email).exclude(pk=address.user_id).exists()
    message = mails.address_in_use(address) if is_taken else mails.confirm_address(address)
    message.send()


@app.task(name="send_account_notice", queue="mail", retry=PATIENCE)
def send_account_notice(user_id: int, notice: str, to: str, seen: dict[str, str]) -> None:
    """TO is the address it had before a change, or empty for the one it has."""
    user = User.objects.filter(pk=user_id).first()
    if user is not None:
        at = datetime.fromisoformat(seen["at"])
        notice_of(Notice(notice), user, to or user.email, Circumstances(at, seen["browser"], seen["address"])).send()


@app.periodic(cron="27 3 * * *")
@app.task(name="forget_ended_sessions", queue="calls")
def forget_ended_sessions(timestamp: int) -> None:
    SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    forget_what_ended()
