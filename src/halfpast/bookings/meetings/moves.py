"""An appointment has a new time: the same meeting is moved, or, where that cannot be, another one takes its place."""

from datetime import timedelta

from django.db import transaction

from halfpast.bookings.meetings import rows
from halfpast.bookings.meetings.following import withdraw_link
from halfpast.bookings.meetings.rooms import conferencing
from halfpast.bookings.meetings.work import Work, allowed, connected, require_reach
from halfpast.bookings.models import Appointment, Meeting, MeetingState
from halfpast.bookings.timeline import note
from halfpast.connections import health
from halfpast.effects.claims import done, hold, retry
from halfpast.providers.conferencing import Capability, MadeMeeting
from halfpast.providers.errors import MeetingGone, NotMoved, ScopeMissing, TryLater

# What a provider reads back may lag behind what it was told.
SECOND_THOUGHTS = 3


def move(work: Work, meeting: Meeting) -> None:
    """The link stays, unless the grant allows no changes or somebody deleted the meeting: then there is a new one."""
    require_reach(connected(work), meeting)
    try:
        moved = _moved(work, meeting)
    except NotMoved as refusal:
        if work.claim.effect.failures >= SECOND_THOUGHTS:
            raise
        raise TryLater(refusal.reason) from refusal
    except ScopeMissing as refusal:
        # Raises what makes a new meeting impossible, before the old one is given up.
        allowed(work, Capability.MAKE)
        _replace(work, meeting, refusal.reason)
    except MeetingGone:
        _start_over(work, meeting)
    else:
        _record(work, meeting, moved)


def _moved(work: Work, meeting: Meeting) -> MadeMeeting | None:
    connection = allowed(work, Capability.MOVE)
    request = work.request()
    health.require_open(connection.pk)
    health.count_write(connection.pk)
    return conferencing(work.kind, connection, lambda room: room.move(meeting.meeting_id, request))


def _record(work: Work, meeting: Meeting, moved: MadeMeeting | None) -> None:
    with transaction.atomic():
        appointment = Appointment.objects.locked().get(pk=work.appointment.pk)
        if not done(work.claim, work.appointment.version):
            return
        if moved is None:
            note(appointment, "move_unchecked", provider=work.provider)
            return
        rows.refresh(meeting, moved)
        note(appointment, "meeting_moved", provider=work.provider)


def _replace(work: Work, meeting: Meeting, reason: str) -> None:
    """The old one is deleted by an effect of its own, which says so when that is not allowed either."""
    with transaction.atomic():
        appointment = Appointment.objects.locked().get(pk=work.appointment.pk)
        if hold(work.claim) is None:
            return
        rows.retire(meeting, MeetingState.SURPLUS)
        rows.plan_removal(meeting, work.host)
        note(appointment, "meeting_replaced", provider=work.provider, reason=reason)
        withdraw_link(appointment)
        retry(work.claim, "", after=timedelta(0))


def _start_over(work: Work, meeting: Meeting) -> None:
    """Somebody deleted the meeting at the provider: the guests get a new link."""
    with transaction.atomic():
        appointment = Appointment.objects.locked().get(pk=work.appointment.pk)
        if hold(work.claim) is None:
            return
        rows.retire(meeting, MeetingState.GONE)
        note(appointment, "meeting_gone", provider=work.provider)
        withdraw_link(appointment)
        retry(work.claim, "", after=timedelta(0))
