from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client
from fido2.utils import websafe_encode

from halfpast.accounts.models import User
from halfpast.accounts.passkey_forms import _from_our_pages
from halfpast.first_run.provisioning import add_user
from tests.accounts.members import PASSWORD, say_who, sign_in, turn_on

LOGIN, ADD, INDEX = "/accounts/2fa/webauthn/login/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/"
NONSENSE = [
    "", "[]", "{}", "1", '"x"', "null", "{", '{"id": 1}', '{"response": {}}', '{"response": []}',
    json.dumps({"id": "a", "rawId": "a", "type": "public-key", "response": {"userHandle": "/w=="}}),
    json.dumps({"id": "QUFB", "rawId": "QUFB", "type": "public-key", "clientExtensionResults": {}, "response": {
        "clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AA", "userHandle": None,
        "attestationObject": "oA"}}),
]  # fmt: skip


def passkey_of(user: User, name: str = "Key") -> Authenticator:
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}}
    )


def options(client: Client, path: str = LOGIN) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(path, headers={"accept": "application/json"}).json()
    return dict(answer["request_options"]["publicKey"])


def test_the_sign_in_page_offers_passkeys_and_says_that_they_need_javascript(client: Client, db: None) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "Sign in with a passkey" in page
    assert "Passkeys need JavaScript" in page
    assert '/static/halfpast/passkeys.js" defer' in page


def test_a_sign_in_names_nobody_and_asks_for_more_than_a_touch(client: Client, db: None) -> None:
    asked = options(client)
    assert asked["rpId"] == "localhost"
    assert not asked.get("allowCredentials")
    assert asked["userVerification"] == "required"


def test_each_sign_in_has_a_challenge_of_its_own(client: Client, db: None) -> None:
    assert options(client)["challenge"] != options(client)["challenge"]


def test_a_new_passkey_is_made_for_the_public_address_whatever_host_was_named(browser: Client) -> None:
    say_who(browser)
    page = browser.get(ADD, headers={"host": "127.0.0.1"}).content.decode()
    asked = json.loads(page.partition('id="passkey-options" type="application/json">')[2].partition("</script>")[0])
    wanted = asked["creation_options"]["publicKey"]
    assert (wanted["rp"]["id"], wanted["user"]["name"]) == ("localhost", "ada@example.com")
    assert wanted["authenticatorSelection"]["residentKey"] == "required"


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_instead_of_a_passkey_is_refused(browser: Client, ada: User, credential: str) -> None:
    say_who(browser)
    browser.get(ADD)
    assert browser.post(ADD, {"name": "Mine", "credential": credential}).status_code == 422
    visitor = Client()
    options(visitor)
    assert visitor.post(LOGIN, {"credential": credential}).headers["Location"] == "/accounts/login/"
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_as_a_second_step_is_refused(browser: Client, credential: str) -> None:
    turn_on(browser)
    other = Client()
    sign_in(other)
    assert other.get("/accounts/2fa/authenticate/").status_code == 200
    assert other.post("/accounts/2fa/authenticate/", {"credential": credential}).status_code == 422
    assert other.get("/app/").status_code == 302


@pytest.mark.parametrize(
    "origin", ["http://localhost", "http://evil.localhost:8000", "https://localhost:8000", "", "null"]
)
def test_only_answers_made_on_our_own_pages_count(origin: str) -> None:
    with pytest.raises(ValidationError):
        _from_our_pages(origin)


@pytest.mark.parametrize("act", ["edit", "remove"])
def test_nobody_touches_another_persons_passkey(browser: Client, act: str) -> None:
    other = passkey_of(add_user("bob@example.com", "Bob", "UTC", PASSWORD, False))
    say_who(browser)

    answer = browser.post(f"{INDEX}webauthn/keys/{other.pk}/{act}/", {"name": "Mine now"})

    assert answer.status_code == 404
    other.refresh_from_db()
    assert other.data["name"] == "Key"


def test_a_passkey_is_renamed(browser: Client, ada: User) -> None:
    key = passkey_of(ada)
    say_who(browser)
    browser.post(f"{INDEX}webauthn/keys/{key.pk}/edit/", {"name": "Work laptop"})
    assert "Work laptop" in browser.get(INDEX).content.decode()


@pytest.mark.parametrize("name", ["", "x" * 101, "a\u202eb"])
def test_a_bad_name_is_refused(browser: Client, ada: User, name: str) -> None:
    key = passkey_of(ada)
    say_who(browser)
    assert browser.post(f"{INDEX}webauthn/keys/{key.pk}/edit/", {"name": name}).status_code == 422


def test_removing_the_last_one_ends_the_second_step_and_the_recovery_codes(browser: Client, ada: User) -> None:
    key = passkey_of(ada)
    Authenticator.objects.create(user=ada, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "", "used_mask": 0})
    say_who(browser)

    answer = browser.post(f"{INDEX}webauthn/keys/{key.pk}/remove/")

    assert answer.headers["Location"] == INDEX
    assert not Authenticator.objects.exists()
    assert sign_in(Client()) == "/app/"


def test_removing_one_takes_a_post_and_a_recent_proof(browser: Client, ada: User) -> None:
    path = f"{INDEX}webauthn/keys/{passkey_of(ada).pk}/remove/"
    assert browser.post(path).headers["Location"].startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.count() == 1


def well_formed(user_handle: bytes | None, *, challenge: str = "AAAA", origin: str = "http://localhost:8000") -> str:
    client = json.dumps({"type": "webauthn.get", "challenge": challenge, "origin": origin, "crossOrigin": False})
    signed_data = sha256(b"localhost").digest() + bytes([5, 0, 0, 0, 0])  # user present and verified
    response = {
        "clientDataJSON": websafe_encode(client.encode()),
        "authenticatorData": websafe_encode(signed_data),
        "signature": websafe_encode(b"signed"),
        "userHandle": None if user_handle is None else websafe_encode(user_handle),
    }
    name = websafe_encode(b"some key")
    return json.dumps({
        "id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}
    })  # fmt: skip


@pytest.mark.parametrize("user_handle", [None, b"", b"\xff", b"0", b"zzzzzzzzzzzzz", b"z" * 14, b"-1", b"1 OR 1=1"])
def test_a_well_formed_answer_for_nobody_is_refused(client: Client, db: None, user_handle: bytes | None) -> None:
    challenge = options(client)["challenge"]
    answer = client.post(LOGIN, {"credential": well_formed(user_handle, challenge=challenge)}, follow=True)
    assert answer.redirect_chain == [("/accounts/login/", 302)]
    assert "wasn&#x27;t accepted" in answer.content.decode()


def test_a_right_name_with_another_key_opens_nothing(client: Client, ada: User) -> None:
    challenge = options(client)["challenge"]
    client.post(LOGIN, {"credential": well_formed(user_pk_to_url_str(ada).encode(), challenge=challenge)})
    assert client.get("/app/").status_code == 302


def test_guessing_passkeys_is_slowed_down(client: Client, db: None) -> None:
    answers = [client.post(LOGIN, {"credential": "{}"}).status_code for _ in range(11)]
    assert (answers[0], answers[-1]) == (302, 429)
