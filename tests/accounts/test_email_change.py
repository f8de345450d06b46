from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from halfpast.accounts.models import User
from halfpast.first_run.provisioning import add_user
from tests.accounts.members import EMAIL, PASSWORD, link_in, say_who, send_mails, sign_in, turn_on

FRESH, TAKEN = "ada@new.example", "bob@example.com"
ADD = {"action_add": ""}


def ask_for(client: Client, email: str) -> tuple[int, str]:
    answer = client.post("/accounts/email/", {**ADD, "email": email})
    return answer.status_code, answer.headers.get("Location", "")


def asked_for(client: Client, email: str = FRESH) -> str:
    """The link in the mail to the new address."""
    say_who(client)
    ask_for(client, email)
    (message,) = send_mails()
    assert message.to == [email]
    return link_in(message, "/accounts/confirm-email/")


def test_it_asks_who_one_is_first(browser: Client) -> None:
    status, to = ask_for(browser, FRESH)
    assert (status, to.partition("?")[0]) == (302, "/accounts/reauthenticate/")
    assert send_mails() == []


def test_what_was_typed_is_done_once_one_has_said_who_one_is(browser: Client) -> None:
    _, to = ask_for(browser, FRESH)
    browser.post(to, {"password": PASSWORD, "next": "/accounts/email/"})
    assert [message.to for message in send_mails()] == [[FRESH]]


def test_the_old_address_stays_in_force_until_the_link_is_opened(browser: Client, ada: User) -> None:
    link = asked_for(browser)
    browser.get(link)

    ada.refresh_from_db()
    assert ada.email == EMAIL
    assert sign_in(Client(), login=FRESH) == "/accounts/confirm-email/"
    assert sign_in(Client()) == "/app/"
    assert f"Waiting for {FRESH}" in browser.get("/app/account").content.decode()


def test_the_link_begins_with_the_public_address(browser: Client) -> None:
    assert asked_for(browser).startswith("http://localhost:8000/accounts/confirm-email/")


def test_the_opened_link_changes_it_and_the_old_address_is_told(browser: Client, ada: User) -> None:
    answer = browser.post(asked_for(browser))

    ada.refresh_from_db()
    assert (answer.headers["Location"], ada.email) == ("/app/account", FRESH)
    (notice,) = send_mails()
    assert (notice.to, notice.subject) == ([EMAIL], "Your e-mail address was changed")
    assert FRESH not in str(notice.body)
    assert (sign_in(Client(), login=FRESH), sign_in(Client())) == ("/app/", "")


def test_the_link_works_once(browser: Client) -> None:
    link = asked_for(browser)
    browser.post(link)
    answer = browser.post(link)
    assert answer.status_code == 200
    assert "This link does not work here" in answer.content.decode()


def test_a_mistyped_address_does_not_hand_the_account_to_its_reader(browser: Client, ada: User) -> None:
    link, stranger = asked_for(browser), Client()
    add_user(TAKEN, "Bob", "UTC", PASSWORD, False)

    assert stranger.post(link).headers["Location"].startswith("/accounts/login/")
    sign_in(stranger, login=TAKEN)
    assert "This link does not work here" in stranger.post(link).content.decode()
    ada.refresh_from_db()
    assert ada.email == EMAIL


def test_an_address_that_is_taken_looks_like_any_other(browser: Client, ada: User) -> None:
    add_user(TAKEN, "Bob", "UTC", PASSWORD, False)
    say_who(browser)
    free = (ask_for(browser, FRESH), browser.get("/accounts/email/").content.decode())
    taken = (ask_for(browser, TAKEN.upper()), browser.get("/accounts/email/").content.decode())

    assert free[0] == taken[0]
    assert without_token(free[1].replace(FRESH, "x")) == without_token(taken[1].replace(TAKEN, "x"))
    to_bob = send_mails()[-1]
    assert (to_bob.to, "confirm-email" in str(to_bob.body)) == ([TAKEN], False)


@pytest.mark.parametrize(
    "take",
    [
        lambda: add_user(TAKEN, "Bob", "UTC", PASSWORD, False),
        # Without a confirmed address beside it, only the table itself objects.
        lambda: User.objects.create(email=TAKEN, name="Bob"),
    ],
)
def test_an_address_taken_between_asking_and_confirming_is_refused(
    browser: Client, ada: User, take: Callable[[], User]
) -> None:
    link = asked_for(browser, TAKEN)
    take()

    page = browser.post(link, follow=True).content.decode()

    ada.refresh_from_db()
    assert ada.email == EMAIL
    assert "This address can&#x27;t be used." in page or "This link does not work here" in page
    assert sign_in(Client()) == "/app/"


def test_bad_addresses_are_refused_and_kept_to_be_mended(browser: Client) -> None:
    say_who(browser)
    for typed in ("ada@", "a b@example.com", "x" * 250 + "@example.com", EMAIL):
        answer = browser.post("/accounts/email/", {**ADD, "email": typed})
        assert answer.status_code == 422
        assert f'value="{typed}"' in answer.content.decode()
    assert send_mails() == []


def test_the_change_can_be_taken_back(browser: Client, ada: User) -> None:
    link = asked_for(browser)
    browser.post("/accounts/email/", {"action_remove": "", "email": FRESH})

    browser.post(link)

    ada.refresh_from_db()
    assert ada.email == EMAIL
    assert (send_mails(), "Waiting" in browser.get("/app/account").content.decode()) == ([], False)


def test_the_link_is_not_sent_twice_in_a_row(browser: Client) -> None:
    asked_for(browser)
    page = browser.post("/accounts/email/", {"action_send": "", "email": FRESH}, follow=True).content.decode()
    assert "less than three minutes ago" in page


def test_the_address_one_signs_in_with_can_not_be_removed(browser: Client, ada: User) -> None:
    say_who(browser)
    browser.post("/accounts/email/", {"action_remove": "", "email": EMAIL})
    assert sign_in(Client()) == "/app/"


def test_a_second_step_does_not_stand_in_the_way(browser: Client, ada: User) -> None:
    turn_on(browser)
    browser.post(asked_for(browser))
    ada.refresh_from_db()
    assert ada.email == FRESH


def without_token(page: str) -> str:
    """Each answer masks the form's token anew."""
    return "".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)
