"""What an installation has that configures nothing: a data directory, secrets made once, and the embedded database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from halfpast import env
from halfpast.embedded_postgres import Owner, Server, serving
from halfpast.first_secrets import put_first_secrets


def data_directory() -> Path:
    """DATA_DIR, absolute, made when missing; raises BadSetting when nothing can be written there."""
    path = Path(env.text("DATA_DIR", "data")).absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as refused:
        raise env.BadSetting("DATA_DIR", f"{path} cannot be made ({refused.strerror})") from refused
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise env.BadSetting("DATA_DIR", f"{path} should be a directory that user id {os.geteuid()} may write to")
    return path


@contextmanager
def database_and_secrets(owner: Owner) -> Iterator[Server | None]:
    """Completes the environment; None when DATABASE_URL names a server that is not ours to care for."""
    if env.text("DATABASE_URL", ""):
        yield None
        return
    data_dir = data_directory()
    with serving(data_dir, owner) as server:
        put_first_secrets(data_dir, os.environ)
        os.environ["DATABASE_URL"] = server.url
        yield server
