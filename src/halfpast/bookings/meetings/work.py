"""What one attempt at an appointment's meeting sees when it begins."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from halfpast.accounts.models import User
from halfpast.bookings import places
from halfpast.bookings.meetings.markers import marker_of
from halfpast.bookings.meetings.rooms import account_ref, meeting_request
from halfpast.bookings.models import Appointment, Meeting
from halfpast.bookings.timeline import note
from halfpast.connections.consent import lane_of
from halfpast.connections.models import Connection
from halfpast.effects.claims import Claim
from halfpast.effects.models import EffectKind
from halfpast.effects.planning import want
from halfpast.providers.conferencing import Capability, MadeMeeting, MeetingRequest
from halfpast.providers.errors import ReconnectNeeded, Refused, ScopeMissing, TryLater

FIRST_SWEEP = timedelta(seconds=60)


@dataclass(frozen=True)
class Work:
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
    def has_begun(self) -> bool:
        return self.appointment.start <= timezone.now()

    @property
    def is_behind(self) -> bool:
        return self.claim.effect.applied_version < self.appointment.version

    @property
    def marker(self) -> str:
        return marker_of(self.claim.effect.pk)

    def comes_too_late(self, trouble: TryLater) -> bool:
        """Whether the appointment has begun before a link can be made."""
        next_try = timezone.now() + (trouble.after or timedelta(0))
        return self.is_wanted and self.meeting is None and next_try >= self.appointment.start

    def request(self) -> MeetingRequest:
        return meeting_request(self.appointment, self.marker)

    def is_met_by(self, made: MadeMeeting) -> bool:
        """An adopted meeting may be of an earlier time, or of an appointment that was cancelled since."""
        minutes = int(self.appointment.duration.total_seconds()) // 60
        return self.is_wanted and made.start == self.appointment.start and made.duration_minutes == minutes


def look_at(claim: Claim) -> Work:
    appointment = Appointment.objects.select_related("event_type").get(pk=claim.effect.subject_id)
    host = appointment.the_host()
    meeting = appointment.meetings.filter(is_current=True, provider=claim.effect.name).first()
    return Work(claim, appointment, host, meeting, places.connection_for(claim.effect.name, host))


def connected(work: Work) -> Connection:
    """Raises ReconnectNeeded."""
    if work.connection is None:
        raise ReconnectNeeded(f"{work.provider} is not connected.")
    return work.connection


def allowed(work: Work, capability: Capability) -> Connection:
    """The connection, if its grant covers this. Raises ReconnectNeeded or ScopeMissing."""
    connection = connected(work)
    if not places.allows(connection, capability):
        raise ScopeMissing(places.why_not_allowed(work.kind, capability))
    return connection


def require_reach(connection: Connection, meeting: Meeting) -> None:
    """Raises Refused when the meeting lives in another account than the connected one."""
    if meeting.account_ref != account_ref(connection):
        raise Refused("The meeting belongs to another account than the one connected now.")


def note_failure(work: Work, event: str, reason: str) -> None:
    """Once per series of failures: the timeline tells, it does not repeat."""
    if work.claim.effect.failures == 0:
        note(work.appointment, event, provider=work.provider, reason=reason)


def plan_sweep(work: Work) -> None:
    """A call whose outcome was unknown may still be applied late: look for a twin in a while."""
    want(
        EffectKind.MEETING_SWEEP,
        work.claim.effect.pk,
        work.kind,
        lane=lane_of(work.host.pk),
        version=work.claim.attempt,
        after=FIRST_SWEEP,
    )
