"""A whole life with known secrets, after which none of them stands anywhere but sealed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import structlog
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.utils import timezone

from halfpast.accounts.sealed_authenticators import open_for
from halfpast.accounts.vault import unseal
from halfpast.bookings.models import Booking, Party
from halfpast.bookings.services import book, cancel, reschedule
from halfpast.connections.models import Connection, ConsentAttempt
from halfpast.providers.zoom import ZoomApp
from halfpast.providers.zoom_meetings import ZoomConferencing
from halfpast.sandbox.servers import RunningZoom, start_zoom
from halfpast.sandbox.zoom.state import RegisteredApp
from tests.accounts.members import PASSWORD, recovery_codes, say_who, send_mails, sign_in, turn_on
from tests.studio import Studio, work, work_for
from tests.witness import Witness, encodings, watching

pytestmark = pytest.mark.django_db(transaction=True)
CLIENT_SECRET = "typed-in-client-secret-Jq3wZx"
SECRET_TOKEN = "typed-in-secret-token-Pw8vRt"


@pytest.fixture
def zoom(settings: LazySettings) -> Iterator[RunningZoom]:
    """Whose app is typed in by the operator: the environment says nothing."""
    redirect_uris = (f"{settings.BASE_URL}/auth/zoom/video/callback",)
    running = start_zoom(
        RegisteredApp("typed-in-client", CLIENT_SECRET, redirect_uris, secret_token=SECRET_TOKEN),
    )
    settings.ZOOM_CLIENT_ID = settings.ZOOM_CLIENT_SECRET = settings.ZOOM_DEAUTH_SECRET = ""
    settings.ZOOM_BASE_URL = settings.ZOOM_API_URL = running.url
    yield running
    running.close()


@pytest.fixture
def witness() -> Iterator[Witness]:
    with watching() as witness:
        yield witness


@pytest.fixture
def host(witness: Witness, studio: Studio) -> Client:
    studio.owner.is_operator = True
    studio.owner.save()
    browser = witness.browser()
    browser.force_login(studio.owner)
    return browser


def secrets_of(zoom: RunningZoom) -> set[str]:
    """Every token and code that the simulated Zoom ever gave out, and the operator's own."""
    tokens = {str(row["token"]) for row in zoom.state.database.rows("SELECT token FROM tokens")}
    # Of a token only its signature is secret by itself.
    signatures = {token.rpartition(".")[2] for token in tokens}
    codes = {str(row["code"]) for row in zoom.state.database.rows("SELECT code FROM codes")}
    return tokens | signatures | codes | {CLIENT_SECRET, SECRET_TOKEN}


def leaks(witness: Witness, secrets: set[str]) -> dict[str, set[str]]:
    """By the beginning of the secret, where it was seen."""
    return {secret[:16]: places for secret in secrets if (places := witness.places_of(secret))}


def enter_app(host: Client) -> None:
    form = {"client_id": "typed-in-client", "client_secret": CLIENT_SECRET, "secret_token": SECRET_TOKEN}
    assert host.post("/app/operator/zoom", {**form, "client_id": "white space"}).status_code == 422
    assert host.post("/app/operator/zoom", form).status_code == 303
    host.get("/app/operator/zoom")
    host.post("/app/operator/zoom/check")


def press_connect(host: Client, witness: Witness, studio: Studio) -> str:
    """The address to come back to; on the way the verifier of PKCE is looked for too."""
    address = host.post("/connections/zoom/connect").headers["Location"]
    attempt = ConsentAttempt.objects.latest("pk")
    verifier = unseal(attempt.sealed_verifier, bound_to=f"consent {attempt.digest}")
    witness.look()
    assert witness.places_of(verifier) == set()
    back = urlsplit(httpx.post(address, data={"choice": "allow", "email": studio.owner.email}).headers["Location"])
    return f"{back.path}?{back.query}"


def connect(host: Client, witness: Witness, studio: Studio) -> None:
    assert host.get(press_connect(host, witness, studio)).status_code == 302
    host.get("/app/integrations")
    witness.look()


def fail_next(zoom: RunningZoom, method: str, path: str, **fault: Any) -> None:
    body = {"match": {"method": method, "path": path}, "fault": fault, "times": 1}
    httpx.post(f"{zoom.url}/_sandbox/faults", json=body).raise_for_status()


def expire_token() -> None:
    Connection.objects.update(access_token_expires_at=timezone.now() - timedelta(hours=1))


def look_around(host: Client, witness: Witness, link: str) -> None:
    pages = ["/app/", "/app/integrations", "/app/event-types", f"/b/{link}", f"/b/{link}/link", f"/b/{link}/invite.ics"]
    uids = Booking.objects.values_list("uid", flat=True)
    for page in [*pages, *(f"/app/bookings/{uid}" for uid in uids)]:
        assert host.get(page).status_code in {200, 302}, page
    witness.look()
    send_mails()
    witness.look()


def test_no_token_stands_anywhere_in_the_open(
    host: Client, witness: Witness, studio: Studio, zoom: RunningZoom
) -> None:
    enter_app(host)
    connect(host, witness, studio)
    now = timezone.now()
    accepted = book(studio.event_type, studio.request(), now)
    work()
    look_around(host, witness, accepted.link_token)

    expire_token()
    fail_next(zoom, "PATCH", "/v2/meetings", kind="garbage")
    fail_next(zoom, "POST", "/oauth/token", kind="status", status=503, body="try later")
    reschedule(accepted.booking, studio.a_start(days=2), by=Party.GUEST, now=now)
    work_for(120)
    look_around(host, witness, accepted.link_token)

    zoom.state.database.run("UPDATE grants SET ended_at = 1, ended_by = 'a test' WHERE ended_at IS NULL")
    cancel(Booking.objects.get(), by=Party.GUEST, now=now)
    work_for(120)
    look_around(host, witness, accepted.link_token)
    assert "Zoom needs to be connected again" in {message.subject for message in mail.outbox}

    connect(host, witness, studio)
    host.post("/connections/zoom/disconnect", {"confirmed": "yes"})
    assert not Connection.objects.exists()
    witness.look()
    assert len(secrets_of(zoom)) > 10
    assert leaks(witness, secrets_of(zoom)) == {}


def test_no_token_of_an_account_that_removes_the_app_stands_in_the_open(
    host: Client, witness: Witness, studio: Studio, zoom: RunningZoom
) -> None:
    enter_app(host)
    connect(host, witness, studio)
    link = book(studio.event_type, studio.request(), timezone.now()).link_token
    assert notice(host, Connection.objects.get()).status_code in {200, 204}
    assert not Connection.objects.exists()
    look_around(host, witness, link)
    assert leaks(witness, secrets_of(zoom)) == {}


def notice(host: Client, connection: Connection) -> Any:
    """As Zoom signs it."""
    payload = {"client_id": "typed-in-client", "user_id": connection.account_id, "account_id": "any"}
    body = json.dumps({"event": "app_deauthorized", "payload": payload}).encode()
    stamp = str(int(timezone.now().timestamp()))
    signature = hmac.new(SECRET_TOKEN.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {"x-zm-request-timestamp": stamp, "x-zm-signature": f"v0={signature}"}
    return host.post("/auth/zoom/deauthorize", body, content_type="application/json", headers=headers)


def test_trouble_with_the_app_tells_no_secret(
    host: Client, witness: Witness, studio: Studio, zoom: RunningZoom
) -> None:
    enter_app(host)
    connect(host, witness, studio)
    zoom.state.app = replace(zoom.state.app, client_secret="made anew at Zoom")
    expire_token()
    link = book(studio.event_type, studio.request(), timezone.now()).link_token
    work_for(30)
    look_around(host, witness, link)
    assert "Zoom does not work on your Halfpast" in {message.subject for message in mail.outbox}
    assert leaks(witness, secrets_of(zoom)) == {}


def test_a_fault_of_our_own_tells_nobody_the_token_it_held(
    host: Client, witness: Witness, studio: Studio, zoom: RunningZoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter_app(host)
    with monkeypatch.context() as broken:
        broken.setattr(ZoomApp, "profile", _break_down_with_token)
        assert host.get(press_connect(host, witness, studio)).status_code == 500
    connect(host, witness, studio)
    with monkeypatch.context() as broken:
        broken.setattr(ZoomConferencing, "make", lambda self, _: _break_down_with_token(self, self.access_token))
        link = book(studio.event_type, studio.request(), timezone.now()).link_token
        work_for(30)
    look_around(host, witness, link)
    assert leaks(witness, secrets_of(zoom)) == {}


def _break_down_with_token(_: object, access_token: str, *rest: object) -> None:
    pair = {"access_token": access_token}
    raise RuntimeError(f"{pair} cannot be used")


def test_a_second_step_is_shown_once_and_kept_sealed(host: Client, witness: Witness, studio: Studio) -> None:
    studio.owner.set_password(PASSWORD)
    studio.owner.save()
    host.force_login(studio.owner)
    say_who(host)
    host.get("/accounts/2fa/totp/activate/")
    witness.look()
    secret = turn_on(host)
    seed = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).data["seed"]
    assert recovery_codes(host)
    for page in ("/app/account", "/accounts/2fa/", "/app/"):
        assert host.get(page).status_code == 200
    sign_in(witness.browser(), login=studio.owner.email)
    witness.look()
    assert witness.places_of(secret) == {"the page /accounts/2fa/totp/activate/"}
    assert witness.places_of(open_for(studio.owner.pk, seed)) == set()


@pytest.mark.parametrize("encoded", list(encodings(SECRET_TOKEN)))
def test_a_secret_is_found_however_it_is_written(witness: Witness, encoded: str) -> None:
    witness.seen.append(("a page", f"before{encoded}after"))
    assert witness.places_of(SECRET_TOKEN) == {"a page"}


def test_a_secret_in_a_table_is_found(witness: Witness, studio: Studio) -> None:
    studio.workspace.name = SECRET_TOKEN
    studio.workspace.save()
    witness.look()
    assert witness.places_of(SECRET_TOKEN) == {"table accounts_workspace"}


def test_a_secret_in_the_log_is_found(witness: Witness) -> None:
    structlog.get_logger("a.test").debug("an_event", token=SECRET_TOKEN)
    assert witness.places_of(SECRET_TOKEN) == {"the log"}
