import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from halfpast.embedded_postgres import running
from halfpast.listening import accepts, free_ports
from tests.platform.processes import Process, let_go, line_of, started, wait_until
from tests.platform.small_site_processes import environment


@pytest.fixture
def port() -> int:
    return free_ports([0])[0]


@contextmanager
def run(data_dir: Path, port: int, url: str = "") -> Iterator[Process]:
    environ = environment(url, DATA_DIR=str(data_dir), PORT=str(port))
    with started([sys.executable, "-P", "-m", "halfpast", "run"], environ=environ) as process:
        yield process


def wait_for_line(process: Process, text: str) -> None:
    while text not in (line := line_of(process)):
        assert line or process.poll() is None, let_go(process)


def answer(port: int) -> int:
    """The process that answers, or 0."""
    try:
        return int(httpx.get(f"http://127.0.0.1:{port}/process", trust_env=False).raise_for_status().text)
    except (httpx.HTTPError, ValueError):
        return 0


def processes_of(run: Process) -> set[int]:
    """All its descendants."""
    found = {run.pid}
    while more := {pid for pid, parent in parents().items() if parent in found} - found:
        found |= more
    return found


def parents() -> dict[int, int]:
    numbers = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = status.read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            numbers[int(status.parent.name)] = int(parent)
    return numbers


def test_run_serves_until_it_is_told_to_stop_and_leaves_nothing_behind(data_dir: Path, port: int) -> None:
    with run(data_dir, port) as everything:
        wait_for_line(everything, f"Halfpast is ready: http://localhost:{port}")
        assert line_of(everything) == f"Ctrl-C stops it; the data stays in {data_dir}"
        family = processes_of(everything)
        with running(data_dir) as url, psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert answer(port) in family
        everything.terminate()
        assert everything.wait(10) == 0

    assert not family & parents().keys()


def test_run_on_a_database_of_the_operator_does_not_say_where_the_data_stays(data_dir: Path, port: int) -> None:
    with running(data_dir) as url, run(data_dir, port, url) as everything:
        wait_for_line(everything, "Halfpast is ready")
        assert line_of(everything) == "Ctrl-C stops it"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_of_the_whole_group_as_by_ctrl_c_takes_a_moment_only(data_dir: Path, port: int, number: int) -> None:
    with run(data_dir, port) as everything:
        wait_for_line(everything, "Halfpast is ready")
        os.killpg(everything.pid, number)
        assert everything.wait(3) == 0

    assert not (data_dir / "postgres/data/postmaster.pid").exists()


def test_a_stop_during_the_start_is_obeyed(data_dir: Path, port: int) -> None:
    with run(data_dir, port) as everything:
        wait_until((data_dir / "postgres/data/postmaster.pid").exists)
        everything.terminate()
        assert everything.wait(10) == 0

    assert not (data_dir / "postgres/data/postmaster.pid").exists()


def test_nothing_outlives_a_run_that_was_killed(data_dir: Path, port: int) -> None:
    with run(data_dir, port) as everything:
        wait_for_line(everything, "Halfpast is ready")
        family = processes_of(everything)
        everything.kill()
        wait_until(lambda: not family & parents().keys(), patience=20)


@pytest.mark.parametrize("find", [lambda data_dir, port: answer(port), lambda data_dir, port: postmaster(data_dir)])
def test_run_goes_on_when_a_part_of_it_is_killed(data_dir: Path, port: int, find: Callable[[Path, int], int]) -> None:
    with run(data_dir, port) as everything:
        wait_for_line(everything, "Halfpast is ready")
        before = find(data_dir, port)
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: answer(port) and find(data_dir, port) != before)
        assert everything.poll() is None


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "postgres/data/postmaster.pid").read_text().splitlines()[0])


def test_a_second_run_is_refused(data_dir: Path, port: int) -> None:
    with run(data_dir, port) as first:
        wait_for_line(first, "Halfpast is ready")
        with run(data_dir, port) as second:
            refusal = f"halfpast: halfpast run uses {data_dir} already (process {first.pid})\n"
            assert (let_go(second), second.returncode) == (refusal, 2)
        assert accepts("127.0.0.1", port)
