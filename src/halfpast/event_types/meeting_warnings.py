"""What a host's Zoom account will not do for an event type, told before the first guest finds out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from halfpast.accounts.models import User
from halfpast.connections.models import Connection, Provider
from halfpast.event_types.models import EventType, Recording
from halfpast.providers.zoom_plans import BASIC, BASIC_MINUTES


def plan_warnings(event_type: EventType, host: User) -> list[str]:
    """For a type that meets at Zoom; one query."""
    connection = Connection.objects.filter(user=host, provider=Provider.ZOOM).first()
    if connection is None or connection.plan_type != BASIC:
        return []
    warnings = []
    if event_type.duration_minutes > BASIC_MINUTES:
        warnings.append(_too_long(event_type, connection))
    if event_type.auto_recording == Recording.CLOUD:
        warnings.append(_no_cloud(connection))
    return warnings


def _too_long(event_type: EventType, connection: Connection) -> str:
    return _(
        "Zoom will end these meetings after %(most)d minutes, and guests book %(minutes)d: the Zoom account "
        "%(account)s has the free Basic plan. Choose a shorter length here, or a paid plan at Zoom."
    ) % {"most": BASIC_MINUTES, "minutes": event_type.duration_minutes, "account": connection.label}


def _no_cloud(connection: Connection) -> str:
    return _(
        "Zoom will not record these meetings in its cloud: the Zoom account %(account)s has the free Basic plan. "
        "Record on the host's computer, or choose a paid plan at Zoom."
    ) % {"account": connection.label}
