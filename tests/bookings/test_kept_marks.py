"""Marks that stand at providers and in rows: a change of how they are made would orphan every meeting."""

from __future__ import annotations

import pytest

from halfpast.accounts.models import Installation
from halfpast.bookings.meetings.markers import marker_of
from halfpast.bookings.meetings.rooms import account_ref
from halfpast.connections.models import Connection, Provider

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known_key(db: None) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"key": "0123456789abcdef" * 4})


def test_the_mark_of_a_meeting_is_made_as_it_always_was() -> None:
    assert marker_of(7) == "hp-7-5ccab7a81e9e8f17a22c0579"


def test_an_account_is_known_as_it_always_was() -> None:
    assert (
        account_ref(Connection(provider=Provider.ZOOM, account_id="someone"))
        == "d24b81adda15525d4f50bb578fc2c0ed2c9f0203c65795fbe5e45df8939c70ff"
    )
