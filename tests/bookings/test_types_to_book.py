"""What is read at an address is what is read by any other way."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from halfpast.bookings.types_to_book import event_type_at, event_type_with_id, event_types_to_book
from halfpast.event_types.models import EventType
from tests.studio import Studio, add_member


def at(studio: Studio) -> EventType:
    found = event_type_at(studio.workspace.slug, studio.event_type.slug)
    assert found is not None
    return found


def columns(row: object) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def test_an_event_type_at_its_address_is_the_one_read_by_its_id(studio: Studio) -> None:
    dates = {"bookable_from": date(2027, 3, 1), "bookable_until": date(2027, 3, 31)}
    EventType.objects.update(other_durations=[45, 60], dial_in_countries=["DE"], waiting_room=None, **dates)
    studio.event_type.hosts.add(add_member(studio.workspace, "grace@example.com", name="Grace"))

    read = event_types_to_book().get(pk=studio.event_type.pk)

    for found in (at(studio), event_type_with_id(studio.event_type.pk)):
        assert found is not None
        assert_same(found, read)


def assert_same(found: EventType, read: EventType) -> None:
    for row, same in ((found, read), (found.workspace, read.workspace), (found.schedule, read.schedule)):
        assert columns(row).items() <= columns(same).items()
        assert set(columns(same)) - set(columns(row)) <= {"created_at"}
    for relation in ("places", "hosts", "host_groups"):
        assert list(getattr(found, relation).all()) == list(getattr(read, relation).all())


def test_it_takes_one_query(studio: Studio) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = at(studio)
        assert found.workspace.name
        assert found.schedule.time_zone
        assert [host.email for host in found.hosts.all()]

    assert len(asked) == 1


def test_what_was_left_out_is_read_when_it_is_asked_for(studio: Studio) -> None:
    assert at(studio).created_at == EventType.objects.get(pk=studio.event_type.pk).created_at


def test_nothing_is_found_at_another_address(studio: Studio) -> None:
    assert event_type_at("nobody", studio.event_type.slug) is None
    assert event_type_at(studio.workspace.slug, "nothing") is None
    assert event_type_with_id(2**62) is None
