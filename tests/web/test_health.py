from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from halfpast.web import health


def test_healthz_answers_without_the_database(client: Client) -> None:
    # pytest-django refuses the database to a test that does not ask for it.
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_readyz_answers_when_the_database_is_migrated(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_names_a_migration_that_is_missing(client: Client) -> None:
    health.migrations_seen_applied.clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'bookings'")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert b"halfpast migrate" in answer.content
    assert b"bookings" in answer.content


@pytest.mark.django_db
def test_readyz_looks_for_migrations_only_until_all_are_applied(client: Client) -> None:
    client.get("/readyz")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'bookings'")

    assert client.get("/readyz").status_code == 200


def test_health_pages_only_answer_to_reads(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
