from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import LazySettings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from halfpast.accounts.models import User
from halfpast.connections.models import Connection, VendorApp
from halfpast.connections.notice_log import note_received, note_refused
from halfpast.connections.webhooks import OUR_OWN_CHECK
from halfpast.operators.app_entry import AppEntry, save_app
from halfpast.operators.findings import Finding
from halfpast.operators.self_check import check_address, check_notices, check_scopes, self_check
from halfpast.providers.zoom_notices import WRONG_SIGNATURE
from halfpast.providers.zoom_scopes import CLASSIC_FORMS
from halfpast.sandbox.servers import RunningZoom
from tests.studio import connect, make_studio

NOBODY = "http://127.0.0.1:9"
Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def answering(answer: Callable[[bytes], Answer], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server of somebody else's that says the same to whatever is posted; answers its origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, headers, body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response_only(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def findings(tone: str) -> str:
    return " ".join(f"{each.title} {each.advice}" for each in self_check() if each.tone.value == tone)


@pytest.mark.django_db(transaction=True)
def test_a_set_up_installation_finds_nothing_wrong(
    zoom: RunningZoom, live_server: LiveServer, settings: LazySettings
) -> None:
    settings.BASE_URL = live_server.url
    good, bad = findings("good"), findings("bad")
    assert "Zoom knows the client ID and the client secret" in good
    assert "This server's clock agrees with Zoom's" in good
    assert "The deauthorization URL answers with this page's secret token" in good
    assert bad == ""


@pytest.mark.django_db(transaction=True)
def test_the_operators_page_shows_the_results(
    zoom: RunningZoom, live_server: LiveServer, settings: LazySettings, client: Client
) -> None:
    settings.BASE_URL = live_server.url
    operator = make_studio().owner
    User.objects.update(is_operator=True)
    client.force_login(operator)
    shown = client.post("/app/operator/zoom/check").content.decode()
    assert "The deauthorization URL answers with this page&#x27;s secret token" in shown
    assert "Zoom itself accepts only https addresses" in shown


@pytest.mark.django_db(transaction=True)
def test_the_check_itself_is_no_notice_from_zoom(
    zoom: RunningZoom, live_server: LiveServer, settings: LazySettings
) -> None:
    settings.BASE_URL = live_server.url
    self_check()
    assert not VendorApp.objects.exclude(last_notice_at=None, notice_refused_at=None).exists()


def another_token(posted: bytes) -> Answer:
    plain = json.loads(posted)["payload"]["plainToken"]
    assert plain.startswith(OUR_OWN_CHECK)
    return 200, {}, json.dumps({"plainToken": plain, "encryptedToken": "0" * 64}).encode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (another_token, "Another installation answers at this address"),
        (lambda _: (200, {}, b"<html>Sign in</html>"), "Something else than Halfpast answers there"),
        (lambda _: (302, {"Location": "https://www.example.com/x"}, b""), "It redirects to https://www.example.com"),
        (lambda _: (401, {}, b""), "has another secret token than this page"),
        (lambda _: (503, {}, b""), "has no secret token"),
        (lambda _: (404, {}, b""), "HTTP 404"),
        (lambda _: (403, {}, b"<html>blocked</html>"), "Something in front of Halfpast refuses the call"),
    ],
)
def test_a_wrong_answer_at_our_address_names_its_cause(
    zoom: RunningZoom, settings: LazySettings, answer: Callable[[bytes], Answer], told: str
) -> None:
    with answering(answer) as settings.BASE_URL:
        assert told in findings("bad")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "told"),
    [
        (NOBODY, "cannot be reached from this server"),
        ("https://nowhere.invalid", "The name nowhere.invalid is not known"),
    ],
)
def test_an_address_that_does_not_answer_is_named(
    zoom: RunningZoom, settings: LazySettings, address: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    settings.BASE_URL = address
    assert told in findings("bad")


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    draft = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    draft = draft.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    pem = draft.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "both.pem").write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, *form))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


@pytest.mark.django_db
def test_a_certificate_of_ones_own_is_named(zoom: RunningZoom, settings: LazySettings, tmp_path: Path) -> None:
    with answering(another_token, self_signed(tmp_path)) as settings.BASE_URL:
        assert "The certificate of 127.0.0.1 is not accepted: self-signed certificate" in findings("bad")


@pytest.mark.django_db
def test_without_a_secret_token_nothing_is_called(zoom: RunningZoom, settings: LazySettings) -> None:
    settings.ZOOM_DEAUTH_SECRET, settings.BASE_URL = "", NOBODY
    assert "No secret token is set" in findings("wait")
    assert findings("bad") == ""


@pytest.mark.django_db
def test_credentials_that_zoom_does_not_know_are_named(zoom: RunningZoom, settings: LazySettings) -> None:
    settings.ZOOM_CLIENT_SECRET = "wrong"
    assert "Zoom does not know the client ID with this secret" in findings("bad")


@pytest.mark.django_db
def test_swapped_credentials_are_named(zoom: RunningZoom, settings: LazySettings) -> None:
    settings.ZOOM_CLIENT_ID, settings.ZOOM_CLIENT_SECRET = settings.ZOOM_CLIENT_SECRET, settings.ZOOM_CLIENT_ID
    assert "The client ID and the client secret are swapped" in findings("bad")


@pytest.mark.django_db
def test_an_unreachable_zoom_is_named(settings: LazySettings) -> None:
    settings.ZOOM_BASE_URL = NOBODY
    assert "Zoom cannot be reached from this server" in findings("bad")


@pytest.mark.django_db
def test_a_missing_app_is_named(settings: LazySettings) -> None:
    settings.ZOOM_CLIENT_ID = settings.ZOOM_CLIENT_SECRET = ""
    assert "No Zoom app is set up" in findings("bad")


@pytest.mark.django_db
def test_an_app_whose_key_is_lost_is_named(settings: LazySettings) -> None:
    settings.ZOOM_CLIENT_ID = settings.ZOOM_CLIENT_SECRET = settings.ZOOM_DEAUTH_SECRET = ""
    save_app(AppEntry("an-id", "a-secret", "a-token"))
    VendorApp.objects.update(sealed_client_secret="gone.AAAA", sealed_secret_token="gone.AAAA")
    assert findings("bad").count("cannot be opened with ENCRYPTION_KEYS") == 2


def zoom_at(moment: datetime) -> Callable[[bytes], Answer]:
    refusal = json.dumps({"reason": "Invalid Token!", "error": "invalid_grant"}).encode()
    return lambda _: (400, {"Date": format_datetime(moment.astimezone(UTC), usegmt=True)}, refusal)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "agrees with Zoom's"),
        (-6, "This server's clock is 6 minutes ahead"),
        (6, "This server's clock is 6 minutes slow"),
        (-1.5, "This server's clock is 2 minutes ahead"),
    ],
)
def test_a_clock_that_is_off_is_named(settings: LazySettings, minutes: float, told: str) -> None:
    with answering(zoom_at(datetime.now(UTC) + timedelta(minutes=minutes))) as settings.ZOOM_BASE_URL:
        assert told in findings("bad" if minutes else "good")


@pytest.mark.django_db
def test_zoom_that_names_no_time_says_nothing_of_our_clock(settings: LazySettings) -> None:
    with answering(lambda _: (500, {}, b"")) as settings.ZOOM_BASE_URL:
        open_ones = findings("wait")
    assert "did not say what time it is" in open_ones
    assert "Zoom did not say whether it knows the app" in open_ones


@pytest.mark.parametrize("address", ["http://localhost:8000", "https://localhost", "http://127.0.0.1:8000"])
def test_an_address_that_zoom_does_not_accept_is_named(settings: LazySettings, address: str) -> None:
    settings.BASE_URL = address
    assert (check_address().tone.value, address in check_address().title) == ("wait", True)


def test_an_https_address_is_good(settings: LazySettings) -> None:
    settings.BASE_URL = "https://meet.example.com"
    assert check_address().tone.value == "good"


NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_notice_with_another_signature_shows_that_the_secret_token_is_not_zooms() -> None:
    assert check_notices() == ()
    note_received(NOW - timedelta(hours=1))
    note_refused(WRONG_SIGNATURE, NOW)
    (only,) = check_notices()
    assert only.tone.value == "wait"
    assert "Zoom signs with another secret token" in only.title


@pytest.mark.django_db
def test_a_notice_accepted_since_settles_it() -> None:
    note_refused(WRONG_SIGNATURE, NOW)
    note_received(NOW + timedelta(minutes=1))
    assert check_notices() == ()


@pytest.mark.django_db
def test_a_notice_refused_for_something_else_says_nothing_of_the_secret_token() -> None:
    note_refused("It carried no signature.", NOW)
    assert check_notices() == ()


@pytest.mark.django_db
def test_refusals_say_nothing_of_a_secret_token_entered_since() -> None:
    note_refused(WRONG_SIGNATURE, NOW)
    save_app(AppEntry(secret_token="another"))
    assert check_notices() == ()


def granted(*grants: set[str]) -> tuple[Finding, ...]:
    for number, scopes in enumerate(grants):
        connection = connect(make_studio(f"studio-{number}").owner)
        Connection.objects.filter(pk=connection.pk).update(scopes=sorted(scopes))
    return check_scopes()


ALL = set(CLASSIC_FORMS)


@pytest.mark.django_db
def test_scopes_are_not_known_before_anybody_has_connected() -> None:
    (only,) = granted()
    assert (only.tone.value, only.title.startswith("Nobody is connected yet")) == ("wait", True)


@pytest.mark.django_db
def test_complete_grants_are_good() -> None:
    (only,) = granted(ALL, ALL)
    assert only.tone.value == "good"


@pytest.mark.django_db
def test_a_scope_nobody_granted_is_missing_in_the_app() -> None:
    (only,) = granted(ALL - {"meeting:update:meeting"}, ALL - {"meeting:update:meeting"})
    assert only.title == "meeting:update:meeting is missing in 2 of 2 connections"
    assert "a new link" in only.advice
    assert "Add it to the app at Zoom" in only.advice


@pytest.mark.django_db
def test_a_scope_that_some_granted_is_in_the_app() -> None:
    (only,) = granted(ALL, ALL - {"meeting:delete:meeting"})
    assert only.title == "meeting:delete:meeting is missing in 1 of 2 connections"
    assert "The app has it" in only.advice


@pytest.mark.django_db
def test_without_the_scope_for_making_meetings_something_is_wrong() -> None:
    (only,) = granted(ALL - {"meeting:write:meeting"})
    assert only.tone.value == "bad"
