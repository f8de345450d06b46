"""The provider will not do it: another place, an owed link, or a meeting left over."""

from django.db import transaction

from halfpast.bookings import places
from halfpast.bookings.mails import telling
from halfpast.bookings.meetings.following import follow
from halfpast.bookings.meetings.work import Work
from halfpast.bookings.models import Appointment, LinkState, MeetingState
from halfpast.bookings.timeline import note
from halfpast.effects.claims import refuse
from halfpast.event_types.models import OnUnavailable


def give_up(work: Work, reason: str) -> None:
    with transaction.atomic():
        appointment = Appointment.objects.locked().select_related("event_type").get(pk=work.appointment.pk)
        if not refuse(work.claim, reason):
            return
        if work.meeting is None:
            if work.claim.look_first:
                note(appointment, "meeting_not_found", provider=work.provider, reason=reason)
            if appointment.is_confirmed and appointment.place_kind == work.kind:
                _fall_back(appointment, work, reason)
        elif work.is_wanted:
            note(appointment, "move_refused", provider=work.provider, reason=reason)
            _keep_old_link(appointment)
        else:
            work.meeting.state = MeetingState.LEFT_OVER
            work.meeting.save()
            note(appointment, "meeting_left_over", provider=work.provider, reason=reason)


def _keep_old_link(appointment: Appointment) -> None:
    """No other meeting takes its place after all."""
    if appointment.link_state != LinkState.MAKING:
        return
    appointment.link_state, appointment.link_replaced = LinkState.READY, False
    appointment.save(update_fields=["link_state", "link_replaced"])
    telling.link_settled(appointment)


def _fall_back(appointment: Appointment, work: Work, reason: str) -> None:
    place = places.next_place(appointment.event_type, work.kind, work.host)
    if place is not None:
        places.put(appointment, place, fallback_from=work.kind)
        note(appointment, "place_fell_back", provider=work.provider, reason=reason, place=places.name_of(place.kind))
    else:
        gives_up = appointment.event_type.on_unavailable == OnUnavailable.BOOK_WITHOUT_LINK
        appointment.link_state = LinkState.IMPOSSIBLE if gives_up else LinkState.OWED
        note(appointment, "link_owed", reason=reason)
    appointment.version += 1
    appointment.save()
    if place is not None:
        follow(appointment)
    telling.link_settled(appointment)
