from __future__ import annotations

import pytest
from django.test import Client

from tests.accounts.members import NEW, PASSWORD, sign_in

PAGE = "/accounts/password/change/"


@pytest.mark.parametrize(
    ("old", "first", "second", "words"),
    [
        ("wrong wrong wrong", NEW, NEW, "That isn&#x27;t your current password."),
        (PASSWORD, "short", "short", "at least 10 characters"),
        (PASSWORD, "ada@example.com", "ada@example.com", "too similar"),
        (PASSWORD, NEW, NEW + "x", "same password each time"),
        (PASSWORD, "", "", "required"),
    ],
)
def test_bad_input_is_named_beside_its_field(browser: Client, old: str, first: str, second: str, words: str) -> None:
    answer = browser.post(PAGE, {"oldpassword": old, "password1": first, "password2": second})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert sign_in(Client()) == "/app/"


def test_guessing_the_current_password_is_slowed_down(browser: Client) -> None:
    form = {"oldpassword": "wrong wrong wrong", "password1": NEW, "password2": NEW}
    answers = [browser.post(PAGE, form) for _ in range(6)]
    assert [answer.status_code for answer in answers][-1] == 429
    assert "Too many attempts" in answers[-1].content.decode()
    assert "/static/halfpast/app.css" in answers[-1].content.decode()
