"""What Zoom's refusals mean for a host: what happened, and what to do about it."""

from __future__ import annotations

import re

from halfpast.providers.client import Answer
from halfpast.providers.errors import ScopeMissing
from halfpast.providers.json_objects import entries, text
from halfpast.providers.zoom_scopes import scope_sentence

VALIDATION_FAILED = 300
ENDED_CODE = 3007
MEETING_ENDED = "This Zoom meeting has already ended."

SENTENCES = {
    200: "The plan or the role of this Zoom user does not allow this. Ask the administrator of the Zoom account.",
    2306: "This Zoom user may not see meetings that somebody else scheduled. Connect the Zoom user who did.",
    3000: "Zoom does not allow this for this meeting. Look at the meeting at Zoom.",
    3003: "The connected Zoom user is not the host of this meeting. Connect the Zoom user who made it, or change it at "
    "Zoom.",
    ENDED_CODE: MEETING_ENDED,
    3018: "Zoom does not delete a personal meeting room. Nothing has to be done.",
    3037: "Zoom does not delete a personal audio conference. Nothing has to be done.",
    3161: "This Zoom user may not host or schedule meetings. Ask the administrator of the Zoom account for a licence "
    "for meetings, then try again.",
}
# One code for several causes: words of Zoom's message tell them apart.
BY_WORDS = {
    (200, "webinar"): "This needs Zoom's webinar plan, which this Zoom account does not have. Choose another place.",
    (200, "paid account"): "The plan of this Zoom account does not allow this: Zoom keeps it for paid accounts. Choose "
    "a paid plan at Zoom, or another place for this event type.",
    (3000, "webinar info"): "At Zoom this is a webinar and not a meeting, so it cannot be changed from here. Change it "
    "at Zoom.",
    (
        3000,
        "cannot schedule a meeting for",
    ): "This Zoom user may not schedule meetings for that host. Connect the host's "
    "own Zoom user, or ask the administrator of the Zoom account.",
    (
        3000,
        "blocked",
    ): "This Zoom account blocks somebody who would join the meeting. Its administrator can lift that at Zoom.",
    (
        3000,
        "preschedul",
    ): "Zoom does not make meetings of this kind in advance. Choose another place for this event type.",
}
UNNAMED_SCOPE = (
    "Zoom did not grant a scope that this needs. Connect Zoom again and allow everything it asks; if that does not "
    "help, the operator of this site must add what is missing to the Zoom app."
)
UNREADABLE_TO_ZOOM = "Zoom could not read what was sent. This is a fault here: tell the operator of this site."

FIELDS = {
    "agenda": "description",
    "duration": "length",
    "password": "passcode",
    "start_time": "start",
    "timezone": "time zone",
    "topic": "title",
    "settings.alternative_hosts": "alternative hosts",
    "settings.auto_recording": "automatic recording",
    "settings.global_dial_in_countries": "dial-in countries",
    "settings.host_video": "host video",
    "settings.jbh_time": "joining before the host",
    "settings.join_before_host": "joining before the host",
    "settings.mute_upon_entry": "muting on entry",
    "settings.participant_video": "participants' video",
    "settings.waiting_room": "waiting room",
}
MOST_FIELDS = 5


def refusal_sentence(answer: Answer, code: int, message: str) -> str:
    """`message` is Zoom's, in small letters; nothing of it is repeated."""
    if code == VALIDATION_FAILED:
        return _details_sentence(answer, message)
    worded = (sentence for (about, words), sentence in BY_WORDS.items() if about == code and words in message)
    unknown = f"Zoom refused this and gave no reason that is known here (code {code or answer.status})."
    return next(worded, SENTENCES.get(code, f"{unknown} Try it at Zoom itself, or choose another place."))


def scope_missing(code: int, message: str) -> ScopeMissing:
    scopes = _listed_scopes(message)
    reason = scope_sentence(", ".join(scopes)) if scopes else UNNAMED_SCOPE
    return ScopeMissing(reason, code=str(code), scopes=scopes)


def _listed_scopes(message: str) -> tuple[str, ...]:
    """Zoom lists a scope's admin form beside the plain one; only the plain one fits a user-managed app."""
    listed = re.search(r"scopes:\s*\[([a-z0-9_:, ]{1,500})\]", message)
    scopes = [scope.strip() for scope in listed.group(1).split(",") if scope.strip()] if listed else []
    plain = [scope for scope in scopes if not scope.endswith((":admin", ":master"))]
    return tuple(sorted(plain or scopes))


def _details_sentence(answer: Answer, message: str) -> str:
    if "valid json" in message:
        return UNREADABLE_TO_ZOOM
    named = _refused_fields(answer)
    if not named:
        return "Zoom did not accept the meeting's details. Look whether the Zoom account forbids one of its options."
    return (
        f"Zoom did not accept the meeting's {', '.join(named)}. Change that in the event type, or allow it in the "
        "settings of the Zoom account."
    )


def _refused_fields(answer: Answer) -> list[str]:
    """In words where there are some; only what looks like the name of a field is repeated."""
    named = [text(error.get("field")) for error in entries((answer.fields or {}).get("errors"))]
    fields = [name for name in named if re.fullmatch(r"[a-z0-9_.]{1,60}", name)]
    return list(dict.fromkeys(FIELDS.get(name, name) for name in fields))[:MOST_FIELDS]
