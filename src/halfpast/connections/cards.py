"""What the integrations page says about one provider."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from halfpast.accounts.models import User
from halfpast.connections.models import Connection, Provider
from halfpast.connections.zoom_app import is_configured
from halfpast.providers.zoom import missing_scopes

NEEDED_SETTINGS = ("ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET", "ZOOM_STATE_SECRET")
BASIC_PLAN, NO_MEETINGS_PLAN = 1, 4


@dataclass(frozen=True)
class ZoomCard:
    """`state`: not_configured, absent, connected or reconnect_needed."""

    state: str
    email: str = ""
    trouble: str = ""
    warnings: tuple[str, ...] = ()
    missing_settings: tuple[str, ...] = ()


def zoom_card(user: User) -> ZoomCard:
    connection = zoom_connection(user)
    if not is_configured():
        unset = tuple(name for name in NEEDED_SETTINGS if not getattr(settings, name))
        return ZoomCard("not_configured", missing_settings=unset)
    if connection is None:
        return ZoomCard("absent")
    if not connection.is_working:
        return ZoomCard("reconnect_needed", connection.label, trouble=connection.last_error)
    return ZoomCard("connected", connection.label, warnings=tuple(_warnings(connection)))


def zoom_connection(user: User) -> Connection | None:
    return Connection.objects.filter(user=user, provider=Provider.ZOOM).first()


def event_types_with_zoom(user: User) -> int:
    """How many event types this host gives by Zoom."""
    return user.hosted_event_types.filter(places__kind=Provider.ZOOM).distinct().count()


def _warnings(connection: Connection) -> list[str]:
    found = []
    if connection.plan_type == BASIC_PLAN:
        found.append(_("This is a free Zoom account: Zoom ends its meetings after 40 minutes."))
    if connection.plan_type == NO_MEETINGS_PLAN:
        found.append(_("This Zoom account has no licence for meetings, so Zoom will refuse to make any."))
    if lost := missing_scopes(frozenset(connection.scopes)):
        found.append(_("The operator's Zoom app lacks these scopes: %(scopes)s") % {"scopes": ", ".join(lost)})
    return found
