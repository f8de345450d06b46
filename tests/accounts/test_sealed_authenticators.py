from __future__ import annotations

import json
from base64 import b64encode

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from halfpast.accounts.code_forms import accepting
from halfpast.accounts.models import User
from halfpast.accounts.sealed_authenticators import SEALED_PARTS, reseal_authenticator
from halfpast.accounts.vault import CannotOpen, sealed_with_first_key
from halfpast.first_run.provisioning import add_user
from tests.accounts.members import PASSWORD, code_of, recovery_codes, secret_of, sign_in, turn_on

OLD_AND_NEW = {"new": b"n" * 32}


def two_rows(user: User) -> tuple[Authenticator, Authenticator]:
    app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return app, Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)


def test_neither_key_nor_codes_stand_in_the_table(browser: Client) -> None:
    secret = turn_on(browser)
    codes = recovery_codes(browser)

    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = json.dumps(cursor.fetchall())

    assert not [plain for plain in (secret, b64encode(secret.encode()).decode(), *codes) if plain in stored]


def test_an_envelope_of_ones_own_does_not_open_in_another_persons_row(browser: Client, ada: User) -> None:
    """Who can write the table must not swap in a secret they know."""
    add_user("eve@example.com", "Eve", "UTC", PASSWORD, False)
    eve, victim = Client(), two_rows_of_ada_after_setup(browser, ada)
    sign_in(eve, login="eve@example.com")
    known = turn_on(eve)
    eves = Authenticator.objects.get(user__email="eve@example.com", type=Authenticator.Type.TOTP)
    victim.data["secret"] = eves.data["secret"]
    victim.save()

    intruder = Client()
    sign_in(intruder)
    assert intruder.post("/accounts/2fa/authenticate/", {"code": code_of(known, steps=1)}).status_code == 422


def test_an_app_that_can_not_be_read_still_leaves_the_recovery_codes(browser: Client, ada: User) -> None:
    app = two_rows_of_ada_after_setup(browser, ada)
    code = recovery_codes(browser)[0]
    app.data["secret"] = "test.damaged"
    app.save()

    other = Client()
    sign_in(other)
    assert other.post("/accounts/2fa/authenticate/", {"code": code}).headers["Location"] == "/app/"


def test_lost_keys_leave_pages_that_say_so(browser: Client, settings: LazySettings) -> None:
    turn_on(browser)
    settings.ENCRYPTION_KEYS = OLD_AND_NEW

    assert browser.get("/accounts/2fa/").status_code == 200
    page = browser.get("/accounts/2fa/recovery-codes/", follow=True).content.decode()
    assert "can&#x27;t be read any more" in page
    browser.post("/accounts/2fa/recovery-codes/generate/")
    assert len(recovery_codes(browser)) == 10


def test_rows_are_sealed_anew_and_open_as_before(browser: Client, ada: User, settings: LazySettings) -> None:
    secret = turn_on(browser)
    settings.ENCRYPTION_KEYS = {**OLD_AND_NEW, **settings.ENCRYPTION_KEYS}

    done = [reseal_authenticator(row.pk) for row in two_rows(ada)]

    assert (done, [reseal_authenticator(row.pk) for row in two_rows(ada)]) == ([True, True], [False, False])
    assert all(
        sealed_with_first_key(row.data[part]) for row in two_rows(ada) for part in SEALED_PARTS & row.data.keys()
    )
    settings.ENCRYPTION_KEYS = OLD_AND_NEW
    assert secret_of(ada) == secret
    assert accepting(ada, code_of(secret, steps=1)) is not None
    assert len(recovery_codes(browser)) == 10


def test_what_does_not_open_is_not_sealed_anew(browser: Client, ada: User, settings: LazySettings) -> None:
    app = two_rows_of_ada_after_setup(browser, ada)
    settings.ENCRYPTION_KEYS = OLD_AND_NEW
    with pytest.raises(CannotOpen):
        reseal_authenticator(app.pk)


def test_a_row_that_is_gone_or_holds_no_secret_needs_nothing(ada: User) -> None:
    passkey = Authenticator.objects.create(user=ada, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    assert (reseal_authenticator(passkey.pk), reseal_authenticator(passkey.pk + 1)) == (False, False)


def two_rows_of_ada_after_setup(browser: Client, ada: User) -> Authenticator:
    turn_on(browser)
    return two_rows(ada)[0]
