from __future__ import annotations

import re

import pytest
from django.test import Client

from halfpast.accounts.models import User
from tests.accounts.members import say_who, turn_on
from tests.accounts.test_passkeys import passkey_of

PAGES = [
    "/app/account", "/accounts/email/", "/accounts/password/change/", "/accounts/sessions/",
    "/accounts/reauthenticate/", "/accounts/logout/", "/accounts/confirm-email/nonsense/",
    "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/",
]  # fmt: skip
WITH_AN_APP = [
    "/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/reauthenticate/",
]  # fmt: skip
DATA_BLOCK = re.compile(r'<script id="[\w-]+" type="application/json">[^<]*</script>')


def harmless(client: Client, path: str) -> str:
    """The page, which must be ours, hold no script of its own and forbid any."""
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.status_code == 200, path
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "/static/halfpast/app.css" in page
    assert re.findall(r"<script(?![^>]* src=)", DATA_BLOCK.sub("", page)) == []
    assert re.findall(r"\son\w+=|\sstyle=|javascript:", page) == []
    return page


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_ours_and_runs_no_inline_script(browser: Client, path: str) -> None:
    say_who(browser)
    harmless(browser, path)


@pytest.mark.parametrize("path", WITH_AN_APP)
def test_so_are_those_of_the_second_step(browser: Client, path: str) -> None:
    turn_on(browser)
    harmless(browser, path)


def test_so_are_those_of_one_passkey(browser: Client, ada: User) -> None:
    key = passkey_of(ada, "<b>Key</b>")
    say_who(browser)
    for act in ("edit", "remove"):
        assert "<b>Key" not in harmless(browser, f"/accounts/2fa/webauthn/keys/{key.pk}/{act}/")


@pytest.mark.parametrize("path", [*PAGES[:4], *PAGES[7:], *WITH_AN_APP])
def test_who_has_not_signed_in_is_asked_to(client: Client, db: None, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/accounts/login/")
