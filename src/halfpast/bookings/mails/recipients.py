"""Who gets a mail about a booking, by the name under which it is planned: guest, host, or host and a number."""

from collections.abc import Sequence

from halfpast.accounts.models import User
from halfpast.bookings.models import Appointment, Party

# The organiser's mail has this name, whoever else hosts with them.
GUEST, ORGANISER = str(Party.GUEST), str(Party.HOST)


def recipients_of(appointment: Appointment) -> list[str]:
    others = appointment.reservations.order_by("pk").values_list("host", flat=True)[1:]
    return [GUEST, ORGANISER, *(f"{ORGANISER} {host_id}" for host_id in others)]


def host_named(recipient: str, hosts: Sequence[User]) -> User:
    """Of an appointment's hosts, the organiser first."""
    _, _, host_id = recipient.partition(" ")
    return next(host for host in hosts if not host_id or str(host.pk) == host_id)


def is_guest(recipient: str) -> bool:
    return recipient == GUEST
