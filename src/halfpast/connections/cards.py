"""The facts of one user's Zoom connection, as its card shows them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from halfpast.accounts.models import User
from halfpast.connections import health
from halfpast.connections.models import Connection, ConnectionHealth, Provider
from halfpast.connections.scope_words import Scope, scopes_in_words
from halfpast.connections.vendor_apps import typed_in_app
from halfpast.connections.zoom_app import client_id, is_configured, redirect_uri
from halfpast.providers.zoom_plans import BASIC, LICENSED, NO_MEETINGS


@dataclass(frozen=True)
class DaysWrites:
    """Creates and updates of this UTC day; `closed_until` only while the vendor takes no more."""

    sent: int
    limit: int
    closed_until: datetime | None

    @property
    def counted_elsewhere(self) -> bool:
        """The vendor's count was reached before ours: other apps of the host had their share."""
        return self.closed_until is not None and self.sent < self.limit


@dataclass(frozen=True)
class Chip:
    tone: str
    icon: str
    label: str


@dataclass(frozen=True)
class App:
    """The operator's app; `trouble` is for operators' eyes."""

    redirect_uri: str
    client_id: str
    trouble: str


@dataclass(frozen=True)
class ZoomCard:
    """`state`: not_configured, absent, connected or reconnect_needed."""

    state: str
    app: App
    connection: Connection | None = None
    plan: str = ""
    scopes: tuple[Scope, ...] = ()
    writes: DaysWrites | None = None
    last_success_at: datetime | None = None
    last_error: str = ""
    last_error_at: datetime | None = None

    @property
    def missing(self) -> tuple[Scope, ...]:
        return tuple(scope for scope in self.scopes if not scope.granted)

    @property
    def granted(self) -> tuple[Scope, ...]:
        return tuple(scope for scope in self.scopes if scope.granted)

    @property
    def is_basic(self) -> bool:
        return self.connection is not None and self.connection.plan_type == BASIC

    @property
    def cannot_host(self) -> bool:
        return self.connection is not None and self.connection.plan_type == NO_MEETINGS

    @property
    def is_closed_today(self) -> bool:
        return self.writes is not None and self.writes.closed_until is not None

    @property
    def last_call_failed(self) -> bool:
        """As long as no later call worked: what is told then may stand in the way of the next booking."""
        if self.state != "connected" or self.last_error_at is None or self.is_closed_today:
            return False
        return self.last_success_at is None or self.last_error_at > self.last_success_at

    @property
    def chip(self) -> Chip | None:
        if self.state == "reconnect_needed":
            return Chip("bad", "alert", _("Reconnect needed"))
        if self.state != "connected":
            return None
        if self.app.trouble:
            return Chip("bad", "alert", _("Connected, but out of order"))
        if self.is_closed_today:
            return Chip("wait", "clock", _("Pausing until 00:00 UTC"))
        if self.last_call_failed:
            return Chip("wait", "alert", _("Connected, last call failed"))
        if self.missing or self.cannot_host:
            return Chip("wait", "alert", _("Connected, with limits"))
        return Chip("good", "check", _("Connected"))


def zoom_connection(user: User) -> Connection | None:
    return Connection.objects.select_related("health").filter(user=user, provider=Provider.ZOOM).first()


def zoom_card(connection: Connection | None, now: datetime) -> ZoomCard:
    row = typed_in_app()
    app = App(redirect_uri(), client_id(), trouble=row.trouble if row else "")
    state = connection.state if connection else "absent"
    if not is_configured():
        state = "not_configured"
    if connection is None:
        return ZoomCard(state, app)
    held = health_of(connection)
    return ZoomCard(
        state,
        app,
        connection=connection,
        plan=plan_in_words(connection.plan_type),
        scopes=scopes_in_words(connection.scopes),
        writes=_writes(held, now),
        last_success_at=held.last_success_at if held else None,
        last_error=held.last_error if held else "",
        last_error_at=held.last_error_at if held else None,
    )


def health_of(connection: Connection) -> ConnectionHealth | None:
    """None before the first call."""
    return getattr(connection, "health", None)


def plan_in_words(plan_type: int) -> str:
    words = {
        BASIC: _("Basic (free): meetings end after 40 minutes"),
        LICENSED: _("Licensed"),
        NO_MEETINGS: _("No meetings licence: Zoom refuses to make meetings"),
    }
    return words.get(plan_type, _("Zoom did not say"))


def _writes(held: ConnectionHealth | None, now: datetime) -> DaysWrites:
    closed_until = held.writes_closed_until if held else None
    is_closed = closed_until is not None and closed_until > now
    return DaysWrites(health.writes_today(held, now), health.DAILY_WRITES, closed_until if is_closed else None)
