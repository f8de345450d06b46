"""Writing an event type together with its hosts and places."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from halfpast.event_types.hosting import ChosenGroup, ChosenHost, Hosting
from halfpast.event_types.models import EventType, EventTypeHost, HostGroup, Place

FACTS = ("kind", "address", "call", "number", "url")


@transaction.atomic
def save_event_type(event_type: EventType, places: Sequence[Place], *, hosting: Hosting | None) -> None:
    """The places take the order they are given in; `hosting` None leaves the hosts as they are."""
    if hosting is not None:
        event_type.assignment = hosting.assignment
    event_type.save()
    if hosting is not None:
        replace_hosts(event_type, hosting)
    replace_places(event_type, places)


@transaction.atomic
def replace_hosts(event_type: EventType, hosting: Hosting) -> None:
    """Hosts and groups that stay keep their rows, and with them their order; the assignment is the caller's to save."""
    _lock(event_type)
    groups = _written_groups(event_type, hosting.groups)
    present = {row.user_id: row for row in EventTypeHost.objects.filter(event_type=event_type)}
    wanted = [_row(event_type, host, groups, present.get(host.user_id)) for host in hosting.hosts]
    EventTypeHost.objects.filter(event_type=event_type).exclude(user__in=hosting.user_ids).delete()
    EventTypeHost.objects.bulk_update([row for row in wanted if row.pk], ["group", "schedule"])
    EventTypeHost.objects.bulk_create([row for row in wanted if not row.pk])
    HostGroup.objects.filter(event_type=event_type, position__gte=len(groups)).delete()


def _row(
    event_type: EventType, host: ChosenHost, groups: Sequence[HostGroup], row: EventTypeHost | None
) -> EventTypeHost:
    row = row or EventTypeHost(event_type=event_type, user_id=host.user_id)
    row.group = None if host.group is None else groups[host.group]
    row.schedule_id = host.schedule_id
    return row


def _written_groups(event_type: EventType, groups: Sequence[ChosenGroup]) -> list[HostGroup]:
    """At their places; groups at later ones are still there, for hosts may yet point to them."""
    present = {group.position: group for group in HostGroup.objects.filter(event_type=event_type)}
    rows = []
    for position, group in enumerate(groups):
        row = present.get(position) or HostGroup(event_type=event_type, position=position)
        if (row.name, row.needed) != (group.name, group.needed):
            row.name, row.needed = group.name, group.needed
            row.save()
        rows.append(row)
    return rows


@transaction.atomic
def replace_places(event_type: EventType, places: Sequence[Place]) -> None:
    """Places that did not change keep their ids: a guest may be about to send one, and a script to send one again."""
    _lock(event_type)
    present = list(event_type.places.order_by("position"))
    if [_facts(place) for place in present] == [_facts(place) for place in places]:
        return
    event_type.places.all().delete()
    for position, place in enumerate(places):
        place.event_type, place.position = event_type, position
    Place.objects.bulk_create(places)


def _lock(event_type: EventType) -> None:
    """Against another who saves it. Bookings of it, which only refer to it, go on meanwhile."""
    EventType.objects.select_for_update(no_key=True).values_list("pk").get(pk=event_type.pk)


def _facts(place: Place) -> tuple[str, ...]:
    return tuple(getattr(place, fact) for fact in FACTS)
