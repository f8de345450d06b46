"""Whether the house lives, and whether it can work."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

migrations_seen_applied: set[str] = set()


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    missing = what_is_missing()
    return HttpResponse(missing or "ready", content_type="text/plain", status=503 if missing else 200)


def what_is_missing(alias: str = DEFAULT_DB_ALIAS) -> str:
    """What keeps this process from serving, in plain words; empty when nothing does."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
        return "" if alias in migrations_seen_applied else unapplied_migrations(alias)
    except Error:
        return "the database does not answer"


def unapplied_migrations(alias: str) -> str:
    executor = MigrationExecutor(connections[alias])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return f"{len(waiting)} migrations are not applied, the first is {waiting[0][0]}: run `halfpast migrate`"
    # Migrations are never taken back under a running process, so the costly look is made once.
    migrations_seen_applied.add(alias)
    return ""
