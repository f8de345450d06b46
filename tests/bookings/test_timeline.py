from __future__ import annotations

import pytest
from django.utils import timezone

from halfpast.bookings.mails.words import SUBJECTS
from halfpast.bookings.services import book
from halfpast.bookings.timeline import lines_of, note
from tests.studio import Studio


def test_a_mail_is_told_in_peoples_words(studio: Studio) -> None:
    booking = book(studio.event_type, studio.request(), timezone.now()).booking

    note(booking.appointment, "mail_sent", booking=booking, mail="confirmed", recipient="guest")

    assert [line.text for line in lines_of(booking)] == ["Booked", "Confirmation sent to the guest"]


@pytest.mark.parametrize("mail", SUBJECTS)
@pytest.mark.parametrize("recipient", ["guest", "host"])
def test_every_mail_has_words(studio: Studio, mail: str, recipient: str) -> None:
    booking = book(studio.event_type, studio.request(), timezone.now()).booking

    note(booking.appointment, "mail_refused", booking=booking, mail=mail, recipient=recipient, reason="Full.")

    assert lines_of(booking)[-1].text.endswith(f" for the {recipient} was refused: Full.")
