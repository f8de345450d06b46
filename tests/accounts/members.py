"""What a member does with an account, and what reaches them."""

from __future__ import annotations

import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from halfpast.accounts.models import User
from halfpast.accounts.sealed_authenticators import open_for

EMAIL, PASSWORD, NEW = "ada@example.com", "correct horse battery", "a much better password"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"
STEP = 30  # seconds a code lives


def sign_in(client: Client, password: str = PASSWORD, login: str = EMAIL) -> str:
    """Where one is sent; empty when the sign-in was refused."""
    form = {"login": login, "password": password}
    answer = client.post("/accounts/login/", form, headers={"user-agent": FIREFOX})
    return str(answer.headers.get("Location", ""))


def say_who(client: Client, password: str = PASSWORD) -> None:
    """Confirm by password, as pages ask that change how an account is opened."""
    client.post("/accounts/reauthenticate/", {"password": password})


def code_of(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or some half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // STEP + steps)))


def turn_on(client: Client) -> str:
    """Set up an authenticator app; answers its secret."""
    say_who(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r"<code[^>]*>([A-Z2-7]+)</code>", page)
    assert found, page
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(found[1])})
    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    return found[1]


def recovery_codes(client: Client) -> list[str]:
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    return re.findall(r"<li[^>]*>(\d{8})</li>", page)


def secret_of(user: User) -> str:
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return open_for(user.pk, row.data["secret"])


def send_mails() -> list[mail.EmailMessage]:
    """Do what the worker does with mails that wait; answers those that went out by that."""
    before = len(mail.outbox)
    for job in list(ProcrastinateJob.objects.filter(queue_name="mail").order_by("id")):
        app.tasks[job.task_name](**job.args)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.id])
    return mail.outbox[before:]


def link_in(message: mail.EmailMessage, path: str) -> str:
    found = re.search(rf"https?://\S+{re.escape(path)}[^\s<>]+", str(message.body))
    assert found, message.body
    return found[0]
