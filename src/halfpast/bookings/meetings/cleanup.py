"""Meetings too many: delete those written down as surplus, and look for twins that were made late."""

from datetime import timedelta

from django.db import transaction

from halfpast.bookings import places
from halfpast.bookings.meetings import rows
from halfpast.bookings.meetings.markers import marker_of
from halfpast.bookings.meetings.rooms import account_ref, conferencing
from halfpast.bookings.models import Appointment, Meeting, MeetingState
from halfpast.bookings.timeline import note
from halfpast.connections.models import Connection
from halfpast.effects.claims import Claim, done, postpone, reconcile, refuse, retry
from halfpast.effects.models import Effect
from halfpast.providers.conferencing import Capability
from halfpast.providers.errors import ProviderError, ReconnectNeeded, Refused, ScopeMissing

# The first look comes a minute after the unknown outcome, the second when even a slow provider has applied it.
SECOND_LOOK = timedelta(minutes=8)
PATIENCE = timedelta(seconds=30)


def perform_removal(claim: Claim) -> None:
    """Delete one surplus meeting; what cannot be deleted is listed to the host as left over."""
    meeting = Meeting.objects.select_related("appointment").get(pk=claim.effect.subject_id)
    try:
        connection = _reaching(meeting)
        conferencing(meeting.provider, connection, lambda room: room.cancel(meeting.meeting_id))
    except (ReconnectNeeded, Refused) as refusal:
        _leave_over(claim, meeting, refusal.reason)
    except ProviderError as trouble:
        retry(claim, trouble.reason)
    else:
        with transaction.atomic():
            if done(claim, claim.effect.wanted_version):
                rows.retire(meeting, MeetingState.DELETED)
                note(meeting.appointment, "surplus_deleted", provider=places.name_of(meeting.provider))


def perform_sweep(claim: Claim) -> None:
    """Look twice for meetings that carry our marker and are not the one we keep."""
    create = Effect.objects.get(pk=claim.effect.subject_id)
    appointment = Appointment.objects.get(pk=create.subject_id)
    if create.is_open:
        postpone(claim, PATIENCE)
        return
    connection = places.connection_for(create.name, appointment.the_host())
    if connection is None or not places.allows(connection, Capability.FIND):
        refuse(claim, "The account is not connected, or does not let us look.")
        return
    try:
        _find_twins(appointment, create, connection)
    except (ReconnectNeeded, Refused) as refusal:
        refuse(claim, refusal.reason)
    except ProviderError as trouble:
        retry(claim, trouble.reason)
    else:
        if claim.effect.looks == 0:
            reconcile(claim, "", after=SECOND_LOOK, looks=1)
        else:
            done(claim, claim.effect.wanted_version)


def _find_twins(appointment: Appointment, create: Effect, connection: Connection) -> None:
    marker = marker_of(create.pk)
    found = conferencing(create.name, connection, lambda room: room.find(marker, appointment.looked_for_at))
    known = set(appointment.meetings.values_list("meeting_id", flat=True))
    for twin in found:
        if twin.meeting_id not in known:
            rows.keep_surplus(appointment, create.name, connection, twin)


def _reaching(meeting: Meeting) -> Connection:
    """The host's connection, if it is to the account this meeting lives in. Raises ReconnectNeeded or ScopeMissing."""
    connection = places.connection_for(meeting.provider, meeting.appointment.the_host())
    if connection is None or account_ref(connection) != meeting.account_ref:
        raise ReconnectNeeded("The account of this meeting is no longer connected.")
    if not places.allows(connection, Capability.CANCEL):
        raise ScopeMissing(places.why_not_allowed(meeting.provider, Capability.CANCEL))
    return connection


def _leave_over(claim: Claim, meeting: Meeting, reason: str) -> None:
    with transaction.atomic():
        if refuse(claim, reason):
            rows.retire(meeting, MeetingState.LEFT_OVER)
            note(meeting.appointment, "meeting_left_over", provider=places.name_of(meeting.provider), reason=reason)
