"""An appointment's meeting in the words of its event type, written in the organiser's language."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import override as language

from halfpast.bookings.invitation import names_of
from halfpast.bookings.models import Appointment, Booking
from halfpast.event_types.meeting_templates import Words, agenda_from, answer_words, time_words, topic_from


def topic_of(appointment: Appointment, guests: Sequence[Booking]) -> str:
    """One line, never empty."""
    hosts = appointment.all_hosts()
    with language(hosts[0].locale):
        return topic_from(appointment.event_type.topic_template, _words(appointment, names_of(hosts), guests))


def agenda_of(appointment: Appointment, guests: Sequence[Booking]) -> str:
    hosts = appointment.all_hosts()
    with language(hosts[0].locale):
        return agenda_from(appointment.event_type.agenda_template, _words(appointment, names_of(hosts), guests))


def _words(appointment: Appointment, hosts: str, guests: Sequence[Booking]) -> Words:
    event_type = appointment.event_type
    answers = [(question, str(answer)) for guest in guests for question, answer in guest.answers.items()]
    return Words(
        title=event_type.title,
        guests=", ".join(guest.name for guest in guests),
        host=hosts,
        workspace=event_type.workspace.name,
        answers=answer_words(answers),
        **time_words(appointment.start, appointment.end, ZoneInfo(appointment.time_zone)),
    )
