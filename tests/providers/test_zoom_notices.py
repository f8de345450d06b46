from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from halfpast.providers.zoom_notices import (
    NoticeOutOfTime,
    NoticeRefused,
    challenge_answer,
    challenge_token,
    event_of,
    parse_deauthorization,
    verify,
)

SECRET = "zoom-secret-token"
STAMP = "1654503849"
NOW = datetime.fromtimestamp(int(STAMP), UTC)
CHALLENGE = (
    b'{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680,"event":"endpoint.url_validation"}'
)
SIGNATURE = "v0=fd1376db6cb3f4672c7ade33cc13700261143da5fd8058e52b5dd50c8bf002fe"
PAYLOAD = {
    "account_id": "MXEuWmOmTsKWUswrfpPslg",
    "client_id": "bDU6oQQ5Qe6sz9mVaMVEyw",
    "deauthorization_time": "2025-06-08T06:55:26.209Z",
    "signature": "18f3",
    "user_data_retention": None,
    "user_id": "NtEMagHcQAygosd81Lzysw",
}


def signed(stamp: str, body: bytes) -> str:
    return "v0=" + hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()


def notice(payload: object, **more: object) -> bytes:
    return json.dumps({"event": "app_deauthorized", "payload": payload, **more}).encode()


def test_the_documented_signature_fits() -> None:
    verify(SECRET, STAMP, CHALLENGE, SIGNATURE, NOW)


def test_the_documented_challenge_is_answered() -> None:
    assert challenge_answer(SECRET, challenge_token(CHALLENGE)) == {
        "plainToken": "qgg8vlvZRS6UYooatFL8Aw",
        "encryptedToken": "d9e0d764a78494688ba3f2d5c0ed4ca311394b4834d959759213424d2df961e3",
    }


def test_the_signature_covers_the_raw_bytes_whatever_they_are() -> None:
    body = b'{ "event":\t"x" }\xff\x00'

    verify(SECRET, STAMP, body, signed(STAMP, body), NOW)
    with pytest.raises(NoticeRefused):
        verify(SECRET, STAMP, body.strip(b"\x00"), signed(STAMP, body), NOW)


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_notice_counts_for_five_minutes(seconds: int) -> None:
    verify(SECRET, STAMP, CHALLENGE, SIGNATURE, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_an_older_or_later_notice_is_refused(seconds: int) -> None:
    with pytest.raises(NoticeRefused):
        verify(SECRET, STAMP, CHALLENGE, SIGNATURE, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "v0=",
        SIGNATURE[3:],
        SIGNATURE.upper(),
        SIGNATURE + "0",
        SIGNATURE.replace("v0", "v1"),
        "\xff\u0141\ud800",
    ],
)
def test_a_wrong_signature_is_refused(signature: str | None) -> None:
    with pytest.raises(NoticeRefused):
        verify(SECRET, STAMP, CHALLENGE, signature, NOW)


@pytest.mark.parametrize(
    "stamp", [None, "", "-1654503849", "1654503849.0", "١٦٥٤٥٠٣٨٤٩", "²", "9" * 400, "\ud800", " 1"]
)
def test_a_timestamp_that_is_not_plain_digits_is_refused(stamp: str | None) -> None:
    with pytest.raises(NoticeRefused):
        verify(SECRET, stamp, CHALLENGE, SIGNATURE, NOW)


def test_without_a_secret_nothing_is_let_through() -> None:
    unkeyed = "v0=" + hmac.new(b"", f"v0:{STAMP}:".encode() + CHALLENGE, hashlib.sha256).hexdigest()

    with pytest.raises(NoticeRefused):
        verify("", STAMP, CHALLENGE, unkeyed, NOW)
    with pytest.raises(NoticeRefused):
        challenge_answer("", "token")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"event": 7}', b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_notice_is_no_event_and_no_challenge(body: bytes) -> None:
    assert event_of(body) == ""
    assert challenge_token(body) == ""


@pytest.mark.parametrize(
    "token",
    [
        f"v0:{STAMP}:" + notice({"user_id": "victim"}).decode(),
        f"v0:{STAMP}:",
        "",
        "with space",
        "line\n",
        "\ud800",
        "x" * 201,
    ],
)
def test_a_challenge_is_no_way_to_have_a_text_of_ones_own_signed(token: str) -> None:
    with pytest.raises(NoticeRefused):
        challenge_answer(SECRET, token)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_signed_notice_is_read_in_every_encoding_of_json(encoding: str) -> None:
    body = notice(PAYLOAD).decode().encode(encoding)

    verify(SECRET, STAMP, body, signed(STAMP, body), NOW)

    assert parse_deauthorization(body).user_id == PAYLOAD["user_id"]


def test_a_body_in_another_encoding_is_no_notice() -> None:
    body = notice({"user_id": "Grüße"}).decode("unicode_escape").encode("latin-1")

    assert event_of(body) == ""
    with pytest.raises(NoticeRefused):
        parse_deauthorization(body)


def test_another_encoding_of_a_signed_body_does_not_fit_its_signature() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-32"):
        with pytest.raises(NoticeRefused):
            verify(SECRET, STAMP, CHALLENGE.decode().encode(encoding), SIGNATURE, NOW)


def test_ten_megabytes_that_nobody_signed_are_refused_and_such_a_signed_body_is_no_notice() -> None:
    body = b"[" * 10 * 1024 * 1024

    with pytest.raises(NoticeRefused):
        verify(SECRET, STAMP, body, SIGNATURE, NOW)
    verify(SECRET, STAMP, body, signed(STAMP, body), NOW)
    assert (event_of(body), challenge_token(body)) == ("", "")


@pytest.mark.parametrize(
    ("stamp", "signature"),
    [
        (f"{STAMP},{STAMP}", SIGNATURE),
        (f"{STAMP}, {STAMP}", SIGNATURE),
        (STAMP, f"{SIGNATURE},{SIGNATURE}"),
        (STAMP, f"{SIGNATURE}, {SIGNATURE}"),
        (STAMP, f" {SIGNATURE}"),
    ],
)
def test_a_header_sent_twice_is_refused(stamp: str, signature: str) -> None:
    with pytest.raises(NoticeRefused):
        verify(SECRET, stamp, CHALLENGE, signature, NOW)


@pytest.mark.parametrize(("seconds", "age"), [(400, 400), (-400, -400), (85 * 60, 85 * 60)])
def test_a_signed_notice_of_another_time_is_told_apart_with_its_age(seconds: int, age: int) -> None:
    with pytest.raises(NoticeOutOfTime) as caught:
        verify(SECRET, STAMP, CHALLENGE, SIGNATURE, NOW + timedelta(seconds=seconds))

    assert caught.value.age == timedelta(seconds=age)


@pytest.mark.parametrize("stamp", ["0", "9" * 12])
def test_the_far_ends_of_time_are_only_out_of_time(stamp: str) -> None:
    with pytest.raises(NoticeOutOfTime):
        verify(SECRET, stamp, CHALLENGE, signed(stamp, CHALLENGE), NOW)


def test_a_wrong_signature_is_never_merely_out_of_time() -> None:
    with pytest.raises(NoticeRefused) as caught:
        verify(SECRET, STAMP, CHALLENGE, SIGNATURE[:-1] + "f", NOW + timedelta(hours=1))

    assert caught.type is NoticeRefused


MUTATIONS = [
    *((CHALLENGE[:at] + bytes([CHALLENGE[at] ^ 1]) + CHALLENGE[at + 1 :], SIGNATURE) for at in range(0, 110, 10)),
    *(
        (CHALLENGE, SIGNATURE[:at] + ("0" if SIGNATURE[at] != "0" else "1") + SIGNATURE[at + 1 :])
        for at in range(3, 60, 6)
    ),
    (CHALLENGE + b" ", SIGNATURE),
    (CHALLENGE[:-1], SIGNATURE),
    (b"", SIGNATURE),
]


@pytest.mark.parametrize(("body", "signature"), MUTATIONS)
def test_a_single_changed_bit_is_enough_to_be_refused(body: bytes, signature: str) -> None:
    with pytest.raises(NoticeRefused):
        verify(SECRET, STAMP, body, signature, NOW)


def test_a_deauthorization_names_user_app_and_time() -> None:
    read = parse_deauthorization(notice(PAYLOAD, event_ts=1749365726209))

    assert read.user_id == "NtEMagHcQAygosd81Lzysw"
    assert read.account_id == "MXEuWmOmTsKWUswrfpPslg"
    assert read.client_id == "bDU6oQQ5Qe6sz9mVaMVEyw"
    assert read.time == datetime(2025, 6, 8, 6, 55, 26, 209_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "more", "time"),
    [
        ({"user_data_retention": "false"}, {}, datetime(2025, 6, 8, 6, 55, 26, 209_000, tzinfo=UTC)),
        ({"deauthorization_time": None}, {"event_ts": 1749365726000}, datetime(2025, 6, 8, 6, 55, 26, tzinfo=UTC)),
        ({"deauthorization_time": "x", "event_ts": 1749365726000}, {}, datetime(2025, 6, 8, 6, 55, 26, tzinfo=UTC)),
        ({"deauthorization_time": "x"}, {"event_ts": 10**30}, None),
        ({"deauthorization_time": "0001-01-01T00:00:00+23:00"}, {"event_ts": True}, None),
    ],
)
def test_older_forms_of_the_notice_are_read(
    changes: dict[str, object], more: dict[str, object], time: datetime | None
) -> None:
    read = parse_deauthorization(notice(PAYLOAD | changes, **more))

    assert (read.user_id, read.time) == ("NtEMagHcQAygosd81Lzysw", time)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        notice(None),
        notice({"user_id": 7}),
        notice({"user_id": "\x00"}),
        notice({"user_id": "\ud800"}),
        notice({"user_id": "two\nlines"}),
        notice({"user_id": "x" * 201}),
        CHALLENGE,
    ],
)
def test_a_notice_without_a_user_is_refused(body: bytes) -> None:
    with pytest.raises(NoticeRefused):
        parse_deauthorization(body)
