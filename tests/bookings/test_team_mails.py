"""Each host of an appointment is told on their own; the guest reads who they meet."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar
from pytest_django import Settings

from halfpast.bookings.mails.rendering import booking_mail
from halfpast.bookings.models import Booking, Party
from halfpast.bookings.services import BookingRequest, book, cancel, reschedule
from halfpast.bookings.timeline import lines_of
from halfpast.effects.models import Effect, EffectState
from halfpast.event_types.models import Assignment
from tests.bookings.mail_on_its_way import Backend
from tests.bookings.test_teams import a_start
from tests.studio import let_pass, work
from tests.team import Team, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db: None) -> Team:
    team = make_team(3, assignment=Assignment.ALL)
    team.hosts[2].time_zone = "Asia/Kolkata"
    team.hosts[2].save()
    return team


@pytest.fixture
def booking(team: Team) -> Booking:
    request = BookingRequest(a_start(), "Grace Guest", "grace@example.org", "America/New_York")
    return book(team.event_type, request, timezone.now()).booking


def read(booking: Booking) -> Booking:
    return Booking.objects.select_related("appointment__event_type__workspace").get(pk=booking.pk)


def planned() -> list[str]:
    return sorted(Effect.objects.filter(kind="mail", state=EffectState.PLANNED).values_list("name", flat=True))


def test_a_mail_is_planned_for_the_guest_and_for_each_host(team: Team, booking: Booking) -> None:
    others = [f"host {host.pk}:confirmed" for host in team.hosts[1:]]
    assert planned() == sorted(["guest:confirmed", "host:confirmed", *others])


def test_one_mail_goes_to_each_of_them(team: Team, booking: Booking) -> None:
    work()
    addresses = [each.to[0] for each in mail.outbox]
    assert sorted(addresses) == sorted(["grace@example.org", *(host.email for host in team.hosts)])
    cancel(read(booking), by=Party.GUEST, now=timezone.now())
    work()
    assert [each.subject.partition(":")[0] for each in mail.outbox[4:]] == ["Cancelled"] * 4


def test_each_host_reads_their_own_zone_and_who_else_is_there(team: Team, booking: Booking) -> None:
    first = booking_mail(read(booking), "host", "confirmed", 7)
    last = booking_mail(read(booking), f"host {team.hosts[2].pk}", "confirmed", 8)
    assert (first.to_address, last.to_address) == (team.hosts[0].email, team.hosts[2].email)
    assert "Europe/Berlin" in first.text
    assert "Asia/Kolkata" in last.text
    assert "Grace Guest booked a time with you. With you: Host 0 and Host 1." in last.text
    assert first.message_id != last.message_id


def test_the_guest_reads_all_names_and_answers_the_organiser(team: Team, booking: Booking) -> None:
    told = booking_mail(read(booking), "guest", "confirmed", 7)
    assert "You are booked with Host 0, Host 1 and Host 2." in told.text
    assert told.reply_to == team.hosts[0].email
    event = Calendar.from_ical(told.calendar).events[0]
    assert event["SUMMARY"] == "Talk: Host 0, Host 1 and Host 2"
    assert event["ORGANIZER"] == f"mailto:{team.hosts[0].email}"


def test_all_copies_of_the_entry_are_of_one_event(team: Team, booking: Booking) -> None:
    copies = [booking_mail(read(booking), name, "confirmed", 7).calendar for name in ("guest", "host")]
    copies.append(booking_mail(read(booking), f"host {team.hosts[1].pk}", "confirmed", 7).calendar)
    assert len({str(Calendar.from_ical(copy).events[0]["UID"]) for copy in copies}) == 1


def test_a_mail_that_fails_for_one_host_is_tried_again_for_that_host_alone(
    team: Team, booking: Booking, settings: Settings
) -> None:
    def fails() -> None:
        raise smtplib.SMTPRecipientsRefused({"host": (451, b"later")})

    settings.EMAIL_BACKEND = "tests.bookings.mail_on_its_way.Backend"
    name = f"host {team.hosts[1].pk}:confirmed"
    Backend.meanwhile = [fails]
    Effect.objects.exclude(name=name).update(next_run=timezone.now() + timedelta(hours=1))
    work()
    assert Effect.objects.get(name=name).failures == 1
    let_pass(7200)
    work()
    assert len(mail.outbox) == 4
    told = [line.text for line in lines_of(booking)]
    assert "Confirmation for Host 1 could not be sent yet: The mail server asks us to try again later." in told
    assert {"Confirmation sent to the host", "Confirmation sent to Host 2"} <= set(told)


def test_a_mail_planned_before_hosts_had_names_of_their_own_goes_to_the_organiser(team: Team, booking: Booking) -> None:
    Effect.objects.exclude(name="host:confirmed").delete()
    work()
    assert [each.to for each in mail.outbox] == [[team.hosts[0].email]]


def test_a_moved_appointment_is_told_to_all_hosts(team: Team, booking: Booking) -> None:
    work()
    mail.outbox.clear()
    reschedule(read(booking), a_start(10), by=Party.GUEST, now=timezone.now())
    work()
    assert len([each for each in mail.outbox if each.subject.startswith("Moved")]) == 4
    assert message_from_bytes(mail.outbox[0].message().as_bytes(), policy=SMTP)["Message-ID"]
