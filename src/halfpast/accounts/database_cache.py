"""Django's cache in our database: shared by all processes, and in JSON, where Django's own would unpickle its rows."""

from __future__ import annotations

import json
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from halfpast.accounts.models import CacheEntry

FOR_EVER = 10 * 365 * 24 * 3600  # seconds
SET = """
INSERT INTO accounts_cacheentry (key, value, expires_at)
VALUES (%s, %s::jsonb, clock_timestamp() + make_interval(secs => %s))
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
"""
# One statement, so that of several who add at once one wins.
ADD = f"{SET} WHERE accounts_cacheentry.expires_at <= clock_timestamp()"
GET = "SELECT value::text FROM accounts_cacheentry WHERE key = %s AND expires_at > clock_timestamp()"
TOUCH = """
UPDATE accounts_cacheentry SET expires_at = clock_timestamp() + make_interval(secs => %s)
WHERE key = %s AND expires_at > clock_timestamp()
"""
FORGET = "DELETE FROM accounts_cacheentry WHERE expires_at <= clock_timestamp()"


class DatabaseCache(BaseCache):
    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._changed(ADD, self._key(key, version), json.dumps(value), self._seconds(timeout))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(GET, [self._key(key, version)])
            row = cursor.fetchone()
        return json.loads(row[0]) if row else default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._changed(SET, self._key(key, version), json.dumps(value), self._seconds(timeout))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._changed(TOUCH, self._seconds(timeout), self._key(key, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(CacheEntry.objects.filter(key=self._key(key, version)).delete()[0])

    def clear(self) -> None:
        CacheEntry.objects.all().delete()

    def _key(self, key: str, version: int | None) -> str:
        return str(self.make_and_validate_key(key, version=version))

    def _seconds(self, timeout: Any) -> float:
        wanted = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return FOR_EVER if wanted is None else float(wanted)

    def _changed(self, statement: str, *values: str | float) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return bool(cursor.rowcount)


def forget_what_ended() -> None:
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
