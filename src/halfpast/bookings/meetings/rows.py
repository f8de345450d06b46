"""What is remembered of a meeting at a provider. A start link, which would open it as the host, never is."""

from collections.abc import Iterable, Sequence

from halfpast.accounts.models import User
from halfpast.bookings.meetings.rooms import account_ref
from halfpast.bookings.models import Appointment, Meeting, MeetingState
from halfpast.connections.consent import lane_of
from halfpast.connections.models import Connection
from halfpast.effects.models import EffectKind
from halfpast.effects.planning import plan, wake
from halfpast.event_types.models import EventType
from halfpast.providers.conferencing import MadeMeeting


def keep_current(appointment: Appointment, kind: str, connection: Connection, made: MadeMeeting) -> Meeting:
    meeting = Meeting(appointment=appointment, provider=kind, connection=connection)
    meeting.account_ref = account_ref(connection)
    meeting.meeting_id = made.meeting_id
    refresh(meeting, made)
    return meeting


def keep_surplus(appointment: Appointment, kind: str, connection: Connection, made: MadeMeeting) -> None:
    """A meeting nobody should use: written down, and deleted by an effect of its own."""
    ref = account_ref(connection)
    if appointment.meetings.filter(provider=kind, account_ref=ref, meeting_id=made.meeting_id).exists():
        return
    still_there = Connection.objects.filter(pk=connection.pk).first()
    meeting = Meeting.objects.create(
        appointment=appointment,
        provider=kind,
        connection=still_there,
        account_ref=ref,
        meeting_id=made.meeting_id,
        join_url=made.join_url,
        state=MeetingState.SURPLUS,
        is_current=False,
    )
    plan_removal(meeting, connection.user)


def plan_removal(meeting: Meeting, host: User) -> None:
    """Have a surplus meeting deleted at its provider."""
    wake([plan(EffectKind.MEETING_REMOVAL, meeting.pk, meeting.provider, lane=lane_of(host.pk))])


def refresh(meeting: Meeting, made: MadeMeeting) -> None:
    """Take over how to join, as the provider tells it now."""
    meeting.join_url = made.join_url
    meeting.passcode = made.passcode
    meeting.dial_in = [{"country": each.country, "number": each.number} for each in made.dial_in]
    meeting.save()


def keep_dropped(meeting: Meeting, names: Sequence[str]) -> None:
    """Options of the event type that the provider left out."""
    meeting.not_applied = list(names)
    meeting.save(update_fields=["not_applied"])


def in_words(names: Iterable[str]) -> str:
    """Options, as the editor of event types calls them."""
    return ", ".join(str(EventType._meta.get_field(name).verbose_name) for name in names)  # type: ignore[union-attr]


def retire(meeting: Meeting, state: MeetingState) -> None:
    meeting.state = state
    meeting.is_current = False
    meeting.save()
