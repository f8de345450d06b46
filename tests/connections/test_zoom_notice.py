from __future__ import annotations

import gzip
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection as database
from django.test import Client
from django.utils import timezone

from halfpast.accounts.vault import seal
from halfpast.connections.models import Connection, Provider, VendorApp
from halfpast.connections.webhooks import OUR_OWN_CHECK
from halfpast.providers.zoom_notices import signature_of
from tests.studio import connect, make_studio

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db
PATH = "/auth/zoom/deauthorize"
SECRET = "zoom-secret-token"
# From Zoom's documentation: secret zoom-secret-token.
STAMP = "1654503849"
CHALLENGE = (
    b'{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680,"event":"endpoint.url_validation"}'
)
SIGNATURE = "v0=fd1376db6cb3f4672c7ade33cc13700261143da5fd8058e52b5dd50c8bf002fe"
ENCRYPTED = "d9e0d764a78494688ba3f2d5c0ed4ca311394b4834d959759213424d2df961e3"
THEN = datetime.fromtimestamp(int(STAMP), UTC)


@pytest.fixture(autouse=True)
def secret(settings: LazySettings) -> None:
    settings.ZOOM_DEAUTH_SECRET = SECRET


def post(client: Client, body: bytes, stamp: str | None, signature: str | None, path: str = PATH) -> Answer:
    given = {"x-zm-request-timestamp": stamp, "x-zm-signature": signature}
    headers = {name: value for name, value in given.items() if value is not None}
    return client.post(path, body, content_type="application/json; charset=utf-8", headers=headers)


def send(client: Client, notice: object) -> Answer:
    """Signed by Zoom, now."""
    body = notice if isinstance(notice, bytes) else json.dumps(notice).encode()
    stamp = str(int(timezone.now().timestamp()))
    signature = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return post(client, body, stamp, f"v0={signature}")


def send_as_of(client: Client, notice: object, moment: datetime) -> Answer:
    """Signed by Zoom at that time, and sent as it was then."""
    body, stamp = json.dumps(notice).encode(), str(int(moment.timestamp()))
    return post(client, body, stamp, signature_of(SECRET, stamp, body))


def refusal() -> str:
    return VendorApp.objects.values_list("notice_refusal", flat=True).get()


def deauthorization(connection: Connection, **changes: object) -> dict[str, object]:
    payload = {
        "account_id": "any",
        "client_id": "test-client",
        "deauthorization_time": (timezone.now() + timedelta(seconds=1)).isoformat().replace("+00:00", "Z"),
        "signature": "opaque",
        "user_data_retention": None,
        "user_id": connection.account_id,
    }
    return {"event": "app_deauthorized", "event_ts": 1749365726209, "payload": {**payload, **changes}}


def test_zooms_own_example_is_answered(client: Client) -> None:
    with time_machine.travel(THEN, tick=False):
        answer = post(client, CHALLENGE, STAMP, SIGNATURE)
    assert answer.status_code == 200
    assert answer.json() == {"plainToken": "qgg8vlvZRS6UYooatFL8Aw", "encryptedToken": ENCRYPTED}


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(-301, "5 minutes"), (301, "5 minutes"), (90, ""), (-1800, "30 minutes"), (86_400, "1440 minutes")],
)
def test_a_stamp_outside_five_minutes_is_refused_as_a_fault_of_our_clock(
    client: Client, seconds: int, told: str
) -> None:
    with time_machine.travel(THEN + timedelta(seconds=seconds), tick=False):
        answer = post(client, CHALLENGE, STAMP, SIGNATURE)
    assert answer.status_code == (503 if told else 200)
    assert not told or f"{told} from ours. Check the server's clock." in refusal()


@pytest.mark.parametrize("seconds", [-300, 300])
def test_a_stamp_at_the_edge_is_accepted(client: Client, seconds: int) -> None:
    with time_machine.travel(THEN + timedelta(seconds=seconds), tick=False):
        assert post(client, CHALLENGE, STAMP, SIGNATURE).status_code == 200


MUTATIONS: list[tuple[bytes, str | None, str | None]] = [
    (CHALLENGE + b" ", STAMP, SIGNATURE),
    (CHALLENGE + b"\n", STAMP, SIGNATURE),
    (b" " + CHALLENGE, STAMP, SIGNATURE),
    (CHALLENGE[:-1], STAMP, SIGNATURE),
    (CHALLENGE.replace(b"Aw", b"aw"), STAMP, SIGNATURE),
    (CHALLENGE.replace(b":", b": "), STAMP, SIGNATURE),
    (json.dumps(json.loads(CHALLENGE), sort_keys=True).encode(), STAMP, SIGNATURE),
    (b"", STAMP, SIGNATURE),
    (b"{}", STAMP, SIGNATURE),
    (CHALLENGE, "1654503850", SIGNATURE),
    (CHALLENGE, "01654503849", SIGNATURE),
    (CHALLENGE, "1654503849.0", SIGNATURE),
    (CHALLENGE, "-1654503849", SIGNATURE),
    (CHALLENGE, "١٦٥٤٥٠٣٨٤٩", SIGNATURE),
    (CHALLENGE, "", SIGNATURE),
    (CHALLENGE, None, SIGNATURE),
    (CHALLENGE, STAMP, None),
    (CHALLENGE, STAMP, ""),
    (CHALLENGE, STAMP, SIGNATURE.removeprefix("v0=")),
    (CHALLENGE, STAMP, SIGNATURE.replace("v0=", "v1=")),
    (CHALLENGE, STAMP, SIGNATURE.upper()),
    (CHALLENGE, STAMP, SIGNATURE[:-1]),
    (CHALLENGE, STAMP, SIGNATURE[:-1] + "f"),
    (CHALLENGE, STAMP, SIGNATURE + "0"),
    (CHALLENGE, STAMP, "v0=" + hashlib.sha256(CHALLENGE).hexdigest()),
    (CHALLENGE, STAMP, "v0=" + hmac.new(b"", b"v0:1654503849:" + CHALLENGE, hashlib.sha256).hexdigest()),
    (CHALLENGE, STAMP, "v0=é"),
]


@pytest.mark.parametrize(("body", "stamp", "signature"), MUTATIONS)
def test_nothing_but_the_signed_bytes_is_believed(
    client: Client, body: bytes, stamp: str | None, signature: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    with time_machine.travel(THEN, tick=False):
        answer = post(client, body, stamp, signature)
    assert (answer.status_code, answer.content) == (401, b"")
    assert "zoom_notice_refused" in caplog.text
    assert "plainToken" not in caplog.text
    assert refusal()


def test_without_a_secret_everything_is_refused(client: Client, settings: LazySettings) -> None:
    settings.ZOOM_DEAUTH_SECRET = ""
    with time_machine.travel(THEN, tick=False):
        assert post(client, CHALLENGE, STAMP, SIGNATURE).status_code == 503


def test_a_deauthorization_deletes_tokens_and_email_in_the_same_request(client: Client) -> None:
    owner = make_studio().owner
    connection = connect(owner)
    answer = send(client, deauthorization(connection))
    assert answer.status_code == 200
    assert not Connection.objects.exists()
    client.force_login(owner)
    assert "Connect Zoom" in client.get("/app/integrations").content.decode()


def test_a_notice_in_whole_seconds_counts_within_its_second(client: Client) -> None:
    connection = connect(make_studio().owner)
    whole = connection.connected_at.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    send(client, deauthorization(connection, deauthorization_time=whole))
    assert not Connection.objects.exists()


def test_a_notice_older_than_the_connection_changes_nothing(client: Client) -> None:
    connection = connect(make_studio().owner)
    before = (connection.connected_at - timedelta(minutes=1)).isoformat()
    answer = send(client, deauthorization(connection, deauthorization_time=before))
    assert answer.status_code == 200
    assert Connection.objects.filter(pk=connection.pk).exists()


def test_a_notice_about_another_account_touches_nobody(client: Client) -> None:
    connection = connect(make_studio().owner)
    assert send(client, deauthorization(connection, user_id="somebody-else")).status_code == 200
    assert Connection.objects.exists()


@pytest.mark.parametrize("client_id", ["another-app", "", None])
def test_a_notice_for_another_app_is_ignored(client: Client, client_id: str | None) -> None:
    connection = connect(make_studio().owner)
    assert send(client, deauthorization(connection, client_id=client_id)).status_code == 200
    assert Connection.objects.exists()


def test_a_notice_of_the_app_that_a_connection_was_made_through_counts(client: Client) -> None:
    connection = connect(make_studio().owner)
    Connection.objects.update(app_client_id="former-app")
    send(client, deauthorization(connection))
    assert Connection.objects.exists()
    send(client, deauthorization(connection, client_id="former-app"))
    assert not Connection.objects.exists()


def test_only_the_named_account_is_removed(client: Client) -> None:
    first, second = connect(make_studio().owner), connect(make_studio("other").owner)
    send(client, deauthorization(first))
    assert list(Connection.objects.all()) == [second]


def test_a_notice_that_comes_twice_is_harmless(client: Client) -> None:
    notice = deauthorization(connect(make_studio().owner))
    assert [send(client, notice).status_code for _ in range(2)] == [200, 200]


def test_other_events_are_accepted_and_ignored(client: Client) -> None:
    assert send(client, {"event": "meeting.started", "payload": {}}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"event": 5}',
        b'{"event": "app_deauthorized"}',
        b'{"event": "endpoint.url_validation", "payload": {}}',
        b'{"event": "endpoint.url_validation", "payload": {"plainToken": 7}}',
    ],
)
def test_what_is_signed_but_unreadable_is_refused(client: Client, body: bytes) -> None:
    assert send(client, body).status_code == 400


def test_a_large_body_is_refused(client: Client) -> None:
    assert send(client, b"{" + b" " * 70_000 + b"}").status_code == 413


def test_only_post_is_answered(client: Client) -> None:
    assert client.get(PATH).status_code == 405


@pytest.mark.parametrize("minutes", [5.1, 25, 85])
def test_a_deauthorization_repeated_with_its_first_stamp_is_believed(client: Client, minutes: float) -> None:
    connection = connect(make_studio().owner)
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        answer = send_as_of(client, deauthorization(connection), timezone.now() - timedelta(minutes=minutes))
    assert answer.status_code == 200
    assert not Connection.objects.exists()


def test_a_deauthorization_stamped_in_our_future_is_lost_by_no_wrong_clock(client: Client) -> None:
    notice, stamped = deauthorization(connect(make_studio().owner)), timezone.now() + timedelta(minutes=6)
    assert send_as_of(client, notice, stamped).status_code == 503
    assert Connection.objects.exists()
    assert refusal() == "Its time is 6 minutes from ours. Check the server's clock."
    with time_machine.travel(stamped, tick=False):
        assert send_as_of(client, notice, stamped).status_code == 200
    assert not Connection.objects.exists()


def test_a_deauthorization_older_than_any_repeat_is_not_believed(client: Client) -> None:
    notice = deauthorization(connect(make_studio().owner))
    assert send_as_of(client, notice, timezone.now() - timedelta(hours=2, seconds=5)).status_code == 503
    assert Connection.objects.exists()


@pytest.mark.parametrize("changes", [{}, {"deauthorization_time": None}])
def test_a_replayed_deauthorization_leaves_a_newer_connection(client: Client, changes: dict[str, object]) -> None:
    owner = make_studio().owner
    long_ago = timezone.now() - timedelta(hours=1)
    old = {"deauthorization_time": long_ago.isoformat(), **changes}
    notice = {"event": "app_deauthorized", "payload": deauthorization(connect(owner), **old)["payload"]}
    assert send_as_of(client, notice, long_ago).status_code == 200
    assert Connection.objects.exists()


@pytest.mark.parametrize(
    ("stamp", "signature", "told"),
    [
        (STAMP, None, "It carried no signature."),
        (None, SIGNATURE, "The notice carries no usable timestamp."),
        (STAMP, "v0=" + "0" * 64, "The notice's signature does not fit the secret token."),
    ],
)
def test_the_operator_can_look_up_why_a_notice_was_refused(
    client: Client, stamp: str | None, signature: str | None, told: str
) -> None:
    with time_machine.travel(THEN, tick=False):
        assert post(client, CHALLENGE, stamp, signature).status_code == 401
    app = VendorApp.objects.get()
    assert (app.notice_refused_at, app.notice_refusal, app.last_notice_at) == (THEN, told, None)


def version_of_the_row() -> object:
    """Changes with every write."""
    with database.cursor() as cursor:
        cursor.execute("SELECT xmin::text, ctid::text FROM connections_vendorapp")
        return cursor.fetchall()


def test_a_flood_of_unsigned_notices_is_one_write_a_minute(client: Client) -> None:
    with time_machine.travel(THEN, tick=False) as clock:
        post(client, CHALLENGE, STAMP, None)
        first = version_of_the_row()
        for _ in range(20):
            clock.shift(timedelta(seconds=2))
            post(client, CHALLENGE, STAMP, "v0=wrong")
        assert (version_of_the_row(), refusal()) == (first, "It carried no signature.")
        clock.shift(timedelta(seconds=30))
        post(client, CHALLENGE, STAMP, "v0=wrong")
    assert refusal() == "The notice's signature does not fit the secret token."


def test_the_time_of_the_last_notice_is_kept(client: Client) -> None:
    with time_machine.travel(THEN, tick=False):
        post(client, CHALLENGE, STAMP, SIGNATURE)
    assert VendorApp.objects.get().last_notice_at == THEN


def test_a_challenge_of_our_own_is_no_notice_from_zoom(client: Client) -> None:
    challenge = {"event": "endpoint.url_validation", "payload": {"plainToken": f"{OUR_OWN_CHECK}abc"}}
    assert send(client, challenge).status_code == 200
    assert not VendorApp.objects.exclude(last_notice_at=None).exists()


def type_in_token(bound_to: str = "zoom app secret token") -> None:
    VendorApp.objects.create(provider=Provider.ZOOM, sealed_secret_token=seal(SECRET, bound_to=bound_to))


def test_a_typed_in_secret_token_counts_where_the_environment_has_none(client: Client, settings: LazySettings) -> None:
    settings.ZOOM_DEAUTH_SECRET = ""
    type_in_token()
    with time_machine.travel(THEN, tick=False):
        assert post(client, CHALLENGE, STAMP, SIGNATURE).json()["encryptedToken"] == ENCRYPTED


def test_a_secret_token_that_cannot_be_opened_is_our_fault(client: Client, settings: LazySettings) -> None:
    settings.ZOOM_DEAUTH_SECRET = ""
    type_in_token(bound_to="another row")
    with time_machine.travel(THEN, tick=False):
        assert post(client, CHALLENGE, STAMP, SIGNATURE).status_code == 503
    assert "ENCRYPTION_KEYS" in refusal()


@pytest.mark.parametrize("size", [70_000, 1024 * 1024 + 1, 10 * 1024 * 1024])
def test_a_body_of_any_size_is_answered_shortly(client: Client, size: int) -> None:
    assert send(client, b"{" + b" " * size + b"}").status_code == 413


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_signed_notice_in_another_unicode_encoding_is_understood(client: Client, encoding: str) -> None:
    notice = deauthorization(connect(make_studio().owner))
    assert send(client, json.dumps(notice).encode(encoding)).status_code == 200
    assert not Connection.objects.exists()


def test_a_signed_notice_that_is_packed_is_refused_and_remembered(client: Client) -> None:
    notice = deauthorization(connect(make_studio().owner))
    assert send(client, gzip.compress(json.dumps(notice).encode())).status_code == 400
    assert Connection.objects.exists()
    assert refusal() == "It could not be read."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_an_unsigned_challenge_is_refused_in_every_encoding(client: Client, encoding: str) -> None:
    body = CHALLENGE.decode().encode(encoding)
    assert post(client, body, str(int(timezone.now().timestamp())), None).status_code == 401
