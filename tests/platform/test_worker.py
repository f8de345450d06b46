import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from halfpast.embedded_postgres import running
from tests.platform.processes import wait_until
from tests.platform.small_site_processes import defer, halfpast, migrate, supervised


@pytest.fixture(scope="module")
def migrated(finished_cluster: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data_dir = Path(shutil.copytree(finished_cluster, tmp_path_factory.mktemp("migrated") / "data"))
    with running(data_dir) as url:
        migrate(url)
        yield url


@pytest.fixture
def url(migrated: str) -> str:
    """A database without jobs."""
    with psycopg.connect(migrated) as connection:
        connection.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    return migrated


def number_of(place: Path, pattern: str) -> int:
    return len(list(place.glob(pattern)))


def unfinished_jobs(url: str) -> int:
    with psycopg.connect(url) as connection:
        (number,) = connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() or (0,)
    return int(number)


def count_workers_as_dead(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")


def test_eight_calls_run_at_the_same_time(url: str, tmp_path: Path) -> None:
    with halfpast(url, "worker"):
        for number in range(8):
            defer(url, "calls", "meet", place=str(tmp_path), name=f"call {number}", number=8)
        wait_until(lambda: number_of(tmp_path, "*.done") == 8)

    assert number_of(tmp_path, "*.here") == 8


def test_slow_calls_hold_up_no_mail(url: str, tmp_path: Path) -> None:
    with halfpast(url, "worker"):
        for number in range(12):
            defer(url, "calls", "call", place=str(tmp_path), name=f"call {number}")
        wait_until(lambda: number_of(tmp_path, "*.here") == 8)
        defer(url, "mail", "mail", place=str(tmp_path), name="mail")
        wait_until((tmp_path / "mail.done").exists)

    assert number_of(tmp_path, "*.done") == 1


def test_jobs_give_their_connections_back_and_are_deleted(url: str, tmp_path: Path) -> None:
    for number in range(40):
        defer(url, "mail", "mail", place=str(tmp_path), name=f"mail {number}")

    with halfpast(url, "worker"):
        wait_until(lambda: unfinished_jobs(url) == 0)

    assert number_of(tmp_path, "*.done") == 40


def test_a_stop_lets_a_running_job_end(url: str, tmp_path: Path) -> None:
    defer(url, "calls", "call", place=str(tmp_path), name="call")

    with halfpast(url, "worker") as worker:
        wait_until((tmp_path / "call.here").exists)
        worker.terminate()
        (tmp_path / "go").touch()
        assert worker.wait(5) == 0

    assert ((tmp_path / "call.done").exists(), unfinished_jobs(url)) == (True, 0)


def test_a_job_that_does_not_end_is_left_and_taken_up_again(url: str, tmp_path: Path) -> None:
    defer(url, "calls", "call", place=str(tmp_path), name="call")
    with halfpast(url, "worker") as worker:
        wait_until((tmp_path / "call.here").exists)
        asked_at = time.monotonic()
        worker.terminate()
        assert worker.wait(10) == 0
        assert time.monotonic() - asked_at < 9
    count_workers_as_dead(url)
    (tmp_path / "go").touch()

    with halfpast(url, "worker"):
        wait_until((tmp_path / "call.done").exists)


def test_a_job_left_behind_does_not_get_in_the_way_of_its_twin(url: str, tmp_path: Path) -> None:
    defer(url, "calls", "call", queueing_lock="only one", place=str(tmp_path), name="left")
    with halfpast(url, "worker"):
        wait_until((tmp_path / "left.here").exists)
    defer(url, "calls", "call", queueing_lock="only one", place=str(tmp_path), name="twin")
    count_workers_as_dead(url)
    (tmp_path / "go").touch()

    with halfpast(url, "worker") as worker:
        wait_until(lambda: unfinished_jobs(url) == 0)
        assert ((tmp_path / "twin.done").exists(), worker.poll()) == (True, None)


def test_work_goes_on_when_the_connections_were_cut(url: str, tmp_path: Path) -> None:
    with supervised(url, "worker"), psycopg.connect(url, autocommit=True) as connection:
        defer(url, "calls", "call", place=str(tmp_path), name="before")
        wait_until((tmp_path / "before.here").exists)
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        (tmp_path / "go").touch()
        defer(url, "calls", "call", place=str(tmp_path), name="after")
        wait_until((tmp_path / "after.done").exists, patience=30)
