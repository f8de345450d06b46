from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar, Event
from pytest_django import Settings

from halfpast.bookings.mails.delivery import MailRefused, as_message, deliver
from halfpast.bookings.mails.rendering import booking_mail
from halfpast.bookings.models import Appointment, Booking, LinkState, Meeting, Party
from halfpast.bookings.services import book, cancel, reschedule
from halfpast.effects.models import Effect, EffectState
from halfpast.providers.errors import TryLater
from halfpast.sandbox.servers import start_mailbox
from tests.studio import Studio, let_pass, work

JOIN = "https://zoom.example.com/j/92674392836?pwd=abc.1"


@pytest.fixture
def booking(studio: Studio) -> Booking:
    """A booking whose meeting is ready."""
    booking = book(studio.event_type, studio.request(name="Zoë O'Neill"), timezone.now()).booking
    Meeting.objects.create(
        appointment=booking.appointment,
        provider="zoom",
        account_ref="ref",
        meeting_id="92674392836",
        join_url=JOIN,
        passcode="s3cret",
        dial_in=[{"country": "US", "number": "+1 646 555 0100"}],
    )
    booking.appointment.link_state = LinkState.READY
    booking.appointment.save()
    return booking


def message(booking: Booking, party: str = "guest", change: str = "confirmed") -> EmailMessage:
    return as_message(booking_mail(Booking.objects.get(pk=booking.pk), party, change, 7))


def event_in(sent: EmailMessage) -> Event:
    return calendar_in(sent).events[0]


def method_in(sent: EmailMessage) -> str:
    return str(calendar_in(sent)["METHOD"])


def calendar_in(sent: EmailMessage) -> Calendar:
    part = next(each for each in sent.walk() if each.get_content_type() == "application/ics")
    return Calendar.from_ical(bytes(part.get_content()))


def test_the_guests_mail_offers_the_invitation_as_its_last_alternative(booking: Booking) -> None:
    sent = message(booking)
    assert [part.get_content_type() for part in sent.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    invitation = list(sent.walk())[4]
    assert invitation.get_param("method") == "REQUEST"
    assert invitation.get_payload(decode=True) == list(sent.walk())[5].get_payload(decode=True)


def test_the_hosts_copy_is_published_not_offered(booking: Booking) -> None:
    sent = message(booking, "host")
    assert "text/calendar" not in [part.get_content_type() for part in sent.walk()]
    assert method_in(sent) == "PUBLISH"
    assert "attendee" not in event_in(sent)


@pytest.mark.parametrize("party", ["guest", "host"])
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_each_part_tells_link_id_passcode_and_dial_in(booking: Booking, party: str, kind: str) -> None:
    body = message(booking, party).get_body((kind,))
    assert body is not None
    text = body.get_content()
    for fact in (JOIN, "926 7439 2836", "s3cret", "+1 646 555 0100"):
        assert fact in text


def test_the_link_stands_in_every_place_where_calendars_look(booking: Booking) -> None:
    event = event_in(message(booking))
    assert event["LOCATION"] == JOIN
    assert JOIN in str(event["DESCRIPTION"])
    assert event["URL"] == JOIN
    assert event["CONFERENCE"] == JOIN
    assert event["CONFERENCE"].params["FEATURE"] == "VIDEO"


def test_each_side_reads_its_own_zone_by_name(booking: Booking) -> None:
    start = booking.appointment.start
    assert start.hour == 8
    guest, host = message(booking).get_body(("plain",)), message(booking, "host").get_body(("plain",))
    assert guest is not None
    assert host is not None
    assert "America/New York" in guest.get_content()
    assert "Europe/Berlin" in host.get_content()


def test_the_uid_stays_and_the_sequence_grows(booking: Booking, studio: Studio) -> None:
    first = event_in(message(booking))
    reschedule(booking, studio.a_start(days=2), by=Party.GUEST, now=timezone.now())
    second = event_in(message(booking, change="moved"))
    booking.refresh_from_db()
    cancel(booking, by=Party.GUEST, now=timezone.now())
    third = event_in(message(booking, change="cancelled"))
    assert len({str(event["UID"]) for event in (first, second, third)}) == 1
    assert [int(str(event["SEQUENCE"])) for event in (first, second, third)] == [0, 1, 2]


def test_a_cancellation_withdraws_the_invitation(booking: Booking) -> None:
    cancel(booking, by=Party.HOST, now=timezone.now(), reason="I am ill")
    sent = message(booking, change="cancelled")
    body = sent.get_body(("plain",))
    assert body is not None
    assert method_in(sent) == "CANCEL"
    assert event_in(sent)["STATUS"] == "CANCELLED"
    assert "I am ill" in body.get_content()
    assert JOIN not in body.get_content()


def test_the_moved_mail_shows_the_former_time(booking: Booking, studio: Studio) -> None:
    old = booking.appointment.start
    reschedule(booking, studio.a_start(days=4), by=Party.GUEST, now=timezone.now())
    body = message(booking, change="moved").get_body(("plain",))
    assert body is not None
    assert f"{old.day} {old:%B %Y}" in body.get_content()


def test_a_name_with_markup_stays_a_name(studio: Studio) -> None:
    name = '<b>Bobby</b> "Tables" <x@y.example>, other@example.net'
    booking = book(studio.event_type, studio.request(name=name), timezone.now()).booking
    sent = message(booking, "host")
    body = sent.get_body(("html",))
    assert body is not None
    assert "<b>Bobby</b>" not in body.get_content()
    assert [address.addr_spec for address in message(booking)["To"].addresses] == ["grace@example.org"]
    assert event_in(sent)["SUMMARY"].endswith(name)


def test_the_message_id_is_the_same_over_all_attempts(booking: Booking) -> None:
    assert message(booking)["Message-ID"] == message(booking)["Message-ID"]


def test_a_mail_server_that_is_down_is_tried_again_and_the_booking_stands(booking: Booking, settings: Settings) -> None:
    use_server(settings, "127.0.0.1", 1)
    let_pass(61)
    mails = Effect.objects.filter(kind="mail")
    Effect.objects.exclude(kind="mail").delete()
    work()
    booking.refresh_from_db()
    assert booking.is_confirmed
    assert {each.state for each in mails} == {EffectState.PLANNED}
    assert booking.timeline.filter(event="mail_failed").count() == 2


@pytest.mark.parametrize(("fault", "raised"), [("greylist", TryLater), ("reject", MailRefused)])
def test_the_servers_answer_decides_whether_to_try_again(
    booking: Booking, settings: Settings, fault: str, raised: type[Exception]
) -> None:
    mailbox = start_mailbox()
    try:
        use_server(settings, mailbox.smtp_host, mailbox.smtp_port)
        mailbox.site.store.add_fault({"kind": fault, "times": 1})
        with pytest.raises(raised):
            deliver(booking_mail(booking, "guest", "confirmed", 7))
    finally:
        mailbox.close()


def test_a_real_server_receives_the_mail_as_it_was_made(booking: Booking, settings: Settings) -> None:
    mailbox = start_mailbox()
    try:
        use_server(settings, mailbox.smtp_host, mailbox.smtp_port)
        deliver(booking_mail(booking, "guest", "confirmed", 7))
        raw = mailbox.site.store.all()[0]["raw"]
    finally:
        mailbox.close()
    received = message_from_bytes(raw, policy=SMTP)
    assert received["To"].addresses[0].display_name == "Zoë O'Neill"
    assert event_in(received)["LOCATION"] == JOIN


def test_no_mail_says_what_a_later_change_made_untrue(booking: Booking) -> None:
    cancel(booking, by=Party.GUEST, now=timezone.now())
    Effect.objects.exclude(kind="mail").delete()
    let_pass(61)
    work()
    assert [sent.subject.partition(":")[0] for sent in mail.outbox] == ["Cancelled", "Cancelled"]
    assert Effect.objects.filter(state=EffectState.DROPPED).count() == 2


def use_server(settings: Settings, host: str, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def test_a_lost_key_delays_the_mail_and_says_why(booking: Booking) -> None:
    Booking.objects.update(sealed_link="lost.AAAA")
    Effect.objects.exclude(kind="mail").delete()
    let_pass(61)
    work()
    assert Effect.objects.get(name="guest:confirmed").state == EffectState.PLANNED
    assert "ENCRYPTION_KEYS" in Effect.objects.get(name="guest:confirmed").last_error
    assert Effect.objects.get(name="host:confirmed").state == EffectState.DONE


def owed(booking: Booking) -> Booking:
    Appointment.objects.update(link_state=LinkState.OWED)
    return Booking.objects.select_related("appointment__event_type__workspace").get(pk=booking.pk)


def test_a_host_is_asked_for_the_link_that_could_not_be_made(booking: Booking) -> None:
    mail = booking_mail(owed(booking), "host", "confirmed", 7)
    assert mail.subject.startswith("Link needed: ")
    assert f"Open it to see why, and to give {booking.name} a link." in mail.text
    assert "your host" not in mail.text + mail.calendar.decode()


def test_a_guest_who_was_promised_a_link_reads_that_it_comes_from_the_host(booking: Booking) -> None:
    mail = booking_mail(owed(booking), "guest", "link", 7)
    assert mail.subject.startswith("About your link: ")
    assert "No Zoom link could be made for your booking. Hanna Host knows, and will tell you how to meet." in mail.text
