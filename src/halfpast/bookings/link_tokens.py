"""The guest's own link: a digest finds the booking, a sealed copy lets later mails repeat it."""

import structlog
from django.urls import reverse

from halfpast.accounts.secrets import digest, new_secret
from halfpast.accounts.vault import CannotOpen, seal, unseal
from halfpast.bookings.models import Booking
from halfpast.web.public_origin import absolute

log = structlog.get_logger(__name__)


def give_link(booking: Booking) -> str:
    """A new token that opens this booking only; the caller saves the row."""
    token = new_secret("bk")
    booking.link_digest = digest(token)
    booking.sealed_link = seal(token, bound_to=_purpose(booking))
    return token


def token_of(booking: Booking) -> str:
    return unseal(booking.sealed_link, bound_to=_purpose(booking))


def reseal(booking: Booking) -> None:
    """The same token under the first of ENCRYPTION_KEYS; the caller saves the row. Raises CannotOpen."""
    booking.sealed_link = seal(token_of(booking), bound_to=_purpose(booking))


def booking_from_link(token: str) -> Booking:
    """Raises Booking.DoesNotExist."""
    rows = Booking.objects.select_related("appointment__event_type__workspace", "appointment__event_type__schedule")
    return rows.get(link_digest=digest(token))


def manage_url(booking: Booking) -> str:
    """The guest's page, as a full address. Raises CannotOpen."""
    return absolute(reverse("booking", kwargs={"token": token_of(booking)}))


def manage_url_if_known(booking: Booking) -> str | None:
    """None while the key that the link was sealed with is missing: the rest of the booking can still be shown."""
    try:
        return manage_url(booking)
    except CannotOpen:
        log.error("guest_link_cannot_be_opened", booking=booking.pk)
        return None


def _purpose(booking: Booking) -> str:
    return f"booking {booking.uid} link"
