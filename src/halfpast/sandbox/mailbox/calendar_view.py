"""A calendar part as a reader's mail program would sum it up."""

from __future__ import annotations

from datetime import date, datetime

from icalendar import Calendar, Component

from halfpast.sandbox.mailbox.reading import CalendarPart
from halfpast.sandbox.pages import Html, fill

SHOWN = ("STATUS", "UID", "SEQUENCE", "LOCATION", "CONFERENCE", "URL", "ORGANIZER", "ATTENDEE", "DESCRIPTION")


_CALENDAR = """<section class="card"><h2>Calendar: $name</h2>$events
<details><summary>As sent</summary><pre>$raw</pre></details></section>"""


def show_calendar(part: CalendarPart) -> Html:
    return fill(
        _CALENDAR,
        name=_name(part),
        events=_events(part.text),
        raw=part.text,
    )


def _name(part: CalendarPart) -> str:
    shown = part.filename or "in the mail"
    return f"{shown}, method {part.method}" if part.method else shown


def _events(text: str) -> list[Html]:
    try:
        calendar = Calendar.from_ical(text)
        return [_event(calendar, event) for event in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, AttributeError) as problem:
        return [fill('<p class="bad">Cannot be read: $problem</p>', problem=problem)]


def _event(calendar: Component, event: Component) -> Html:
    facts = [("Method", str(calendar.get("METHOD", "none"))), ("Summary", str(event.get("SUMMARY", "")))]
    facts += [("Start", _moment(event, "DTSTART")), ("End", _moment(event, "DTEND"))]
    facts += [(name.capitalize(), value) for name in SHOWN for value in _values(event, name)]
    return fill("<dl>$facts</dl>", facts=[fill("<dt>$name</dt><dd>$value</dd>", name=n, value=v) for n, v in facts])


def _moment(event: Component, name: str) -> str:
    value = getattr(event.get(name), "dt", None)
    if isinstance(value, datetime):
        return f"{value:%a %d %b %Y, %H:%M} {value.tzname() or 'floating'}"
    return str(value) if isinstance(value, date) else ""


def _values(event: Component, name: str) -> list[str]:
    value = event.get(name)
    values = value if isinstance(value, list) else [value]
    return [str(item) for item in values if item is not None]
