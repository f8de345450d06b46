"""A host gives their guest a link that no provider could make."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from halfpast.bookings import places
from halfpast.bookings.mails import telling
from halfpast.bookings.models import Appointment, Booking, LinkState, Party
from halfpast.bookings.refusals import NoLongerPossible
from halfpast.bookings.services import one_transaction, reread
from halfpast.bookings.timeline import note
from halfpast.effects.models import Effect, EffectKind
from halfpast.event_types.models import Place, PlaceKind

WITHOUT_LINK = {LinkState.MAKING, LinkState.OWED, LinkState.IMPOSSIBLE}


def give_link_by_hand(booking: Booking, url: str, by: Party, now: datetime) -> Booking:
    """The link becomes the place of its appointment, and everybody in it is told. Raises NoLongerPossible or Busy."""
    with one_transaction():
        mine = reread(booking)
        appointment = mine.appointment
        _require_waiting(mine, now)
        provider = appointment.place_kind
        places.put(appointment, Place(kind=PlaceKind.LINK, url=url), fallback_from=provider)
        appointment.version += 1
        appointment.save()
        note(appointment, "link_given", actor=by, booking=mine, provider=places.name_of(provider))
        _outdate(appointment, provider)
        telling.link_settled(appointment)
        return mine


def _require_waiting(booking: Booking, now: datetime) -> None:
    if not booking.is_confirmed:
        raise NoLongerPossible(_("This booking is cancelled, so nobody waits for a link."))
    if booking.has_ended(now):
        raise NoLongerPossible(_("This appointment is over, so nobody waits for a link."))
    if booking.appointment.link_state not in WITHOUT_LINK:
        raise NoLongerPossible(_("The guest knows how to join by now. Look at what is written here."))


def _outdate(appointment: Appointment, provider: str) -> None:
    """A call that is out, or comes after a reconnect, finds itself behind: what it made is taken away again."""
    rows = Effect.objects.filter(kind=EffectKind.MEETING, subject_id=appointment.pk, name=provider)
    rows.update(wanted_version=appointment.version)
