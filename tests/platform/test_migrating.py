from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from halfpast.embedded_postgres import running
from halfpast.migrating import MIGRATING_LOCK
from tests.platform.processes import let_go, wait_until
from tests.platform.small_site_processes import halfpast


@pytest.fixture
def database(data_dir: Path) -> Iterator[psycopg.Connection]:
    with running(data_dir) as url, psycopg.connect(url, autocommit=True) as connection:
        yield connection


def url_of(database: psycopg.Connection) -> str:
    info = database.info
    return f"postgresql://{info.user}:{info.password}@/{info.dbname}?host={info.host}"


def has_jobs(database: psycopg.Connection) -> bool:
    return database.execute("SELECT to_regclass('procrastinate_jobs')").fetchone() != (None,)


def somebody_waits(database: psycopg.Connection) -> bool:
    waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    return database.execute(waiting).fetchone() is not None


def test_a_second_process_migrates_only_after_the_first(database: psycopg.Connection) -> None:
    database.execute("SELECT pg_advisory_lock(%s)", [MIGRATING_LOCK])
    with halfpast(url_of(database), "migrate") as second:
        wait_until(lambda: somebody_waits(database))
        assert not has_jobs(database)
        database.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING_LOCK])
        assert (let_go(second), second.returncode) == ("", 0)

    assert has_jobs(database)


def test_where_nothing_is_to_do_nobody_waits(database: psycopg.Connection) -> None:
    with halfpast(url_of(database), "migrate") as first:
        assert (let_go(first), first.returncode) == ("", 0)
    database.execute("SELECT pg_advisory_lock(%s)", [MIGRATING_LOCK])

    with halfpast(url_of(database), "migrate") as second:
        assert (let_go(second), second.returncode) == ("", 0)


def test_two_processes_at_once_both_find_a_migrated_database(database: psycopg.Connection) -> None:
    with halfpast(url_of(database), "migrate") as one, halfpast(url_of(database), "migrate") as other:
        assert [(let_go(each), each.returncode) for each in (one, other)] == [("", 0), ("", 0)]

    assert has_jobs(database)
