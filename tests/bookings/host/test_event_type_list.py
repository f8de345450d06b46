from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from halfpast.connections.models import Connection
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


@pytest.mark.parametrize("event_types", [1, 9])
def test_the_list_takes_as_many_queries_for_one_type_as_for_nine(
    studio: Studio, host: Client, event_types: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(event_types - 1):
        first_event_type(studio.owner, studio.workspace, studio.event_type.schedule, slug=f"type-{number}")

    with django_assert_max_num_queries(10):
        assert host.get("/app/event-types").content.decode().count("data-copy") == event_types
