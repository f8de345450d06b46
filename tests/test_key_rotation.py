"""Keys change while guests book, tokens are refreshed and accounts are connected."""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Event
from urllib.parse import urlencode

import httpx
import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import LazySettings
from django.db import connection as database
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from halfpast import rotate_keys, sealed_rows
from halfpast.accounts.sealed_authenticators import open_for, seal_for
from halfpast.accounts.vault import CannotOpen, sealed_with_first_key
from halfpast.bookings.link_tokens import token_of
from halfpast.bookings.models import Booking
from halfpast.bookings.services import book
from halfpast.cli import FAILED, main
from halfpast.connections.access_tokens import with_access_token
from halfpast.connections.consent import finish_consent, start_consent
from halfpast.connections.models import Connection, Provider, VendorApp
from halfpast.connections.sealed_tokens import open_tokens
from halfpast.connections.vendor_apps import opened, sealed
from halfpast.key_rotation import Rotation, rotate
from halfpast.sandbox.servers import RunningZoom
from tests.studio import Studio, connect, connect_at, make_studio
from tests.threads import all_at_once, until

OLD, NEW = {"1": b"o" * 32}, {"2": b"n" * 32}
BOTH = {**NEW, **OLD}


@pytest.fixture(autouse=True)
def old_key(settings: LazySettings) -> None:
    settings.ENCRYPTION_KEYS = OLD


def rotated(progress: Callable[[str, int, int], None] = lambda *_: None) -> Rotation:
    return rotate(progress)


def with_everything_sealed(studio: Studio) -> str:
    """One row of every kind; answers the guest's link."""
    connect(studio.owner)
    columns = {
        column: sealed(column, f"typed in {column}") for column in ("sealed_client_secret", "sealed_secret_token")
    }
    VendorApp.objects.create(provider=Provider.ZOOM, client_id="typed-in", **columns)
    secret = seal_for(studio.owner.pk, "a second step")
    Authenticator.objects.create(user=studio.owner, type=Authenticator.Type.TOTP, data={"secret": secret})
    start_consent(studio.owner, "session", timezone.now())
    return book(studio.event_type, studio.request(), timezone.now()).link_token


@pytest.mark.django_db
def test_after_a_rotation_the_old_key_can_be_thrown_away(settings: LazySettings, studio: Studio) -> None:
    link = with_everything_sealed(studio)
    settings.ENCRYPTION_KEYS = BOTH
    assert rotated().removable == ("1",)
    settings.ENCRYPTION_KEYS = NEW
    assert open_tokens(Connection.objects.get()).refresh == "refresh"
    assert token_of(Booking.objects.get()) == link
    assert opened(VendorApp.objects.get(), "sealed_client_secret") == "typed in sealed_client_secret"
    assert opened(VendorApp.objects.get(), "sealed_secret_token") == "typed in sealed_secret_token"
    assert open_for(studio.owner.pk, Authenticator.objects.get().data["secret"]) == "a second step"


def test_no_sealed_column_is_forgotten() -> None:
    columns = {
        (model, f"F({field.name})")
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.name.startswith("sealed_")
    }
    known = {(rows.model, repr(rows.envelope)) for rows in sealed_rows.SEALED if isinstance(rows.envelope, F)}
    assert columns == known
    assert Authenticator in {rows.model for rows in sealed_rows.SEALED}


@pytest.mark.django_db
def test_a_second_rotation_finds_nothing_to_do(settings: LazySettings, studio: Studio) -> None:
    with_everything_sealed(studio)
    settings.ENCRYPTION_KEYS = BOTH
    assert rotated().resealed.total() == 6
    assert rotated().resealed.total() == 0


@pytest.mark.django_db
def test_a_rotation_broken_off_goes_on_where_it_was(settings: LazySettings, studio: Studio) -> None:
    with_everything_sealed(studio)
    settings.ENCRYPTION_KEYS = BOTH

    def break_off(kind: str, done: int, total: int) -> None:
        if kind == "guests' links":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotated(break_off)
    assert rotated().resealed == Counter(
        {
            "client secrets of Zoom apps": 1,
            "secret tokens of Zoom apps": 1,
            "second steps": 1,
            "connections being made": 1,
        }
    )


def test_a_rotation_killed_in_the_middle_goes_on_when_started_again(
    settings: LazySettings, transactional_db: None
) -> None:
    held = [connect(make_studio(slug).owner) for slug in ("first", "second", "third")][1]
    with transaction.atomic():
        Connection.objects.select_for_update().get(pk=held.pk)
        with rotate_keys_command() as killed:
            until(lambda: key_ids() == ["2", "1", "1"], seconds=30)
            killed.kill()
    settings.ENCRYPTION_KEYS = BOTH
    assert rotated().resealed == Counter({"connections": 2})
    assert key_ids() == ["2", "2", "2"]


def key_ids() -> list[str]:
    """Of the connections, in the order they were made."""
    envelopes = Connection.objects.order_by("pk").values_list("sealed_tokens", flat=True)
    return [envelope.partition(".")[0] for envelope in envelopes]


def rotate_keys_command() -> subprocess.Popen[bytes]:
    """A process of its own, which has the new key first."""
    given = database.get_connection_params()
    where = urlencode({name: str(given[name]) for name in ("host", "port", "user", "password") if given.get(name)})
    address = f"postgresql:///{given['dbname']}?{where}"
    keys = ",".join(f"{key_id}:{b64encode(key).decode()}" for key_id, key in BOTH.items())
    words = [sys.executable, "-P", "-m", "halfpast", "rotate-keys"]
    return subprocess.Popen(words, env=os.environ | {"DATABASE_URL": address, "ENCRYPTION_KEYS": keys})


@pytest.mark.django_db(transaction=True)
def test_a_second_command_at_once_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with rotate_keys.alone():
        _, refused = all_at_once([lambda: 0, lambda: main(["rotate-keys", "--new-key"])])
    assert refused == FAILED
    assert "Another rotate-keys is running." in capsys.readouterr().err
    assert main(["rotate-keys"]) == 0


@pytest.mark.django_db
def test_a_new_key_is_refused_where_the_keys_are_the_operators(capsys: pytest.CaptureFixture[str]) -> None:
    assert [main(["rotate-keys", "--new-key"]), main(["rotate-keys", "--forget-old"])] == [FAILED, FAILED]
    assert "docs/operate/keys.md" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_terminal_sees_a_line_for_each_kind(
    settings: LazySettings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(make_studio().owner)
    settings.ENCRYPTION_KEYS = BOTH
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["rotate-keys"]) == 0
    assert capsys.readouterr().err == "\rconnections: 1 of 1\n"


@pytest.mark.django_db
def test_progress_is_told_for_each_kind(settings: LazySettings) -> None:
    connect(make_studio().owner)
    connect(make_studio("other").owner)
    settings.ENCRYPTION_KEYS = BOTH
    told: list[tuple[str, int, int]] = []
    rotated(lambda *line: told.append(line))
    assert told == [("connections", 1, 2), ("connections", 2, 2)]


@pytest.mark.django_db
def test_a_row_whose_key_is_gone_does_not_stop_the_others(settings: LazySettings) -> None:
    first, second = connect(make_studio().owner), connect(make_studio("other").owner)
    Connection.objects.filter(pk=first.pk).update(sealed_tokens="gone.AAAA")
    settings.ENCRYPTION_KEYS = BOTH
    done = rotated()
    assert (done.not_opened, done.needed) == (Counter({"connections": 1}), Counter({"gone": 1}))
    assert (done.resealed, done.removable) == (Counter({"connections": 1}), ("1",))
    second.refresh_from_db()
    assert sealed_with_first_key(second.sealed_tokens)


@pytest.mark.django_db
def test_a_damaged_row_keeps_its_key(settings: LazySettings) -> None:
    row = connect(make_studio().owner)
    Connection.objects.filter(pk=row.pk).update(sealed_tokens="1.AAAA")
    settings.ENCRYPTION_KEYS = BOTH
    assert rotated().removable == ()


@pytest.mark.django_db
def test_the_command_fails_and_names_what_stays_behind(capsys: pytest.CaptureFixture[str]) -> None:
    Connection.objects.filter(pk=connect(make_studio().owner).pk).update(sealed_tokens="gone.AAAA")
    assert main(["rotate-keys"]) == FAILED
    told = capsys.readouterr().err
    assert "1 connections: could not be opened" in told
    assert "Key gone: 1 still sealed with it; it is missing from ENCRYPTION_KEYS." in told


@pytest.mark.django_db
def test_the_command_says_which_key_may_go(settings: LazySettings, capsys: pytest.CaptureFixture[str]) -> None:
    connect(make_studio().owner)
    settings.ENCRYPTION_KEYS = BOTH
    assert main(["rotate-keys"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("Sealed anew with key 2: 1 connections.\nNo row needs key 1 any more.")
    assert told.err == ""


@pytest.mark.django_db
def test_a_ciphertext_does_not_open_in_another_row(settings: LazySettings) -> None:
    first, second = connect(make_studio().owner), connect(make_studio("other").owner)
    settings.ENCRYPTION_KEYS = BOTH
    rotated()
    first.refresh_from_db()
    second.sealed_tokens = first.sealed_tokens
    with pytest.raises(CannotOpen):
        open_tokens(second)


@pytest.mark.django_db
def test_a_moved_ciphertext_is_not_made_good_by_a_rotation(settings: LazySettings) -> None:
    first, second = connect(make_studio().owner), connect(make_studio("other").owner)
    Connection.objects.filter(pk=second.pk).update(sealed_tokens=first.sealed_tokens)
    settings.ENCRYPTION_KEYS = BOTH
    assert rotated().not_opened == Counter({"connections": 1})


@pytest.mark.django_db
def test_what_a_process_with_the_old_key_first_seals_meanwhile_is_named(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    connect(make_studio().owner)
    late = make_studio("late").owner
    monkeypatch.setattr("halfpast.key_rotation._wait_for_open_transactions", lambda: sealed_by_another(late, settings))
    settings.ENCRYPTION_KEYS = BOTH
    assert main(["rotate-keys"]) == FAILED
    told = capsys.readouterr()
    assert "Restart web and worker first" in told.err
    assert "No row needs" not in told.out


def sealed_by_another(owner: object, settings: LazySettings) -> bool:
    """A process that was started before the new key was put first."""
    settings.ENCRYPTION_KEYS = OLD
    connect(owner)  # type: ignore[arg-type]
    settings.ENCRYPTION_KEYS = BOTH
    return True


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_began_before_is_waited_for(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("halfpast.key_rotation.PATIENCE", 0.3)
    connect(make_studio().owner)
    settings.ENCRYPTION_KEYS = BOTH
    begun, over = Event(), Event()

    def linger() -> None:
        with transaction.atomic():
            Connection.objects.count()
            begun.set()
            over.wait(10)

    def turn() -> Rotation:
        begun.wait(10)
        try:
            return rotated()
        finally:
            over.set()

    _, done = all_at_once([linger, turn])
    assert isinstance(done, Rotation)
    assert (done.is_certain, done.removable) == (False, ())


@pytest.mark.django_db(transaction=True)
def test_bookings_refreshes_and_consent_go_on_during_a_rotation(settings: LazySettings, zoom: RunningZoom) -> None:
    studio, newcomer = make_studio(), make_studio("newcomer").owner
    connection = connect_at(zoom, studio.owner)
    links = [
        book(studio.event_type, studio.request(start=studio.a_start(days=day)), timezone.now()).link_token
        for day in range(3)
    ]
    address = start_consent(newcomer, "session", timezone.now())
    Connection.objects.update(access_token_expires_at=timezone.now() - timedelta(hours=1))
    settings.ENCRYPTION_KEYS = BOTH

    acts: list[Callable[[], object]] = [
        rotated,
        partial(with_access_token, connection.pk, lambda token, _: token),
        lambda: book(studio.event_type, studio.request(start=studio.a_start(days=4)), timezone.now()).link_token,
        lambda: comes_back(newcomer, address),
        rotated,
    ]
    outcomes = all_at_once(acts)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    rotated()
    settings.ENCRYPTION_KEYS = NEW
    assert {token_of(booking) for booking in Booking.objects.all()} == {*links, outcomes[2]}
    assert open_tokens(Connection.objects.get(pk=connection.pk)).access == outcomes[1]
    assert open_tokens(Connection.objects.get(user=newcomer)).refresh


def test_a_consent_begun_before_a_rotation_ends_after_it(
    settings: LazySettings, studio: Studio, zoom: RunningZoom
) -> None:
    address = start_consent(studio.owner, "session", timezone.now())
    settings.ENCRYPTION_KEYS = BOTH
    rotated()
    settings.ENCRYPTION_KEYS = NEW
    assert comes_back(studio.owner, address).is_working


def comes_back(owner: object, address: str) -> Connection:
    answer = httpx.post(address, data={"choice": "allow", "email": owner.email})  # type: ignore[attr-defined]
    query = httpx.URL(answer.headers["Location"]).params
    now = timezone.now()
    return finish_consent(owner, "session", state=query["state"], code=query["code"], now=now)  # type: ignore[arg-type]


@pytest.fixture
def refresh_in_between(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], str]:
    """A new pair arrives after the rotation has read the row and before it writes; answers its access token."""
    read, refreshed = Event(), Event()

    def slowly(row: Connection) -> object:
        pair = open_tokens(row)
        read.set()
        # With the lock nobody gets through meanwhile; without it the refresh is over at once.
        refreshed.wait(0.5)
        return pair

    def refresh(connection_id: int) -> str:
        read.wait(5)
        token = with_access_token(connection_id, lambda token, _: token)
        refreshed.set()
        return token

    monkeypatch.setattr("halfpast.sealed_rows.open_tokens", slowly)
    return refresh


def refreshed_while_rotating(settings: LazySettings, zoom: RunningZoom, refresh: Callable[[int], str]) -> bool:
    """Whether the row holds the newest pair in the end."""
    connection = connect_at(zoom, make_studio().owner)
    Connection.objects.update(access_token_expires_at=timezone.now() - timedelta(hours=1))
    settings.ENCRYPTION_KEYS = BOTH
    acts: list[Callable[[], object]] = [rotated, partial(refresh, connection.pk)]
    _, token = all_at_once(acts)
    assert isinstance(token, str)
    connection.refresh_from_db()
    return open_tokens(connection).access == token


@pytest.mark.django_db(transaction=True)
def test_a_new_pair_of_tokens_is_not_overwritten_by_the_old_one(
    settings: LazySettings, zoom: RunningZoom, refresh_in_between: Callable[[int], str]
) -> None:
    assert refreshed_while_rotating(settings, zoom, refresh_in_between)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_be(
    settings: LazySettings,
    zoom: RunningZoom,
    refresh_in_between: Callable[[int], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    assert not refreshed_while_rotating(settings, zoom, refresh_in_between)
