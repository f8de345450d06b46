"""The page behind a join link: a simulated meeting room."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from halfpast.sandbox.http_server import Answer
from halfpast.sandbox.pages import fill, page
from halfpast.sandbox.zoom.calls import Call
from halfpast.sandbox.zoom.meeting_records import full_meeting, live_meeting
from halfpast.sandbox.zoom.policies import BASIC
from halfpast.sandbox.zoom.state import ZoomState


def show_room(state: ZoomState, call: Call) -> Answer:
    number = call.exchange.path.rsplit("/", 1)[-1]
    row = live_meeting(state, int(number)) if number.isascii() and number.isdigit() and len(number) <= 18 else None
    if row is None:
        content = fill('<div class="card narrow"><h1>This meeting does not exist</h1><p>$text</p></div>', text=_GONE)
        return page("This meeting does not exist", content, brand="Simulated Zoom", status=404)
    meeting = full_meeting(state, row)
    begin = datetime.fromtimestamp(row["start"], ZoneInfo(str(meeting["timezone"])))
    end = begin + timedelta(minutes=int(str(meeting["duration"])))
    call.meeting_id = row["id"]
    content = fill(
        _ROOM,
        topic=meeting["topic"],
        when=f"{begin:%A %d %B %Y, %H:%M} ({meeting['timezone']}), {meeting['duration']} minutes",
        iso=begin.isoformat(),
        number=_spaced(number),
        host=meeting["host_email"],
        status=_status(begin, end, state.now()),
        passcode=_passcode_sentence(call, meeting),
        plan=BASIC_ENDS if state.settings_of(row["user_id"]).plan_type == BASIC else "No limit of minutes",
    )
    return page(str(meeting["topic"]), content, brand="Simulated Zoom")


def _status(begin: datetime, end: datetime, now: datetime) -> str:
    if now < begin:
        return "The meeting has not started yet."
    return "The meeting is on now." if now < end else "The planned time is over."


def _passcode_sentence(call: Call, meeting: dict[str, object]) -> str:
    right = meeting.get("encrypted_password")
    if not right:
        return "None needed"
    return "Part of this link" if call.exchange.query.get("pwd") == right else "Asked for at the door"


def _spaced(number: str) -> str:
    return f"{number[:-8]} {number[-8:-4]} {number[-4:]}".strip()


BASIC_ENDS = "Basic: meetings end after 40 minutes"
_GONE = "The meeting was deleted, has expired, or the link is wrong."
_ROOM = """<div class="card narrow"><p class="quiet">Simulated meeting room</p><h1>$topic</h1>
<p><strong>$status</strong></p>
<dl><dt>When</dt><dd><time datetime="$iso">$when</time></dd><dt>Meeting ID</dt><dd>$number</dd><dt>Passcode</dt>
<dd>$passcode</dd><dt>Host</dt><dd>$host</dd><dt>Plan</dt><dd>$plan</dd></dl></div>"""
