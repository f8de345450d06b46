import socket
from collections.abc import Iterator

import pytest

from halfpast.env import BadSetting
from halfpast.listening import check_free, free_ports, listening_address


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as listener:
        yield listener.getsockname()[1]


def test_a_port_in_use_is_named(taken_port: int) -> None:
    with pytest.raises(BadSetting, match=f"PORT: {taken_port} is already in use"):
        check_free("127.0.0.1", taken_port, patience=0.1)


def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(BadSetting, match=r"HOST: 192\.0\.2\.1"):
        check_free("192.0.2.1", 8000)


def test_a_taken_port_is_replaced_by_a_free_one(taken_port: int) -> None:
    (found,) = free_ports([taken_port])

    assert found != taken_port
    check_free("127.0.0.1", found)


def test_a_name_becomes_the_address_to_listen_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "localhost")
    monkeypatch.setenv("PORT", "8123")

    assert listening_address() in {("127.0.0.1", 8123), ("::1", 8123)}
