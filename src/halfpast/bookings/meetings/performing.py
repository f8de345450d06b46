"""Exactly one meeting per appointment: compare what is wanted with what exists, and take one step towards it."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from halfpast.bookings.mails import telling
from halfpast.bookings.meetings import rows
from halfpast.bookings.meetings.giving_up import give_up
from halfpast.bookings.meetings.moves import move
from halfpast.bookings.meetings.rooms import conferencing
from halfpast.bookings.meetings.work import Work, allowed, connected, look_at, note_failure, plan_sweep, require_reach
from halfpast.bookings.models import Appointment, LinkState, Meeting, MeetingState
from halfpast.bookings.timeline import note
from halfpast.connections import health
from halfpast.connections.models import Connection
from halfpast.effects.claims import Claim, done, drop, hold, reconcile, retry
from halfpast.event_types.meeting_options import options_of
from halfpast.event_types.models import OnCancel
from halfpast.providers.conferencing import Capability, MadeMeeting
from halfpast.providers.errors import OutcomeUnknown, ReconnectNeeded, Refused, TryLater

# A created meeting may show up in the provider's list a little late, so one empty look proves nothing.
SETTLE = timedelta(seconds=10)


def perform(claim: Claim) -> None:
    """One claim of a meeting effect: at most one write at the provider."""
    work = look_at(claim)
    try:
        _take_a_step(work)
    except TryLater as trouble:
        if work.comes_too_late(trouble):
            give_up(work, trouble.reason)
            return
        note_failure(work, "meeting_failed", trouble.reason)
        retry(claim, trouble.reason, after=trouble.after)
    except OutcomeUnknown as trouble:
        note_failure(work, "meeting_unknown", trouble.reason)
        reconcile(claim, trouble.reason)
    except (ReconnectNeeded, Refused) as refusal:
        give_up(work, refusal.reason)


def _take_a_step(work: Work) -> None:
    if work.meeting is None and work.claim.look_first and not _is_certain(work):
        return
    if work.is_wanted and work.meeting is None and work.is_over:
        drop(work.claim, "the appointment is over")
    elif work.is_wanted and work.meeting is None:
        _make(work)
    elif work.is_wanted and work.meeting is not None and work.is_behind:
        move(work, work.meeting)
    elif not work.is_wanted and work.meeting is not None:
        _remove(work, work.meeting)
    else:
        done(work.claim, work.appointment.version)


def _is_certain(work: Work) -> bool:
    """Whether it is known, after an interrupted call, that no meeting exists; one that does is adopted."""
    connection = connected(work)
    try:
        found = _look_for(work)
    except TryLater as trouble:
        if work.comes_too_late(trouble):
            raise
        reconcile(work.claim, trouble.reason, after=trouble.after, looks=work.claim.effect.looks)
        return False
    except Refused as refusal:
        # Not allowed to look: a second meeting is better than a missing link, and the host is told.
        note(work.appointment, "meeting_not_found", provider=work.provider, reason=refusal.reason)
        return True
    if found:
        _adopt(work, connection, found)
        return False
    if work.claim.effect.looks == 0:
        reconcile(work.claim, "", after=SETTLE, looks=1)
        return False
    return True


def _look_for(work: Work) -> list[MadeMeeting]:
    """Meetings that carry our mark, without those that were replaced and wait for their removal."""
    connection = allowed(work, Capability.FIND)
    found = conferencing(work.kind, connection, lambda room: room.find(work.marker, work.appointment.looked_for_at))
    replaced = set(work.appointment.meetings.filter(is_current=False).values_list("meeting_id", flat=True))
    return [made for made in found if made.meeting_id not in replaced]


def _make(work: Work) -> None:
    connection = allowed(work, Capability.MAKE)
    if work.has_begun and work.claim.effect.failures:
        raise Refused("The appointment began before a link could be made.")
    request = work.request()
    health.require_open(connection.pk)
    Appointment.objects.filter(pk=work.appointment.pk).update(asked_for=request.start)
    health.count_write(connection.pk)
    made = conferencing(work.kind, connection, lambda room: room.make(request))
    _record(work, connection, made, "meeting_made")
    if work.claim.look_first:
        plan_sweep(work)


def _adopt(work: Work, connection: Connection, found: Sequence[MadeMeeting]) -> None:
    """Keep the first; the others are twins."""
    with transaction.atomic():
        for twin in found[1:]:
            rows.keep_surplus(work.appointment, work.kind, connection, twin)
        _record(work, connection, found[0], "meeting_found")


def _record(work: Work, connection: Connection, made: MadeMeeting, event: str) -> None:
    """Write down what was made, if this attempt is still the current one and its grant still the same."""
    with transaction.atomic():
        appointment = Appointment.objects.locked().get(pk=work.appointment.pk)
        if hold(work.claim) is None:
            plan_sweep(work)
            return
        if not Connection.objects.filter(pk=connection.pk, epoch=connection.epoch).exists():
            rows.keep_surplus(appointment, work.kind, connection, made)
            retry(work.claim, "The account was disconnected meanwhile.", after=timedelta(0))
            return
        meeting = rows.keep_current(appointment, work.kind, connection, made)
        note(appointment, event, provider=work.provider)
        _note_dropped(work, meeting, made)
        if appointment.is_confirmed and appointment.place_kind == work.kind:
            appointment.link_state = LinkState.READY
            appointment.save(update_fields=["link_state"])
            telling.link_settled(appointment)
        done(work.claim, work.appointment.version if work.is_met_by(made) else 0)


def _note_dropped(work: Work, meeting: Meeting, made: MadeMeeting) -> None:
    """Providers answer yes and leave out what the account does not allow: only reading back tells."""
    dropped = options_of(work.appointment.event_type).dropped(made.options)
    if dropped:
        rows.keep_dropped(meeting, dropped)
        note(meeting.appointment, "options_dropped", provider=work.provider, options=rows.in_words(dropped))


def _remove(work: Work, meeting: Meeting) -> None:
    if work.appointment.event_type.on_cancel == OnCancel.KEEP:
        _record_removal(work, meeting, MeetingState.KEPT, "meeting_kept")
        return
    require_reach(connected(work), meeting)
    connection = allowed(work, Capability.CANCEL)
    conferencing(work.kind, connection, lambda room: room.cancel(meeting.meeting_id))
    _record_removal(work, meeting, MeetingState.DELETED, "meeting_deleted")


def _record_removal(work: Work, meeting: Meeting, state: MeetingState, event: str) -> None:
    with transaction.atomic():
        appointment = Appointment.objects.locked().get(pk=work.appointment.pk)
        if done(work.claim, work.appointment.version):
            rows.retire(meeting, state)
            note(appointment, event, provider=work.provider)
