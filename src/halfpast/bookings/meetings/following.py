"""After a change of an appointment, its provider has to follow."""

from halfpast.bookings import places
from halfpast.bookings.models import Appointment, LinkState
from halfpast.connections.consent import lane_of
from halfpast.effects.models import EffectKind
from halfpast.effects.planning import wake, want


def follow(appointment: Appointment) -> bool:
    """Plan what the provider must be told; answers whether a link is on its way."""
    if not places.needs_connection(appointment.place_kind):
        return False
    lane = lane_of(appointment.the_host().pk)
    wake([want(EffectKind.MEETING, appointment.pk, appointment.place_kind, lane=lane, version=appointment.version)])
    return appointment.is_confirmed and appointment.link_state == LinkState.MAKING
