from __future__ import annotations

import json
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from halfpast import env
from halfpast.first_secrets import put_first_secrets
from halfpast.own_keys import NotOurs, forget, our_file, put_new_key_first


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, bytes]:
    """As a process reads them at its start, from secrets that were made for it."""
    environ: dict[str, str] = {}
    put_first_secrets(tmp_path, environ)
    monkeypatch.delenv("ENCRYPTION_KEYS", raising=False)
    monkeypatch.setenv("ENCRYPTION_KEYS_FILE", environ["ENCRYPTION_KEYS_FILE"])
    return env.keys("ENCRYPTION_KEYS")


def test_a_process_that_runs_finds_the_new_key_first_and_keeps_the_old_one(keys: Mapping[str, bytes]) -> None:
    old = keys["1"]
    assert put_new_key_first(our_file(keys), keys) == "2"
    assert list(keys) == ["2", "1"]
    assert keys["1"] == old


def test_a_key_that_rows_name_is_not_made_again(keys: Mapping[str, bytes]) -> None:
    assert put_new_key_first(our_file(keys), {*keys, "7", "letters"}) == "8"


def test_a_forgotten_key_is_gone_from_a_process_that_runs(keys: Mapping[str, bytes]) -> None:
    put_new_key_first(our_file(keys), keys)
    forget(our_file(keys), ("1",))
    assert list(keys) == ["2"]


def test_the_other_secrets_stay_and_only_we_may_read_the_file(keys: Mapping[str, bytes]) -> None:
    path = our_file(keys)
    before = json.loads(path.read_text())
    put_new_key_first(path, keys)
    after = json.loads(path.read_text())
    assert {**after, "ENCRYPTION_KEYS": ""} == {**before, "ENCRYPTION_KEYS": ""}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("content", ["", "{", '{"SECRET_KEY": "x"}', "1:short"])
def test_a_file_that_went_bad_changes_nothing_in_a_process_that_runs(keys: Mapping[str, bytes], content: str) -> None:
    known = dict(keys)
    our_file(keys).write_text(content)
    assert dict(keys) == known


def test_a_file_that_is_gone_changes_nothing_in_a_process_that_runs(keys: Mapping[str, bytes]) -> None:
    known = dict(keys)
    our_file(keys).unlink()
    assert dict(keys) == known


def test_a_file_without_keys_stops_the_start_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "keys").write_text("{}")
    monkeypatch.delenv("ENCRYPTION_KEYS", raising=False)
    monkeypatch.setenv("ENCRYPTION_KEYS_FILE", str(tmp_path / "keys"))
    with pytest.raises(env.BadSetting, match="ENCRYPTION_KEYS_FILE: points at a file of JSON without"):
        env.keys("ENCRYPTION_KEYS")


def test_keys_of_the_operator_are_followed_too_but_not_ours_to_change(
    keys: Mapping[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.write_text(f"a:{'A' * 43}=")
    monkeypatch.setenv("ENCRYPTION_KEYS_FILE", str(own))
    followed = env.keys("ENCRYPTION_KEYS")
    own.write_text(f"longer:{'A' * 43}=,a:{'A' * 43}=")
    assert list(followed) == ["longer", "a"]
    with pytest.raises(NotOurs):
        our_file(followed)


def test_keys_of_the_environment_are_not_ours_to_change() -> None:
    with pytest.raises(NotOurs):
        our_file({"1": b"k" * 32})
