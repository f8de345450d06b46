"""Mails about accounts, and what is tidied once a day."""

from django.contrib.sessions.backends.db import SessionStore
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from halfpast.accounts import mails
from halfpast.accounts.models import User

# The link in it works for days, but whoever asked waits minutes.
PATIENCE = RetryStrategy(max_attempts=6, exponential_wait=4)


@app.task(name="send_password_reset", queue="mail", retry=PATIENCE)
def send_password_reset(user_id: int) -> None:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is not None:
        mails.send_reset_link(user)


@app.periodic(cron="27 3 * * *")
@app.task(name="forget_ended_sessions", queue="calls")
def forget_ended_sessions(timestamp: int) -> None:
    SessionStore.clear_expired()
