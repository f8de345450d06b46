"""Exactly one meeting per appointment: compare what is wanted with what exists, and take one step towards it."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from halfpast.accounts.models import User
from halfpast.bookings import meeting_rows, notifications, places
from halfpast.bookings.markers import marker_of
from halfpast.bookings.models import Appointment, LinkState, Meeting, MeetingState
from halfpast.bookings.rooms import account_ref, conferencing, meeting_request
from halfpast.bookings.timeline import note
from halfpast.connections.consent import lane_of
from halfpast.connections.models import Connection
from halfpast.effects.claims import Claim, done, drop, hold, reconcile, refuse, retry
from halfpast.effects.models import EffectKind
from halfpast.effects.planning import wake, want
from halfpast.event_types.models import OnCancel, OnUnavailable
from halfpast.providers.conferencing import MadeMeeting
from halfpast.providers.errors import MeetingGone, OutcomeUnknown, ReconnectNeeded, Refused, TryLater

# A created meeting may show up in the provider's list a little late, so one empty look proves nothing.
SETTLE = timedelta(seconds=10)
FIRST_SWEEP = timedelta(seconds=60)


@dataclass(frozen=True)
class Work:
    """What one attempt saw when it began."""

    claim: Claim
    appointment: Appointment
    host: User
    meeting: Meeting | None
    connection: Connection | None

    @property
    def kind(self) -> str:
        return self.claim.effect.name

    @property
    def provider(self) -> str:
        return places.name_of(self.kind)

    @property
    def is_wanted(self) -> bool:
        return self.appointment.is_confirmed and self.appointment.place_kind == self.kind

    @property
    def is_over(self) -> bool:
        return self.appointment.end <= timezone.now()

    @property
    def is_behind(self) -> bool:
        return self.claim.effect.applied_version < self.appointment.version

    @property
    def marker(self) -> str:
        return marker_of(self.claim.effect.pk)


def follow(appointment: Appointment) -> bool:
    """Plan what the provider must be told after a change; answers whether a link is on its way."""
    if not places.needs_connection(appointment.place_kind):
        return False
    lane = lane_of(appointment.the_host().pk)
    wake([want(EffectKind.MEETING, appointment.pk, appointment.place_kind, lane=lane, version=appointment.version)])
    return appointment.is_confirmed and appointment.link_state == LinkState.MAKING


def perform(claim: Claim) -> None:
    """One claim of a meeting effect: at most one write at the provider."""
    work = _look_at(claim)
    try:
        _take_a_step(work)
    except TryLater as trouble:
        _note_failure(work, "meeting_failed", trouble.reason)
        retry(claim, trouble.reason, after=trouble.after)
    except OutcomeUnknown as trouble:
        _note_failure(work, "meeting_unknown", trouble.reason)
        reconcile(claim, trouble.reason)
    except (ReconnectNeeded, Refused) as refusal:
        _give_up(work, refusal.reason)


def _look_at(claim: Claim) -> Work:
    appointment = Appointment.objects.select_related("event_type").get(pk=claim.effect.subject_id)
    host = appointment.the_host()
    meeting = appointment.meetings.filter(is_current=True, provider=claim.effect.name).first()
    return Work(claim, appointment, host, meeting, places.connection_for(claim.effect.name, host))


def _take_a_step(work: Work) -> None:
    if work.meeting is None and work.claim.look_first and not _is_certain(work):
        return
    if work.is_wanted and work.meeting is None and work.is_over:
        drop(work.claim, "the appointment is over")
    elif work.is_wanted and work.meeting is None:
        _make(work)
    elif work.is_wanted and work.meeting is not None and work.is_behind:
        _move(work, work.meeting)
    elif not work.is_wanted and work.meeting is not None:
        _remove(work, work.meeting)
    else:
        done(work.claim, work.appointment.version)


def _is_certain(work: Work) -> bool:
    """Whether it is known, after an interrupted call, that no meeting exists; one that does is adopted."""
    connection = _require(work)
    try:
        found = conferencing(work.kind, connection, lambda room: room.find(work.marker, work.appointment.looked_for_at))
    except TryLater as trouble:
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


def _make(work: Work) -> None:
    connection = _require(work)
    request = meeting_request(work.appointment, work.marker)
    Appointment.objects.filter(pk=work.appointment.pk).update(asked_for=request.start)
    made = conferencing(work.kind, connection, lambda room: room.make(request))
    _record(work, connection, made, "meeting_made")
    if work.claim.look_first:
        _plan_sweep(work)


def _adopt(work: Work, connection: Connection, found: tuple[MadeMeeting, ...]) -> None:
    """Keep the first; the others are twins."""
    with transaction.atomic():
        for twin in found[1:]:
            meeting_rows.keep_surplus(work.appointment, work.kind, connection, twin)
        _record(work, connection, found[0], "meeting_found")


def _record(work: Work, connection: Connection, made: MadeMeeting, event: str) -> None:
    """Write down what was made, if this attempt is still the current one and its grant still the same."""
    with transaction.atomic():
        appointment = Appointment.objects.locked().get(pk=work.appointment.pk)
        if hold(work.claim) is None:
            _plan_sweep(work)
            return
        if not Connection.objects.filter(pk=connection.pk, epoch=connection.epoch).exists():
            meeting_rows.keep_surplus(appointment, work.kind, connection, made)
            retry(work.claim, "The account was disconnected meanwhile.", after=timedelta(0))
            return
        meeting_rows.keep_current(appointment, work.kind, connection, made)
        note(appointment, event, provider=work.provider)
        if appointment.is_confirmed and appointment.place_kind == work.kind:
            appointment.link_state = LinkState.READY
            appointment.save(update_fields=["link_state"])
            notifications.link_settled(appointment)
        done(work.claim, work.appointment.version if _is_as_wanted(work, made) else 0)


def _is_as_wanted(work: Work, made: MadeMeeting) -> bool:
    """An adopted meeting may be of an earlier time, or of an appointment that was cancelled since."""
    is_on_time = made.start == work.appointment.start and made.duration_minutes == _minutes(work.appointment)
    return work.is_wanted and is_on_time


def _move(work: Work, meeting: Meeting) -> None:
    """The same meeting at the new time: the link stays."""
    connection = _require(work)
    if not _reaches(connection, meeting):
        raise Refused("the meeting belongs to another account than the one connected now.")
    request = meeting_request(work.appointment, work.marker)
    try:
        moved = conferencing(work.kind, connection, lambda room: room.move(meeting.meeting_id, request))
    except MeetingGone:
        _start_over(work, meeting)
        return
    with transaction.atomic():
        appointment = Appointment.objects.locked().get(pk=work.appointment.pk)
        if done(work.claim, work.appointment.version):
            meeting_rows.refresh(meeting, moved)
            note(appointment, "meeting_moved", provider=work.provider)


def _start_over(work: Work, meeting: Meeting) -> None:
    """Somebody deleted the meeting at the provider: the guests get a new link."""
    with transaction.atomic():
        appointment = Appointment.objects.locked().get(pk=work.appointment.pk)
        if hold(work.claim) is None:
            return
        meeting_rows.retire(meeting, MeetingState.GONE)
        appointment.link_state = LinkState.MAKING
        appointment.save(update_fields=["link_state"])
        notifications.link_withdrawn(appointment)
        note(appointment, "meeting_gone", provider=work.provider)
        retry(work.claim, "", after=timedelta(0))


def _remove(work: Work, meeting: Meeting) -> None:
    if work.appointment.event_type.on_cancel == OnCancel.KEEP:
        _record_removal(work, meeting, MeetingState.KEPT, "meeting_kept")
        return
    connection = _require(work)
    if not _reaches(connection, meeting):
        raise Refused("it belongs to another account than the one connected now.")
    conferencing(work.kind, connection, lambda room: room.cancel(meeting.meeting_id))
    _record_removal(work, meeting, MeetingState.DELETED, "meeting_deleted")


def _record_removal(work: Work, meeting: Meeting, state: MeetingState, event: str) -> None:
    with transaction.atomic():
        appointment = Appointment.objects.locked().get(pk=work.appointment.pk)
        if done(work.claim, work.appointment.version):
            meeting_rows.retire(meeting, state)
            note(appointment, event, provider=work.provider)


def _give_up(work: Work, reason: str) -> None:
    """The provider will not do it: another place, an owed link, or a meeting left over."""
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
        else:
            work.meeting.state = MeetingState.LEFT_OVER
            work.meeting.save()
            note(appointment, "meeting_left_over", provider=work.provider, reason=reason)


def _fall_back(appointment: Appointment, work: Work, reason: str) -> None:
    place = places.next_place(appointment.event_type, work.kind)
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
    notifications.link_settled(appointment)


def _plan_sweep(work: Work) -> None:
    """A call whose outcome was unknown may still be applied late: look for a twin in a while."""
    want(
        EffectKind.MEETING_SWEEP,
        work.claim.effect.pk,
        work.kind,
        lane=lane_of(work.host.pk),
        version=work.claim.attempt,
        after=FIRST_SWEEP,
    )


def _note_failure(work: Work, event: str, reason: str) -> None:
    """Once per series of failures: the timeline tells, it does not repeat."""
    if work.claim.effect.failures == 0:
        note(work.appointment, event, provider=work.provider, reason=reason)


def _require(work: Work) -> Connection:
    if work.connection is None:
        raise ReconnectNeeded(f"{work.provider} is not connected.")
    return work.connection


def _reaches(connection: Connection, meeting: Meeting) -> bool:
    return meeting.account_ref == account_ref(connection)


def _minutes(appointment: Appointment) -> int:
    return int(appointment.duration.total_seconds()) // 60
