"""Bringing the database up to date, one process at a time."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection

from halfpast.web.health import unapplied_migrations

# One number of our own, beside the one of provisioning.
MIGRATING_LOCK = 4_711_002


def migrate() -> None:
    """Applies what is not applied yet, telling a terminal about each."""
    if unapplied_migrations(DEFAULT_DB_ALIAS):
        with _alone():
            call_command("migrate", interactive=False, verbosity=1 if sys.stdout.isatty() else 0)


@contextmanager
def _alone() -> Iterator[None]:
    """Waits until no other process migrates; the lock ends with the connection, should this process be killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING_LOCK])
