"""Hand a finished mail to the mail server, and say what its answer means."""

import smtplib
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import formatdate, parseaddr

from django.conf import settings
from django.core import mail

from halfpast.providers.errors import TryLater

PERMANENT = 500


class MailRefused(Exception):
    """The mail server will never take this mail."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class OutgoingMail:
    """`calendar_method` is empty when the entry is only attached, not offered as an invitation."""

    to_name: str
    to_address: str
    reply_to: str
    subject: str
    message_id: str
    text: str
    html: str
    calendar: bytes
    calendar_method: str


class _WireMessage(EmailMessage):
    """The standard library's message, written out the way Django's SMTP backend asks for it."""

    def as_bytes(self, unixfrom: bool = False, policy: Policy | None = None, linesep: str = "\r\n") -> bytes:
        return super().as_bytes(unixfrom, (policy or self.policy).clone(linesep=linesep))


class _Prepared(mail.EmailMessage):
    """Django's mail backends send what `message()` answers."""

    def __init__(self, message: EmailMessage, to_address: str) -> None:
        super().__init__(to=[to_address], from_email=settings.DEFAULT_FROM_EMAIL, subject=str(message["Subject"]))
        self._message = message

    def message(self) -> EmailMessage:  # type: ignore[override]
        return self._message


def deliver(outgoing: OutgoingMail) -> None:
    """Raises TryLater when the server is unreachable or asks to wait, MailRefused when it says no for good."""
    if not settings.EMAIL_URL:
        raise TryLater("No mail server is set up. Set EMAIL_URL to send mails.")
    try:
        with mail.get_connection() as connection:
            connection.send_messages([_Prepared(as_message(outgoing), _plain_address(outgoing.to_address))])
    except smtplib.SMTPRecipientsRefused as refusal:
        code = next(iter(refusal.recipients.values()))[0]
        raise _verdict(code) from refusal
    except smtplib.SMTPAuthenticationError as refusal:
        raise TryLater("The mail server does not accept our name and password. Check EMAIL_URL.") from refusal
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        raise _verdict(refusal.smtp_code) from refusal
    except (smtplib.SMTPException, OSError) as trouble:
        raise TryLater("The mail server cannot be reached at the moment.") from trouble


def as_message(outgoing: OutgoingMail) -> EmailMessage:
    """Text, HTML, and the invitation as the last alternative: there mail programs look for their buttons."""
    message = _WireMessage(policy=SMTP)
    message["Subject"] = outgoing.subject
    message["From"] = _our_address()
    message["To"] = Address(outgoing.to_name, addr_spec=_plain_address(outgoing.to_address))
    message["Reply-To"] = Address(addr_spec=_plain_address(outgoing.reply_to))
    message["Message-ID"] = outgoing.message_id
    message["Date"] = formatdate()
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(outgoing.text, cte="quoted-printable")
    message.add_alternative(outgoing.html, subtype="html", cte="quoted-printable")
    if outgoing.calendar_method:
        params = {"method": outgoing.calendar_method, "component": "VEVENT"}
        calendar = outgoing.calendar.decode()
        message.add_alternative(calendar, subtype="calendar", charset="utf-8", cte="base64", params=params)
    message.add_attachment(outgoing.calendar, maintype="application", subtype="ics", filename="invite.ics")
    return message


def _verdict(code: int) -> TryLater | MailRefused:
    if code < PERMANENT:
        return TryLater("The mail server asks us to try again later.")
    return MailRefused(f"The mail server does not accept this mail (code {code}). Check the address.")


def _our_address() -> Address:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Address(name, addr_spec=_plain_address(address))


def _plain_address(address: str) -> str:
    """Domains with letters beyond ASCII are written the way the mail system knows them."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}" if not domain.isascii() else address
