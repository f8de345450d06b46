"""After a change of an appointment, its provider has to follow."""

from halfpast.accounts.models import User
from halfpast.bookings import places
from halfpast.bookings.mails import telling
from halfpast.bookings.meetings.rooms import account_ref
from halfpast.bookings.models import Appointment, LinkState
from halfpast.connections.consent import lane_of
from halfpast.effects.models import EffectKind
from halfpast.effects.planning import wake, want
from halfpast.providers.conferencing import Capability


def follow(appointment: Appointment) -> bool:
    """Plan what the provider must be told; answers whether a link is on its way."""
    if not places.needs_connection(appointment.place_kind):
        return False
    host = appointment.the_host()
    has_link = appointment.is_confirmed and appointment.link_state == LinkState.READY
    if has_link and _link_will_be_another(appointment, host):
        withdraw_link(appointment)
    lane = lane_of(host.pk)
    wake([want(EffectKind.MEETING, appointment.pk, appointment.place_kind, lane=lane, version=appointment.version)])
    return appointment.is_confirmed and appointment.link_state == LinkState.MAKING


def withdraw_link(appointment: Appointment) -> None:
    """The link that guests have no longer leads to the meeting, and another one is being made."""
    appointment.link_state, appointment.link_replaced = LinkState.MAKING, True
    appointment.save(update_fields=["link_state", "link_replaced"])
    telling.link_withdrawn(appointment)


def _link_will_be_another(appointment: Appointment, host: User) -> bool:
    """Where the grant allows no changes, a new meeting takes the place of the old one."""
    meeting = appointment.meetings.filter(is_current=True, provider=appointment.place_kind).first()
    connection = places.connection_for(appointment.place_kind, host)
    if meeting is None or connection is None or meeting.account_ref != account_ref(connection):
        return False
    return places.allows(connection, Capability.MAKE) and not places.allows(connection, Capability.MOVE)
