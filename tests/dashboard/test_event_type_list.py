from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from halfpast.connections.models import Connection, ConnectionState
from halfpast.event_types.provisioning import first_event_type
from tests.studio import Studio


def test_a_card_has_the_public_link_to_copy(host: Client) -> None:
    page = host.get("/app/event-types").content.decode()

    assert "Bookable" in page
    assert 'data-copy="http://localhost:8000/studio/30min"' in page


def test_a_type_that_can_not_be_booked_says_why(host: Client) -> None:
    Connection.objects.all().delete()

    page = host.get("/app/event-types").content.decode()

    assert "Not bookable" in page
    assert "not connected" in page


def test_the_list_takes_as_many_queries_for_one_type_as_for_five(
    studio: Studio, host: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Connection.objects.update(state=ConnectionState.RECONNECT_NEEDED)
    host.get("/app/event-types")  # the session's own bookkeeping is done once
    with CaptureQueriesContext(connection) as for_one:
        host.get("/app/event-types")
    for number in range(4):
        first_event_type(studio.owner, studio.workspace, studio.event_type.schedule, slug=f"type-{number}")

    with django_assert_num_queries(len(for_one)):
        assert host.get("/app/event-types").content.decode().count("Not bookable") == 5
