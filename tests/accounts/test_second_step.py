from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from halfpast.accounts.code_forms import accepting
from halfpast.accounts.models import User
from tests.accounts.members import (
    PASSWORD,
    code_of,
    recovery_codes,
    say_who,
    secret_of,
    send_mails,
    sign_in,
    turn_on,
)

STEP_PAGE, INDEX = "/accounts/2fa/authenticate/", "/accounts/2fa/"


def second_step(client: Client, code: str) -> str:
    """Where one is sent after password and code; empty when the code was refused."""
    assert sign_in(client) == STEP_PAGE
    return str(client.post(STEP_PAGE, {"code": code}).headers.get("Location", ""))


def test_it_is_set_up_with_a_code_and_told_by_mail(
    browser: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        turn_on(browser)

    assert "Authenticator app." in browser.get("/app/account").content.decode()
    assert len(recovery_codes(browser)) == 10
    (notice,) = send_mails()
    assert (notice.to, notice.subject) == (["ada@example.com"], "Two-factor authentication is on")
    assert "from the address 127.0.0.1" in str(notice.body)


def test_whoever_sets_it_up_says_who_they_are_first(browser: Client) -> None:
    for page in ("totp/activate/", "webauthn/add/"):
        assert browser.get(f"/accounts/2fa/{page}").headers["Location"].startswith("/accounts/reauthenticate/")


def test_without_javascript_the_key_is_there_to_be_typed(browser: Client) -> None:
    say_who(browser)
    page = browser.get("/accounts/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert "<code" in page


def test_a_wrong_code_sets_nothing_up_and_keeps_the_key(browser: Client) -> None:
    say_who(browser)
    before = browser.get("/accounts/2fa/totp/activate/").content.decode().partition("<code")[2][:120]
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": "000000"})

    assert answer.status_code == 422
    assert "This code isn&#x27;t right" in answer.content.decode()
    assert answer.content.decode().partition("<code")[2][:120] == before
    assert not Authenticator.objects.exists()


def test_the_key_is_sealed_in_the_session_while_it_waits(browser: Client) -> None:
    say_who(browser)
    page = browser.get("/accounts/2fa/totp/activate/").content.decode()
    key = page.partition("<code")[2].partition(">")[2].partition("<")[0]

    stored = str([session.get_decoded() for session in Session.objects.all()])
    assert "mfa.totp.secret" in stored
    assert key not in stored


def test_signing_in_takes_password_and_code(browser: Client) -> None:
    secret, other = turn_on(browser), Client()

    assert sign_in(other) == STEP_PAGE
    assert other.get("/app/account").status_code == 302
    assert second_step(other, code_of(secret, steps=1)) == "/app/"


def test_a_wrong_code_is_refused_beside_the_field(browser: Client) -> None:
    turn_on(browser)
    other = Client()
    sign_in(other)

    answer = other.post(STEP_PAGE, {"code": "000000"})

    assert answer.status_code == 422
    assert 'id="id_code_error"' in answer.content.decode()
    assert other.get("/app/").status_code == 302


def test_a_code_counts_once(browser: Client) -> None:
    code = code_of(turn_on(browser), steps=1)
    assert second_step(Client(), code) == "/app/"
    assert second_step(Client(), code) == ""


def test_the_code_it_was_set_up_with_counts_no_more(browser: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        secret = turn_on(browser)
        assert second_step(Client(), code_of(secret)) == ""


def test_a_used_code_is_remembered_without_the_cache(browser: Client) -> None:
    code = code_of(turn_on(browser), steps=1)
    second_step(Client(), code)
    cache.clear()
    assert second_step(Client(), code) == ""


def test_a_code_that_was_passed_over_no_longer_counts(browser: Client) -> None:
    secret = turn_on(browser)
    assert second_step(Client(), code_of(secret, steps=1)) == "/app/"
    assert second_step(Client(), code_of(secret)) == ""


def test_a_clock_half_a_minute_off_is_forgiven_and_no_more(browser: Client, ada: User) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        secret = turn_on(browser)
    with time_machine.travel(timezone.now(), tick=False):
        taken = [bool(accepting(ada, code_of(secret, steps=off))) for off in (2, -2, -1, 0, 1)]
    assert taken == [False, False, True, True, True]


def test_guessing_codes_is_slowed_down_even_with_the_right_password(browser: Client) -> None:
    secret = turn_on(browser)
    guesser = Client()
    sign_in(guesser)
    for guess in range(8):
        guesser.post(STEP_PAGE, {"code": f"{guess:06}"})

    answer = guesser.post(STEP_PAGE, {"code": code_of(secret, steps=1)})

    assert answer.status_code == 422
    assert "Too many attempts" in answer.content.decode()


def test_a_lost_telephone_leaves_the_recovery_codes_each_good_once(browser: Client) -> None:
    turn_on(browser)
    code = recovery_codes(browser)[0]

    assert second_step(Client(), code) == "/app/"
    assert second_step(Client(), code) == ""
    assert len(recovery_codes(browser)) == 9
    assert "9 are left" in browser.get(INDEX).content.decode()


def test_the_lost_app_is_switched_off_after_a_recovery_code(browser: Client, ada: User) -> None:
    turn_on(browser)
    other = Client()
    second_step(other, recovery_codes(browser)[0])
    say_who(other)

    other.post("/accounts/2fa/totp/deactivate/")

    assert not Authenticator.objects.filter(user=ada).exists()
    assert sign_in(Client()) == "/app/"
    assert send_mails()[-1].subject == "Your authenticator app was removed"


def test_switching_it_off_takes_a_post(browser: Client) -> None:
    turn_on(browser)
    assert browser.get("/accounts/2fa/totp/deactivate/").status_code == 200
    assert Authenticator.objects.count() == 2


def test_new_recovery_codes_end_the_old_ones(
    browser: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    turn_on(browser)
    old = recovery_codes(browser)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/accounts/2fa/recovery-codes/generate/")

    assert set(old).isdisjoint(recovery_codes(browser))
    assert second_step(Client(), old[0]) == ""
    assert send_mails()[-1].subject == "You have new recovery codes"


def test_recovery_codes_can_be_saved_as_a_file(browser: Client) -> None:
    turn_on(browser)
    answer = browser.get("/accounts/2fa/recovery-codes/download/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert answer.content.decode().split()[-10:] == recovery_codes(browser)


def test_codes_are_shown_to_who_has_just_said_who_they_are(browser: Client) -> None:
    turn_on(browser)
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        answer = browser.get("/accounts/2fa/recovery-codes/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_one_may_also_say_who_one_is_with_a_code(browser: Client, ada: User) -> None:
    turn_on(browser)
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        code = code_of(secret_of(ada))
        form = {"code": code, "next": "/accounts/2fa/recovery-codes/"}
        assert browser.post("/accounts/2fa/reauthenticate/", form).headers["Location"] == form["next"]
        assert browser.get(form["next"]).status_code == 200


def test_pages_with_secrets_are_kept_by_no_cache(browser: Client) -> None:
    turn_on(browser)
    for page in ("recovery-codes/", "recovery-codes/download/", "totp/deactivate/", ""):
        assert "no-store" in browser.get(f"{INDEX}{page}").headers["Cache-Control"]


def test_the_password_link_does_not_get_past_the_second_step(browser: Client, ada: User) -> None:
    turn_on(browser)
    ada.set_password(PASSWORD)
    ada.save()
    assert sign_in(Client()) == STEP_PAGE


@pytest.mark.parametrize("code", ["", " ", "\x00", "12345", "1" * 5000, "٣٤٥٦٧٨", "'; DROP TABLE"])
def test_whatever_is_typed_as_a_code_is_answered(browser: Client, code: str) -> None:
    turn_on(browser)
    other = Client()
    sign_in(other)
    assert other.post(STEP_PAGE, {"code": code}).status_code == 422


def test_the_hidden_step_is_not_reached_without_a_password(client: Client, db: None) -> None:
    assert client.get(STEP_PAGE).headers["Location"].startswith("/accounts/login/")
