from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from halfpast.accounts.models import User
from halfpast.cli import FAILED, main
from tests.accounts.members import PASSWORD, say_who, sign_in, turn_on
from tests.studio import Studio, make_studio

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(studio: Studio) -> User:
    """Whose telephone is lost."""
    studio.owner.set_password(PASSWORD)
    studio.owner.save()
    EmailAddress.objects.create(user=studio.owner, email=studio.owner.email, verified=True, primary=True)
    browser = Client()
    sign_in(browser, login=studio.owner.email)
    say_who(browser)
    turn_on(browser)
    return studio.owner


def test_who_lost_everything_is_let_in_by_the_password_alone(member: User) -> None:
    assert sign_in(Client(), login=member.email).startswith("/accounts/2fa/authenticate/")
    assert main(["second-step", "remove", member.email.upper()]) == 0
    assert sign_in(Client(), login=member.email) == "/app/"


def test_nobody_else_loses_theirs(member: User) -> None:
    make_studio("other")
    assert main(["second-step", "remove", "other@example.com"]) == 0
    assert Authenticator.objects.filter(user=member).exists()


def test_an_unknown_address_is_named(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["second-step", "remove", "nobody@example.com"]) == FAILED
    assert "Nobody here has the e-mail nobody@example.com." in capsys.readouterr().err
