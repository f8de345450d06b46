"""What hosts' Zoom accounts will not do for an event type, told before the first guest finds out."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from halfpast.connections.models import Connection, Provider
from halfpast.event_types.models import EventType, Recording
from halfpast.providers.zoom_plans import BASIC, BASIC_MINUTES


def plan_warnings(event_type: EventType, host_ids: Collection[int]) -> list[str]:
    """For a type that meets at Zoom, and each host whose plan is the free one; one query."""
    connections = Connection.objects.filter(user__in=host_ids, provider=Provider.ZOOM, plan_type=BASIC)
    return [words for connection in connections.order_by("pk") for words in _warnings(event_type, connection)]


def _warnings(event_type: EventType, connection: Connection) -> Iterator[str]:
    if event_type.durations[-1] > BASIC_MINUTES:
        yield _too_long(event_type, connection)
    if event_type.auto_recording == Recording.CLOUD:
        yield _no_cloud(connection)


def _too_long(event_type: EventType, connection: Connection) -> str:
    return _(
        "Zoom will end these meetings after %(most)d minutes, and guests book %(minutes)d: the Zoom account "
        "%(account)s has the free Basic plan. Choose a shorter length here, or a paid plan at Zoom."
    ) % {"most": BASIC_MINUTES, "minutes": event_type.durations[-1], "account": connection.label}


def _no_cloud(connection: Connection) -> str:
    return _(
        "Zoom will not record these meetings in its cloud: the Zoom account %(account)s has the free Basic plan. "
        "Record on the host's computer, or choose a paid plan at Zoom."
    ) % {"account": connection.label}
