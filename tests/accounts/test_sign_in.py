from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from halfpast.accounts.jobs import send_password_reset
from halfpast.first_run.provisioning import add_user

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD, NEW = "ada@example.com", "correct horse battery", "a much better password"


@pytest.fixture(autouse=True)
def ada() -> int:
    cache.clear()  # allauth counts attempts there
    return add_user(EMAIL, "Ada", "UTC", PASSWORD, False).pk


def sign_in(client: Client, password: str = PASSWORD, login: str = EMAIL) -> int:
    return client.post("/accounts/login/", {"login": login, "password": password}).status_code


def ask_for_reset(client: Client, email: str = EMAIL, **headers: str) -> tuple[int, str]:
    answer = client.post("/accounts/password/reset/", {"email": email}, headers=headers)
    return answer.status_code, answer.headers["Location"]


def link_in_mail() -> str:
    found = re.search(r"https?://\S+", str(mail.outbox[-1].body))
    assert found is not None
    return found[0]


def test_the_page_has_the_fields_login_and_password(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert 'name="login"' in page
    assert 'name="password"' in page
    assert "/static/halfpast/app.css" in page
    assert "signup" not in page


def test_the_right_password_opens_the_dashboard(client: Client) -> None:
    answer = client.post("/accounts/login/", {"login": EMAIL.upper(), "password": PASSWORD})
    assert answer.headers["Location"] == "/app/"


def test_signing_in_leads_back_to_where_one_wanted_to_go(client: Client) -> None:
    data = {"login": EMAIL, "password": PASSWORD, "next": "/app/integrations"}
    assert client.post("/accounts/login/", data).headers["Location"] == "/app/integrations"


def test_signing_in_never_leads_to_another_site(client: Client) -> None:
    data = {"login": EMAIL, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/accounts/login/", data).headers["Location"] == "/app/"


def test_a_wrong_password_and_an_unknown_address_read_the_same(client: Client) -> None:
    pages = [
        client.post("/accounts/login/", {"login": login, "password": "wrong wrong wrong"}).content.decode()
        for login in (EMAIL, "who@example.com")
    ]
    problems = [re.findall(r'role="alert".*?</div>', page, re.DOTALL) for page in pages]
    assert problems[0] == problems[1] != []


def test_guessing_is_slowed_down(client: Client) -> None:
    for _ in range(12):
        sign_in(client, "wrong wrong wrong")
    assert sign_in(client) != 302


def test_signing_out_takes_a_post(client: Client) -> None:
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/app/integrations").status_code == 200
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"
    assert client.get("/app/integrations").status_code == 302


def test_sign_up_is_closed(client: Client) -> None:
    for answer in (client.get("/accounts/signup/"), client.post("/accounts/signup/", {"email": "new@example.com"})):
        assert answer.status_code == 403
        assert "Sign-up is closed" in answer.content.decode()


def test_asking_for_a_reset_does_not_tell_who_has_an_account(client: Client) -> None:
    assert ask_for_reset(client) == ask_for_reset(client, "who@example.com")
    assert mail.outbox == []  # nothing is sent while the page waits


def test_the_link_in_the_mail_begins_with_the_public_address_whatever_host_was_named(client: Client, ada: int) -> None:
    ask_for_reset(client, host="127.0.0.1")
    send_password_reset(ada)
    assert link_in_mail().startswith("http://localhost:8000/accounts/password/reset/key/")
    assert mail.outbox[-1].to == [EMAIL]
    assert mail.outbox[-1].subject == "Choose a new password"


def test_the_link_sets_a_new_password_once(client: Client, ada: int) -> None:
    send_password_reset(ada)
    link = link_in_mail()
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    client.post(form, {"password1": NEW, "password2": NEW})
    assert sign_in(Client(), NEW) == 302
    assert "no longer works" in Client().get(link, follow=True).content.decode()


def test_a_weak_new_password_is_refused(client: Client, ada: int) -> None:
    send_password_reset(ada)
    form = client.get(link_in_mail(), follow=True).redirect_chain[-1][0]
    page = client.post(form, {"password1": "short", "password2": "short"}).content.decode()
    assert "at least 10 characters" in page
    assert sign_in(Client()) == 302


def test_asking_for_a_reset_plans_a_mail(client: Client) -> None:
    ask_for_reset(client)
    ask_for_reset(client, "who@example.com")
    assert ProcrastinateJob.objects.filter(task_name="send_password_reset", queue_name="mail").count() == 1


@pytest.mark.parametrize("path", ["email/", "password/change/", "reauthenticate/", "password/reset/", "inactive/"])
def test_every_account_page_wears_our_layout(client: Client, path: str) -> None:
    sign_in(client)
    answer = client.get(f"/accounts/{path}", follow=True)
    assert answer.status_code == 200
    assert "/static/halfpast/app.css" in answer.content.decode()
