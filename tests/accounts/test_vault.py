from __future__ import annotations

import pytest
from django.conf import LazySettings

from halfpast.accounts.vault import CannotOpen, seal, sealed_with_first_key, unseal

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture(autouse=True)
def one_key(settings: LazySettings) -> None:
    settings.ENCRYPTION_KEYS = {"old": OLD}


def test_what_was_sealed_opens_again() -> None:
    assert unseal(seal("ünïque", bound_to="row 1"), bound_to="row 1") == "ünïque"


def test_the_same_text_is_never_sealed_alike() -> None:
    assert seal("text", bound_to="row 1") != seal("text", bound_to="row 1")


def test_another_row_does_not_open_it() -> None:
    with pytest.raises(CannotOpen):
        unseal(seal("text", bound_to="row 1"), bound_to="row 2")


def test_an_older_key_still_opens_and_a_newer_one_seals(settings: LazySettings) -> None:
    envelope = seal("text", bound_to="row 1")
    settings.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}
    assert unseal(envelope, bound_to="row 1") == "text"
    assert not sealed_with_first_key(envelope)
    assert sealed_with_first_key(seal("text", bound_to="row 1"))


def test_a_key_that_is_gone_or_swapped_does_not_open(settings: LazySettings) -> None:
    envelope = seal("text", bound_to="row 1")
    for keys in ({"new": NEW}, {"old": NEW}):
        settings.ENCRYPTION_KEYS = keys
        with pytest.raises(CannotOpen):
            unseal(envelope, bound_to="row 1")


@pytest.mark.parametrize("envelope", ["", ".", "old", "old.", "old.AAAA", "old.!!!!", "old.é", "new.AAAA", "AAAA"])
def test_damaged_envelopes_do_not_open(envelope: str) -> None:
    with pytest.raises(CannotOpen):
        unseal(envelope, bound_to="row 1")


def test_no_changed_character_goes_unnoticed() -> None:
    envelope = seal("text", bound_to="row 1")
    for place in range(len("old."), len(envelope) - 1):
        other = "A" if envelope[place] != "A" else "B"
        with pytest.raises(CannotOpen):
            unseal(envelope[:place] + other + envelope[place + 1 :], bound_to="row 1")
