from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory

from halfpast.accounts.client_address import NOWHERE, client_address, say_once
from halfpast.accounts.models import User
from tests.accounts.members import sign_in


@pytest.fixture(autouse=True)
def nothing_said() -> None:
    say_once.cache_clear()


def address(forwarded: str, connected: str = "192.0.2.1") -> str:
    return client_address(RequestFactory().get("/", REMOTE_ADDR=connected, headers={"x-forwarded-for": forwarded}))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.5", "192.0.2.1"),
        (1, "198.51.100.9, 203.0.113.5", "203.0.113.5"),
        (2, "203.0.113.5", "192.0.2.1"),
        (2, "", "192.0.2.1"),
        (1, "unknown", "192.0.2.1"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
    ],
)
def test_no_more_of_the_header_is_believed_than_proxies_wrote(
    settings: LazySettings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert address(forwarded) == expected


def test_a_connection_without_an_address_counts_as_nowhere() -> None:
    assert address("", connected="") == NOWHERE


def test_more_trusted_proxies_than_there_are_do_not_stop_signing_in(settings: LazySettings, ada: User) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 3
    assert sign_in(Client(headers={"x-forwarded-for": "203.0.113.5"})) == "/app/"


def test_the_wrong_count_is_logged_once(settings: LazySettings, caplog: pytest.LogCaptureFixture) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 3
    for _ in range(3):
        address("203.0.113.5")
    assert caplog.text.count("client_address_from_connection") == 1
    assert "203.0.113.5" not in caplog.text
