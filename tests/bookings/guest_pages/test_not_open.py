"""A page that takes no bookings says what is the case, blames nobody, and tells what to do."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from halfpast.bookings.refusals import PlaceUnavailable
from halfpast.bookings.services import book
from halfpast.connections.models import Connection, ConnectionState
from halfpast.event_types.models import EventType
from tests.studio import Studio

NOT_CONNECTED = "The host has not connected Zoom"
DEAD = "The host has to connect Zoom again"
NO_SCOPE = "Zoom account does not let us make meetings"


def bring_about(studio: Studio, case: str) -> None:
    connection = Connection.objects.get()
    if case == NOT_CONNECTED:
        connection.delete()
    elif case == DEAD:
        Connection.objects.update(state=ConnectionState.RECONNECT_NEEDED)
    else:
        Connection.objects.update(scopes=["user:read:user"])


@pytest.mark.parametrize("case", [NOT_CONNECTED, DEAD, NO_SCOPE])
def test_the_page_says_what_is_the_case(studio: Studio, client: Client, case: str) -> None:
    bring_about(studio, case)

    page = client.get("/studio/30min").content.decode()

    assert case in page
    assert "nothing wrong on your side" in page


@pytest.mark.parametrize("case", [NOT_CONNECTED, DEAD, NO_SCOPE])
def test_a_booking_all_the_same_is_refused_in_the_same_words(studio: Studio, case: str) -> None:
    bring_about(studio, case)

    with pytest.raises(PlaceUnavailable, match=case):
        book(studio.event_type, studio.request(), timezone.now())


def test_a_type_that_is_switched_off_says_so(studio: Studio, client: Client) -> None:
    EventType.objects.update(is_active=False)

    page = client.get("/studio/30min").content.decode()

    assert "switched off at the moment" in page
    assert "Tell your host" in page
