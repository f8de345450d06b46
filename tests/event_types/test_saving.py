from __future__ import annotations

import pytest
from django.db import connection, transaction

from halfpast.accounts.models import User
from halfpast.event_types.hosting import ChosenHost, Hosting
from halfpast.event_types.models import EventType
from halfpast.event_types.saving import save_event_type
from tests.studio import Studio, add_member, make_studio
from tests.threads import all_at_once


@pytest.fixture
def studio(transactional_db: None) -> Studio:
    return make_studio()


def what_a_booking_locks(studio: Studio) -> None:
    """As the rows of an appointment and its reservation refer to their event type and host, under the host's lock."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM event_types_eventtype WHERE id = %s FOR KEY SHARE NOWAIT", [studio.event_type.pk])
        list(User.objects.select_for_update(no_key=True, nowait=True).filter(workspaces=studio.workspace))


def test_a_type_can_be_booked_while_it_is_saved(studio: Studio) -> None:
    paul = add_member(studio.workspace, "paul@example.com")
    event_type = EventType.objects.get(pk=studio.event_type.pk)

    with transaction.atomic():
        hosts = Hosting((ChosenHost(studio.owner.pk), ChosenHost(paul.pk)))
        save_event_type(event_type, list(event_type.places.all()), hosting=hosts)
        [outcome] = all_at_once([lambda: what_a_booking_locks(studio)])

    assert outcome is None
    assert event_type.host_rows.count() == 2
