"""A database of its own for the time of a benchmark, up to date and empty."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# No value here opens anything.
ENVIRONMENT = {
    "SECRET_KEY": "a-secret-key-for-benchmarks-and-nothing-else",
    "ENCRYPTION_KEYS": "benchmarks:dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
    "DEFAULT_FROM_EMAIL": "Halfpast <halfpast@example.com>",
    "EMAIL_URL": "smtp://127.0.0.1:1025",
    "DJANGO_SETTINGS_MODULE": "halfpast.settings",
}


@contextmanager
def running(**environment: str) -> Iterator[None]:
    """Everything imported inside may use Django."""
    from halfpast import embedded_postgres  # noqa: PLC0415  (the engine is measured without it)

    os.environ.update({**ENVIRONMENT, **environment})
    with (
        tempfile.TemporaryDirectory(prefix="halfpast-benchmark-") as folder,
        embedded_postgres.running(Path(folder)) as os.environ["DATABASE_URL"],
    ):
        _set_up()
        try:
            yield
        finally:
            _hang_up()


def _set_up() -> None:
    import django  # noqa: PLC0415

    django.setup()
    from halfpast.migrating import migrate  # noqa: PLC0415

    migrate()


def _hang_up() -> None:
    from django.db import connection  # noqa: PLC0415

    connection.close()
    if connection.pool:  # type: ignore[attr-defined]
        connection.close_pool()  # type: ignore[attr-defined]
