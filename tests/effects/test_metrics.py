from __future__ import annotations

import pytest
from django.test import Client

from halfpast.accounts.models import User
from halfpast.accounts.tokens import make_token
from halfpast.effects.models import EffectKind
from halfpast.effects.planning import plan
from tests.studio import let_pass

pytestmark = pytest.mark.django_db


def token_of(*, operator: bool) -> str:
    user = User.objects.create_user("o@example.com", "a long password", name="Olga", is_operator=operator)
    return f"Bearer {make_token(user)}"


def test_an_operator_sees_what_is_outstanding_and_for_how_long(client: Client) -> None:
    plan(EffectKind.MAIL, 1, "guest:confirmed")
    let_pass(90)

    text = client.get("/metrics", headers={"Authorization": token_of(operator=True)}).content.decode()

    assert 'halfpast_effects{kind="mail",state="planned"} 1' in text
    waited = float(text.rstrip().rpartition(" ")[2])
    assert 89 < waited < 120


def test_a_member_who_is_no_operator_sees_nothing(client: Client) -> None:
    assert client.get("/metrics", headers={"Authorization": token_of(operator=False)}).status_code == 403


@pytest.mark.parametrize("credentials", [{}, {"Authorization": "Bearer hp_guessed"}, {"Authorization": "Basic eDp5"}])
def test_nobody_else_is_let_in(client: Client, credentials: dict[str, str]) -> None:
    answer = client.get("/metrics", headers=credentials)
    assert (answer.status_code, answer.content, answer["WWW-Authenticate"]) == (401, b"", "Bearer")
