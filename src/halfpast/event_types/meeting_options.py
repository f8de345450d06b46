"""What an event type asks of its meetings; whatever it leaves open, the host's account decides."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumbers import SUPPORTED_REGIONS

from halfpast.event_types.models import EventType
from halfpast.providers.conferencing import MeetingOptions, Passcode, Recording

SWITCHES = ("host_video", "participant_video", "waiting_room", "join_before_host", "mute_upon_entry")
OPTIONS = (*SWITCHES, "passcode", "auto_recording", "dial_in_countries")
CONTRADICTION = _(
    "With a waiting room nobody joins before the host: Zoom would switch this off. Choose one of the two."
)


def options_of(event_type: EventType) -> MeetingOptions:
    return MeetingOptions(
        **{name: getattr(event_type, name) for name in SWITCHES},
        passcode=Passcode(event_type.passcode) if event_type.passcode else None,
        auto_recording=Recording(event_type.auto_recording) if event_type.auto_recording else None,
        dial_in_countries=frozenset(event_type.dial_in_countries) or None,
    )


def contradict(*, waiting_room: bool | None, join_before_host: bool | None) -> bool:
    return bool(waiting_room and join_before_host)


def country_codes(typed: Iterable[str]) -> list[str]:
    """Two capital letters each, in the order typed, once. Raises ValidationError naming the first unknown one."""
    codes = list(dict.fromkeys(code.upper() for code in typed))
    for code in codes:
        if code not in SUPPORTED_REGIONS:
            message = _("“%(code)s” is not a country. Write two letters for each, such as DE, GB or US.")
            raise ValidationError(message, params={"code": code[:20]}, code="country")
    return codes
