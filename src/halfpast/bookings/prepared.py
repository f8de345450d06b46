"""Statements that PostgreSQL plans once per connection: planning one of these costs more than running it."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from psycopg import Cursor
from psycopg.rows import namedtuple_row

# How often Django's own statements would be seen before they were prepared; any number lets these be at once.
THRESHOLD = 5


def rows_of(statement: str, parameters: Mapping[str, Any]) -> list[Any]:
    """Rows whose values have the names of their columns. Raises Django's database errors."""
    connection.ensure_connection()
    # Django sets none, by which psycopg prepares nothing at all, not even what it is asked to.
    connection.connection.prepare_threshold = THRESHOLD
    if connection.queries_logged:
        connection.queries_log.append({"sql": statement, "time": "unknown"})
    with connection.wrap_database_errors, Cursor(connection.connection, row_factory=namedtuple_row) as cursor:
        return cursor.execute(statement, parameters, prepare=True, binary=True).fetchall()
