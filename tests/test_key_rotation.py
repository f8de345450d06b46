from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.utils import timezone

from halfpast.accounts.vault import sealed_with_first_key
from halfpast.bookings.link_tokens import token_of
from halfpast.bookings.models import Booking
from halfpast.bookings.services import book
from halfpast.cli import FAILED, main
from halfpast.connections.consent import start_consent
from halfpast.connections.models import Connection, ConsentAttempt
from halfpast.connections.sealed_tokens import open_tokens
from halfpast.key_rotation import Rotation, reseal_all
from tests.studio import connect, make_studio

pytestmark = pytest.mark.django_db
NEW = {"new": b"n" * 32}


def test_after_a_rotation_the_old_key_can_be_thrown_away(settings: LazySettings) -> None:
    studio = make_studio()
    connect(studio.owner)
    accepted = book(studio.event_type, studio.request(), timezone.now())
    settings.ENCRYPTION_KEYS = {**NEW, **settings.ENCRYPTION_KEYS}
    assert reseal_all() == Rotation(resealed=2, not_opened=0)
    settings.ENCRYPTION_KEYS = NEW
    assert open_tokens(Connection.objects.get()).refresh == "refresh"
    assert token_of(Booking.objects.get()) == accepted.link_token


def test_a_second_rotation_finds_nothing_to_do(settings: LazySettings) -> None:
    connect(make_studio().owner)
    settings.ENCRYPTION_KEYS = {**NEW, **settings.ENCRYPTION_KEYS}
    assert [reseal_all().resealed, reseal_all().resealed] == [1, 0]


def test_a_row_whose_key_is_gone_does_not_stop_the_others(settings: LazySettings) -> None:
    first, second = connect(make_studio().owner), connect(make_studio("other").owner)
    Connection.objects.filter(pk=first.pk).update(sealed_tokens="gone.AAAA")
    settings.ENCRYPTION_KEYS = {**NEW, **settings.ENCRYPTION_KEYS}
    assert reseal_all() == Rotation(resealed=1, not_opened=1)
    second.refresh_from_db()
    assert sealed_with_first_key(second.sealed_tokens)


def test_the_command_fails_when_a_row_stays_behind(capsys: pytest.CaptureFixture[str]) -> None:
    Connection.objects.filter(pk=connect(make_studio().owner).pk).update(sealed_tokens="gone.AAAA")
    assert main(["rotate-keys"]) == FAILED
    assert "1 could not be opened" in capsys.readouterr().err


def test_sign_ins_under_way_start_again() -> None:
    start_consent(make_studio().owner, "session", timezone.now())
    reseal_all()
    assert not ConsentAttempt.objects.exists()
