"""The one renderer of where and how to join: page, mails, calendar entries, dashboard and API all tell the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from halfpast.accounts.models import User
from halfpast.bookings.models import Appointment, Booking, LinkState, Meeting
from halfpast.bookings.places import name_of
from halfpast.event_types.models import Call, PlaceKind
from halfpast.providers.conferencing import DialIn


@dataclass(frozen=True)
class JoinDetails:
    """`fallback_from` names the provider that was wanted first, when another place stepped in."""

    kind: str
    label: str
    state: str
    sentence: str
    join_url: str = ""
    meeting_id: str = ""
    passcode: str = ""
    dial_in: Sequence[DialIn] = field(default_factory=tuple)
    address: str = ""
    phone: str = ""
    fallback_from: str = ""
    # What to mind about the link.
    link_note: str = ""
    # The next try of a link that is being made comes only after a while.
    is_late: bool = False

    @property
    def meeting_id_spaced(self) -> str:
        """Grouped for reading aloud: 926 7439 2836."""
        digits = self.meeting_id
        if not digits.isdigit() or not 9 <= len(digits) <= 11:
            return digits
        return f"{digits[:3]} {digits[3:-4]} {digits[-4:]}"

    @property
    def is_being_made(self) -> bool:
        """At any moment now."""
        return self.state == LinkState.MAKING and not self.is_late

    @property
    def where(self) -> str:
        """One line: what a calendar shows as the location."""
        return self.join_url or self.address or self.phone or self.sentence

    @property
    def lines(self) -> list[str]:
        """The whole of it as plain text, a fact per line."""
        facts = [self.sentence, self.link_note, self.join_url]
        if self.meeting_id and self.join_url:
            facts.append(_("Meeting ID: %(id)s") % {"id": self.meeting_id_spaced})
        if self.passcode and self.join_url:
            facts.append(_("Passcode: %(passcode)s") % {"passcode": self.passcode})
        facts += [
            _("Dial in from %(country)s: %(number)s") % {"country": d.country, "number": d.number} for d in self.dial_in
        ]
        return [fact for fact in facts if fact]


def join_details(booking: Booking, *, meeting: Meeting | None = None, is_late: bool = False) -> JoinDetails:
    """Where this booking happens; pass the current meeting to save its query. `is_late` is asked of link_progress."""
    appointment = booking.appointment
    details = JoinDetails(
        kind=appointment.place_kind,
        label=name_of(appointment.place_kind),
        state=LinkState.NOT_NEEDED,
        sentence=_("This booking is cancelled."),
        fallback_from=name_of(appointment.fallback_from) if appointment.fallback_from else "",
    )
    if not booking.is_confirmed:
        return details
    if appointment.place_kind == PlaceKind.ZOOM:
        if meeting is None and appointment.link_state == LinkState.READY:
            meeting = current_meeting(appointment)
        return _with_note(_online(replace(details, is_late=is_late), appointment, meeting), appointment)
    return _with_note(_offline(details, appointment, booking), appointment)


def names_of(hosts: Sequence[User]) -> str:
    """In a sentence."""
    return str(get_text_list([host.name for host in hosts], _("and")))


def for_host(details: JoinDetails) -> JoinDetails:
    """The same, where the guest's words would tell the host of themselves."""
    if details.state not in {LinkState.OWED, LinkState.IMPOSSIBLE}:
        return details
    return replace(
        details, sentence=_("No %(provider)s link could be made: your guest has none.") % {"provider": details.label}
    )


def current_meeting(appointment: Appointment) -> Meeting | None:
    return appointment.meetings.filter(is_current=True).first()


def _online(details: JoinDetails, appointment: Appointment, meeting: Meeting | None) -> JoinDetails:
    if meeting is None or appointment.link_state != LinkState.READY:
        return replace(details, state=appointment.link_state, sentence=_waiting_words(appointment, details))
    return replace(
        details,
        state=LinkState.READY,
        sentence=_("Join with %(provider)s") % {"provider": details.label},
        join_url=meeting.join_url,
        meeting_id=meeting.meeting_id,
        passcode=meeting.passcode,
        dial_in=tuple(DialIn(each["country"], each["number"]) for each in meeting.dial_in),
    )


def _waiting_words(appointment: Appointment, details: JoinDetails) -> str:
    words = {
        LinkState.OWED: _("The %(provider)s link is to follow: your host will send it to you."),
        LinkState.IMPOSSIBLE: _("There is no %(provider)s link for this booking. Ask your host how to meet."),
    }
    making = _("%(provider)s link to follow: it is being made and comes by mail.")
    if details.is_late:
        making = _("%(provider)s link to follow: it takes longer than usual and comes by mail.")
    return words.get(LinkState(appointment.link_state), making) % {"provider": details.label}


def _with_note(details: JoinDetails, appointment: Appointment) -> JoinDetails:
    if not appointment.link_replaced or not details.join_url:
        return details
    return replace(details, link_note=_("This link is new; one from earlier mails no longer leads to the meeting."))


def _offline(details: JoinDetails, appointment: Appointment, booking: Booking) -> JoinDetails:
    place = appointment.place
    if appointment.place_kind == PlaceKind.IN_PERSON:
        sentence = _("In person: %(address)s") % {"address": place["address"]}
        return replace(details, sentence=sentence, address=place["address"])
    if appointment.place_kind == PlaceKind.LINK:
        return replace(details, sentence=_("Join online"), join_url=place["url"])
    if place["call"] == Call.HOST_CALLS:
        sentence = _("By phone: your host calls %(number)s") % {"number": booking.phone}
        return replace(details, sentence=sentence, phone=booking.phone)
    return replace(
        details, sentence=_("By phone: call %(number)s") % {"number": place["number"]}, phone=place["number"]
    )
