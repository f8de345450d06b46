"""The embedded PostgreSQL: a cluster in DATA_DIR behind a private socket, ending with the process that started it."""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from halfpast.embedded_cluster import (
    Cluster,
    EmbeddedPostgresError,
    bare_environment,
    check_version,
    launcher,
    make_cluster,
    program,
)

Owner = Literal["run", "web", "worker", "command"]

PATIENCE = 60.0  # seconds a command waits for its turn, or for the server to answer
STOP_PATIENCE = 1.5  # seconds a fast stop may take; afterwards the next start recovers from the log

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "maintenance_work_mem": "32MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_parallel_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "2",
    "io_method": "sync",
    "huge_pages": "off",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What people typed stays out of the log: no statements, no values of a broken constraint.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


@contextmanager
def running(data_dir: Path, owner: Owner = "command") -> Iterator[str]:
    """The URL of the database in this directory, while a server for it runs."""
    with serving(data_dir, owner) as server:
        yield server.url


@contextmanager
def serving(data_dir: Path, owner: Owner) -> Iterator["Server"]:
    """Our own server, stopped at the end; or the one of a service that runs already, which is left alone."""
    cluster = Cluster.below(data_dir)
    lock = _lock_or_attach(cluster, owner)
    if lock is None:
        yield Server(cluster)
        return
    server = Server(cluster)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        os.ftruncate(lock, 0)
        os.close(lock)


class Server:
    """A server for a cluster: started by us, or (when never started here) somebody else's."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self._cluster.url

    @property
    def died(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def start(self) -> None:
        """Must be called from the main thread: the server ends when the thread that started it does."""
        _end_orphan(self._cluster)
        if not self._cluster.data.exists():
            make_cluster(self._cluster)
        check_version(self._cluster)
        self._process = _start(self._cluster)
        self._wait_until_ready()
        _make_database(self._cluster)

    def stop(self) -> None:
        if self._process is None:
            return
        for number, patience in ((signal.SIGINT, STOP_PATIENCE), (signal.SIGQUIT, 1.0), (signal.SIGKILL, None)):
            with suppress(subprocess.TimeoutExpired):
                self._process.send_signal(number)
                self._process.wait(patience)
                return

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not _query(self._cluster, "postgres", "SELECT 1"):
            if self.died or time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"the embedded PostgreSQL did not start{_last_words(self._cluster)}")
            time.sleep(0.02)


def _lock_or_attach(cluster: Cluster, owner: Owner) -> int | None:
    """The lock, once it is ours; None when a service holds it and its server answers."""
    deadline = time.monotonic() + PATIENCE
    while (lock := _try_lock(cluster.lock, owner)) is None:
        pid, holder = _holder(cluster.lock)
        if holder in {"run", "web", "worker"}:
            if owner == "run":
                raise EmbeddedPostgresError(f"halfpast {holder} uses {cluster.home.parent} already (process {pid})")
            if _query(cluster, "halfpast", "SELECT 1"):
                return None
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(f"halfpast {holder} (process {pid}) still holds {cluster.lock}")
        time.sleep(0.05)
    return lock


def _try_lock(path: Path, owner: Owner) -> int | None:
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()} {owner}\n".encode(), 0)
    return lock


def _holder(path: Path) -> tuple[str, str]:
    """Process id and owner; both empty in the moment before the holder has written them."""
    pid, _, owner = path.read_text(encoding="ascii").strip().partition(" ")
    return pid, owner


def _start(cluster: Cluster) -> subprocess.Popen[bytes]:
    settings = SETTINGS | {"unix_socket_directories": f'"{cluster.socket_dir}"'}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [*launcher(), str(program("postgres")), "-D", str(cluster.data), *options]
    with os.fdopen(os.open(cluster.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as log:
        return subprocess.Popen(
            command,
            cwd=cluster.home,
            env=bare_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C in the terminal is for us, and we stop the server last
        )


def _end_orphan(cluster: Cluster) -> None:
    """Stops a server that outlived its owner; called with the lock held, so nobody is using it."""
    for number, patience in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0)):
        deadline = time.monotonic() + patience
        pid = _postmaster(cluster)
        if pid is not None:
            os.kill(pid, number)
        while _postmaster(cluster) is not None and time.monotonic() < deadline:
            time.sleep(0.02)
    if pid := _postmaster(cluster):
        raise EmbeddedPostgresError(f"an earlier PostgreSQL (process {pid}) does not stop; end it and start again")


def _postmaster(cluster: Cluster) -> int | None:
    """The living server of this cluster, told by its working directory: a process id alone may have been reused."""
    try:
        pid = int((cluster.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        return pid if Path(f"/proc/{pid}/cwd").readlink() == cluster.data.resolve() else None
    except (OSError, ValueError):
        return None


def _make_database(cluster: Cluster) -> None:
    if not _query(cluster, "postgres", "SELECT 1 FROM pg_database WHERE datname = 'halfpast'"):
        _query(cluster, "postgres", "CREATE DATABASE halfpast")


def _query(cluster: Cluster, database: str, sql: str) -> bool:
    """Whether the server answers, and with something."""
    plainly = ["--no-psqlrc", "--no-password", "--tuples-only", "--no-align"]
    target = ["--host", str(cluster.socket_dir), "--username", "halfpast", "--dbname", database]
    command = [str(program("psql")), *plainly, *target, "--command", sql]
    environment = bare_environment() | {"PGPASSWORD": cluster.password}
    answer = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return answer.returncode == 0 and bool(answer.stdout.strip())


def _last_words(cluster: Cluster) -> str:
    lines = cluster.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-5:]
    return ":\n  " + "\n  ".join(lines) if lines else ""
