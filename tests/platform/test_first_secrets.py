import stat
from pathlib import Path

import pytest

from halfpast.first_secrets import SecretsUnreadable, put_first_secrets


def test_secrets_are_made_once_and_only_we_may_read_them(tmp_path: Path) -> None:
    first: dict[str, str] = {}
    second: dict[str, str] = {}

    put_first_secrets(tmp_path / "data", first)
    put_first_secrets(tmp_path / "data", second)

    assert first == second
    assert first.keys() == {"SECRET_KEY", "ENCRYPTION_KEYS_FILE", "ZOOM_STATE_SECRET"}
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()] == [0o600]


def test_two_installations_share_no_secret(tmp_path: Path) -> None:
    one: dict[str, str] = {}
    other: dict[str, str] = {}

    put_first_secrets(tmp_path / "one", one)
    put_first_secrets(tmp_path / "other", other)

    assert not set(one.values()) & set(other.values())


def test_what_the_operator_set_is_kept(tmp_path: Path) -> None:
    environ = {"SECRET_KEY": "chosen", "ENCRYPTION_KEYS_FILE": "/run/secrets/keys"}

    put_first_secrets(tmp_path, environ)

    assert environ.pop("ZOOM_STATE_SECRET")
    assert environ == {"SECRET_KEY": "chosen", "ENCRYPTION_KEYS_FILE": "/run/secrets/keys"}


def test_nothing_is_made_where_everything_is_set(tmp_path: Path) -> None:
    put_first_secrets(tmp_path, {"SECRET_KEY": "a", "ENCRYPTION_KEYS": "b", "ZOOM_STATE_SECRET": "c"})

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", ["", "{", "[]", '{"SECRET_KEY": "only this"}', "\udcff"])
def test_a_damaged_file_stops_the_start_and_is_left_as_it_is(tmp_path: Path, content: str) -> None:
    kept = tmp_path / "secrets.json"
    kept.write_bytes(content.encode("utf-8", "surrogateescape"))

    with pytest.raises(SecretsUnreadable, match=r"secrets\.json"):
        put_first_secrets(tmp_path, {})

    assert kept.read_bytes() == content.encode("utf-8", "surrogateescape")
