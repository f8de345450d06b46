"""An appointment's meeting in the words of a provider, on the host's own account."""

from collections.abc import Callable
from typing import TypeVar

from django.utils.crypto import salted_hmac

from halfpast.accounts.installation import installation_key
from halfpast.bookings.meetings.words import agenda_of, topic_of
from halfpast.bookings.models import Appointment, BookingState
from halfpast.connections.access_tokens import with_access_token
from halfpast.connections.models import Connection
from halfpast.connections.zoom_app import zoom_app
from halfpast.event_types.meeting_options import options_of
from halfpast.providers.conferencing import ConferencingProvider, MeetingRequest
from halfpast.providers.registry import CONFERENCING

Result = TypeVar("Result")


def conferencing(kind: str, connection: Connection, call: Callable[[ConferencingProvider], Result]) -> Result:
    """Call the provider with a usable token of this connection. Raises the provider's errors."""
    vendor = CONFERENCING[kind]
    return with_access_token(connection.pk, lambda token, api_url: call(vendor.provider(zoom_app(), token, api_url)))


def meeting_request(appointment: Appointment, marker: str) -> MeetingRequest:
    guests = list(appointment.bookings.filter(state=BookingState.CONFIRMED).order_by("pk"))
    return MeetingRequest(
        marker=marker,
        topic=topic_of(appointment, guests),
        agenda=agenda_of(appointment, guests),
        start=appointment.start,
        duration_minutes=int(appointment.duration.total_seconds()) // 60,
        time_zone=appointment.time_zone,
        options=options_of(appointment.event_type),
    )


def account_ref(connection: Connection) -> str:
    """Tells one account from another after its ids are wiped."""
    # Stored references hang on the salt: it keeps the name under which it was first used.
    name, salt = f"{connection.provider} {connection.account_id}", "halfpast.bookings.rooms"
    return salted_hmac(salt, name, secret=installation_key(), algorithm="sha256").hexdigest()
