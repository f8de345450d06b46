from __future__ import annotations

import pytest
from django.db import connection

from halfpast.bookings.prepared import rows_of

STATEMENT = "SELECT %(number)s::int AS a_number"


@pytest.mark.django_db
def test_a_statement_is_planned_once_however_often_it_runs() -> None:
    for number in (1, 2, 3):
        assert [row.a_number for row in rows_of(STATEMENT, {"number": number})] == [number]

    assert times_prepared("a_number") == 1


@pytest.mark.django_db
def test_statements_of_others_are_not_prepared() -> None:
    rows_of(STATEMENT, {"number": 1})
    with connection.cursor() as cursor:
        for number in range(10):
            cursor.execute("SELECT %s AS of_no_interest", [number])

    assert times_prepared("of_no_interest") == 0


def times_prepared(words: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{words}%"])
        return int(cursor.fetchone()[0])
