"""One code typed in by two at once; with its twin without the lock."""

from __future__ import annotations

from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret

from halfpast.accounts import code_forms
from halfpast.accounts.models import User
from halfpast.accounts.sealed_authenticators import open_for, seal_for
from tests.accounts.members import code_of
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def checks_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody marks a code as used before two have looked at it, or half a second has passed."""
    meeting_point = Barrier(2)

    def opened(user_id: int, envelope: str) -> str:
        try:
            meeting_point.wait(timeout=0.5)
        except BrokenBarrierError:
            meeting_point.reset()
        return open_for(user_id, envelope)

    monkeypatch.setattr(code_forms, "open_for", opened)


def race() -> int:
    """How many of two got in with the same code."""
    user = User.objects.create(email="ada@example.com", name="Ada")
    secret = generate_totp_secret()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": seal_for(user.pk, secret)})
    found = all_at_once([partial(code_forms.accepting, user, code_of(secret))] * 2)
    return sum(isinstance(each, Authenticator) for each in found)


def test_of_two_with_the_same_code_one_gets_in() -> None:
    assert race() == 1


def test_twin_without_the_lock_both_get_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_forms, "_locked", lambda row_id: Authenticator.objects.get(pk=row_id))
    assert race() == 2
