import os
import subprocess
import sys

import pytest

COMPLETE = {
    "PATH": os.environ["PATH"],
    "DATABASE_URL": "postgresql://nobody@localhost/none",
    "SECRET_KEY": "x" * 40,
    "ENCRYPTION_KEYS": f"1:{'A' * 43}=",
}


READ_SETTINGS = """
import sys
from halfpast import env
try:
    from halfpast import settings
except env.BadSetting as problem:
    sys.exit(print(problem))
"""


def complaint(name: str = "", **environ: str) -> str:
    """What importing the settings complains of; asked of another process, for ours has read its own."""
    show = f"; print(settings.{name})" if name else ""
    read = (
        f"from halfpast import env\ntry:\n    from halfpast import settings{show}\nexcept env.BadSetting as b: print(b)"
    )
    given = {key: value for key, value in (COMPLETE | environ).items() if value}
    ended = subprocess.run([sys.executable, "-c", read], env=given, capture_output=True, text=True, check=True)
    return ended.stdout.strip()


@pytest.mark.parametrize("port", ["abc", "0", "65536", "5432,two:abc", "5_4"])
def test_a_database_port_that_is_none_is_refused(port: str) -> None:
    assert complaint(DATABASE_URL=f"postgresql://u:p@127.0.0.1:{port}/x") == (
        f"DATABASE_URL: names the port {port.rpartition(':')[2]!r}, which is not a number from 1 to 65535"
    )


def test_several_database_hosts_may_be_named() -> None:
    assert complaint(DATABASE_URL="postgresql://u:p@one:5432,two:5433/x") == ""


@pytest.mark.parametrize("url", ["mysql://u:p@127.0.0.1/x", "postgresql://u:p@127.0.0.1", "nothing"])
def test_a_malformed_database_address_is_named_before_secrets_that_are_missing(url: str) -> None:
    assert complaint(DATABASE_URL=url, SECRET_KEY="", ENCRYPTION_KEYS="").startswith("DATABASE_URL: should look like ")


@pytest.mark.parametrize(
    "sender",
    [
        "notanaddress",
        "a@",
        "@b.example",
        "a@b..example",
        "Name a@b.example",
        "Studio, Inc <a@b.example>",
        "a@b.example, c@d.example",
        "Name <a@b.example> and more",
        "Name <a@b.example>\nBcc: c@d.example",
    ],
)
def test_a_malformed_sender_is_named(sender: str) -> None:
    assert complaint(DEFAULT_FROM_EMAIL=sender).startswith("DEFAULT_FROM_EMAIL: should look like ")


@pytest.mark.parametrize("sender", ["Zoë <a@b.example>", "a@localhost", '"Studio, Inc" <a.b+c@b.example>'])
def test_a_sender_may_have_a_name(sender: str) -> None:
    assert complaint("DEFAULT_FROM_EMAIL", DEFAULT_FROM_EMAIL=sender) == sender


@pytest.mark.parametrize(
    "address",
    [
        "https://x y",
        "https://x\ty",
        "https://exa\u202emple.com",
        "https://a..b",
        "https://-a.example",
        "https://a,b",
        "https://a\\b",
        "https://[::1",
        "https://[::g]",
        "https://a:b",
        "https://a%20b",
        "https://<host>",
        "https://",
    ],
)
@pytest.mark.parametrize("name", ["BASE_URL", "ZOOM_BASE_URL"])
def test_an_address_with_an_impossible_host_is_named(name: str, address: str) -> None:
    assert complaint(**{name: address}).startswith(f"{name}: ")


@pytest.mark.parametrize(
    "address", ["https://b\u00fccher.example", "https://a_b.c-d.example:8443", "https://[::1]:8000"]
)
def test_an_address_may_have_any_host_there_is(address: str) -> None:
    assert complaint("BASE_URL", BASE_URL=address) == address


@pytest.mark.parametrize(
    ("given", "missing"),
    [("ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET"), ("ZOOM_CLIENT_SECRET", "ZOOM_CLIENT_ID")],
)
def test_half_of_a_zoom_app_is_not_enough(given: str, missing: str) -> None:
    assert complaint(**{given: "a-value"}).startswith(f"{missing}: is not set")


def test_a_zoom_app_needs_no_state_secret() -> None:
    assert complaint("ZOOM_STATE_SECRET", ZOOM_CLIENT_ID="an-id", ZOOM_CLIENT_SECRET="a-secret") == ""


def test_a_short_state_secret_is_named() -> None:
    assert complaint(ZOOM_STATE_SECRET="x" * 15).startswith("ZOOM_STATE_SECRET: should be a secret of at least 16")


@pytest.mark.parametrize("client_id", ["an id", "an\tid", "an\nid", "an\u00a0id"])
def test_a_client_id_with_white_space_inside_is_named(client_id: str) -> None:
    told = complaint(ZOOM_CLIENT_ID=client_id, ZOOM_CLIENT_SECRET="a-secret")
    assert told.startswith("ZOOM_CLIENT_ID: has white space inside")


def test_white_space_around_a_client_id_is_nothing() -> None:
    assert complaint("ZOOM_CLIENT_ID", ZOOM_CLIENT_ID="  an-id\n", ZOOM_CLIENT_SECRET="a-secret") == "an-id"


def test_a_client_secret_that_is_the_id_is_named_and_not_shown() -> None:
    told = complaint(ZOOM_CLIENT_ID="copied-twice", ZOOM_CLIENT_SECRET="copied-twice")
    assert told == "ZOOM_CLIENT_SECRET: is the same as ZOOM_CLIENT_ID; one of the two was copied twice"
