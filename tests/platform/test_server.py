import os
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import httpx
import pytest

from halfpast.embedded_postgres import running
from halfpast.listening import accepts, free_ports
from halfpast.web.middleware import MAXIMUM_BODY
from tests.platform.processes import let_go, wait_until
from tests.platform.small_site_processes import halfpast


@pytest.fixture
def port() -> int:
    return free_ports([0])[0]


def ask(port: int, path: str, **query: str) -> str:
    return (
        httpx.get(f"http://127.0.0.1:{port}{path}", params=query, timeout=30, trust_env=False).raise_for_status().text
    )


def test_the_web_server_answers_and_stops_when_asked(data_dir: Path, port: int) -> None:
    with running(data_dir) as url, halfpast(url, "web", PORT=str(port)) as web:
        wait_until(lambda: accepts("127.0.0.1", port))
        assert int(ask(port, "/process")) != web.pid
        web.terminate()
        assert web.wait(5) == 0


def test_as_many_processes_answer_as_are_asked_for(data_dir: Path, port: int) -> None:
    with running(data_dir) as url, halfpast(url, "web", PORT=str(port), WEB_PROCESSES="2"):
        answering: set[int | None] = set()

        def two_have_answered() -> bool:
            answering.add(_process(port))
            return len(answering - {None}) == 2

        wait_until(two_have_answered)


def test_a_request_under_way_is_answered_before_the_server_stops(data_dir: Path, port: int, tmp_path: Path) -> None:
    answers: list[str] = []
    with running(data_dir) as url, halfpast(url, "web", PORT=str(port)) as web:
        wait_until(lambda: accepts("127.0.0.1", port))
        asking = Thread(target=lambda: answers.append(ask(port, "/patient", place=str(tmp_path))))
        asking.start()
        wait_until((tmp_path / "asked").exists)
        web.terminate()
        (tmp_path / "go").touch()
        asking.join(10)
        assert (answers, web.wait(5)) == (["at last"], 0)


def test_a_crashed_process_of_the_server_is_replaced(data_dir: Path, port: int) -> None:
    with running(data_dir) as url, halfpast(url, "web", PORT=str(port)):
        wait_until(lambda: accepts("127.0.0.1", port))
        first = int(ask(port, "/process"))
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: _process(port) not in {None, first})


def _process(port: int) -> int | None:
    """Which one answers; nobody does between the crash and its end."""
    try:
        return int(ask(port, "/process"))
    except httpx.TransportError:
        return None


def test_the_port_is_free_again_when_the_server_is_killed(data_dir: Path, port: int) -> None:
    with running(data_dir) as url, halfpast(url, "web", PORT=str(port)) as web:
        wait_until(lambda: accepts("127.0.0.1", port))
        web.kill()
        wait_until(lambda: not accepts("127.0.0.1", port))


def in_chunks(size: int) -> Iterator[bytes]:
    while size > 0:
        yield b"x" * min(size, 65_536)
        size -= 65_536


def test_a_body_in_chunks_is_read_up_to_the_limit(data_dir: Path, port: int) -> None:
    with running(data_dir) as url, halfpast(url, "web", PORT=str(port)):
        wait_until(lambda: accepts("127.0.0.1", port))
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client:
            kept = client.post("/api/echo", content=in_chunks(MAXIMUM_BODY))
            refused = client.post("/api/echo", content=in_chunks(MAXIMUM_BODY + 1))

    assert (kept.status_code, len(kept.content)) == (200, MAXIMUM_BODY)
    assert (refused.status_code, refused.json()["type"]) == (413, "too-large")


def test_a_patient_web_server_starts_without_its_database(port: int) -> None:
    nowhere = f"postgresql://u:p@127.0.0.1:{free_ports([0])[0]}/x"
    with halfpast(nowhere, "web", "--patient", PORT=str(port)):
        wait_until(lambda: accepts("127.0.0.1", port))


def test_pages_that_cannot_be_imported_stop_the_start(data_dir: Path, port: int) -> None:
    with running(data_dir) as url, halfpast(url, "web", PORT=str(port), ROOT_URLCONF="tests.no_such_pages") as web:
        assert "No module named 'tests.no_such_pages'" in let_go(web)
        assert web.returncode == 1


def test_a_port_in_use_is_named(data_dir: Path, port: int) -> None:
    with running(data_dir) as url, halfpast(url, "web", PORT=str(port)):
        wait_until(lambda: accepts("127.0.0.1", port))
        with halfpast(url, "web", PORT=str(port)) as second:
            assert let_go(second) == f"halfpast: PORT: {port} is already in use on 127.0.0.1; set PORT to a free one\n"
        assert second.returncode == 2
