"""A meeting's options in Zoom's words: https://developers.zoom.us/docs/api/meetings/"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from halfpast.providers.conferencing import MeetingOptions, Passcode, Recording
from halfpast.providers.json_objects import entries, nested, text
from halfpast.providers.zoom_passcodes import digits

SWITCHES = ("host_video", "participant_video", "waiting_room", "join_before_host", "mute_upon_entry")
# A personal room is shared by all its meetings; and Zoom would write into the host's calendar beside us.
ALWAYS_SENT: Mapping[str, object] = {"use_pmi": False, "push_change_to_calendar": False}


def settings_of(options: MeetingOptions) -> dict[str, object]:
    """Only what was asked for: the account decides about everything else."""
    asked: dict[str, object] = {name: getattr(options, name) for name in SWITCHES}
    asked["auto_recording"] = options.auto_recording.value if options.auto_recording else None
    asked["global_dial_in_countries"] = sorted(options.dial_in_countries or ()) or None
    return {**{name: value for name, value in asked.items() if value is not None}, **ALWAYS_SENT}


def passcode_fields(options: MeetingOptions) -> dict[str, object]:
    """A code of ours: Zoom makes one itself only where the account asks for it, and may take the personal room's."""
    if options.passcode is Passcode.ALWAYS:
        return {"password": digits()}
    return {"default_password": False} if options.passcode is Passcode.NEVER else {}


def options_in(meeting: dict[str, Any]) -> MeetingOptions:
    """What a meeting has in the end, which may be something else than was asked for.

    https://developers.zoom.us/docs/api/references/meeting-api-security-enhancements/
    """
    settings = nested(meeting.get("settings"))
    return MeetingOptions(
        **{name: _switch(settings.get(name)) for name in SWITCHES},
        passcode=Passcode.ALWAYS if text(meeting.get("password")) else Passcode.NEVER,
        auto_recording=_recording(settings.get("auto_recording")),
        dial_in_countries=_countries(settings),
    )


def _switch(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _recording(value: object) -> Recording | None:
    return next((each for each in Recording if each.value == value), None)


def _countries(settings: dict[str, Any]) -> frozenset[str] | None:
    """From the numbers when the list of countries is missing; None when neither is told."""
    listed = settings.get("global_dial_in_countries")
    if isinstance(listed, list):
        return frozenset(text(country).upper() for country in listed if text(country))
    if "global_dial_in_numbers" not in settings:
        return None
    numbers = entries(settings["global_dial_in_numbers"])
    return frozenset(text(number.get("country")).upper() for number in numbers if text(number.get("country")))
