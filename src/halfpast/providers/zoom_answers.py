"""Zoom's meetings as they come over the wire; the host's start link and its credential are never read."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from halfpast.providers.conferencing import DialIn, MadeMeeting
from halfpast.providers.json_objects import entries, instant, nested, text, whole_number
from halfpast.providers.zoom_options import options_in

MOST_DIAL_IN_NUMBERS = 40
LONGEST_LINK = 2000


def made_meeting(fields: dict[str, Any]) -> MadeMeeting | None:
    """None when an answer lacks what makes a meeting usable."""
    meeting = listed_meeting(fields)
    if meeting is None:
        return None
    passcode, dial_in = text(fields.get("password")), _dial_in(fields)
    return replace(meeting, passcode=passcode, dial_in=dial_in, options=options_in(fields))


def listed_meeting(fields: dict[str, Any]) -> MadeMeeting | None:
    """A row of a list, which tells neither passcode nor settings."""
    meeting_id, join_url = meeting_id_of(fields), text(fields.get("join_url"))
    start, duration = instant(fields.get("start_time")), whole_number(fields.get("duration"))
    if not meeting_id or not is_join_link(join_url) or start is None or duration is None:
        return None
    return MadeMeeting(meeting_id, join_url, "", (), start, duration)


def meeting_id_of(fields: dict[str, Any]) -> str:
    """A number in answers, a string in notices."""
    value = fields.get("id")
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value)
    return written if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", written) else ""


def is_join_link(link: str) -> bool:
    """https, and not the link that lets its bearer in as the host."""
    if len(link) > LONGEST_LINK or not link.isascii() or not link.isprintable() or " " in link:
        return False
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or "@" in parts.netloc or parts.path.startswith("/s/") or "zak" in parse_qs(parts.query):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def carries_marker(fields: dict[str, Any], marker: str) -> bool:
    """Lists cut the agenda to 250 characters, so the marker stands at its beginning."""
    agenda = text(fields.get("agenda"))
    rest = agenda.removeprefix(marker)
    return rest != agenda and (not rest or rest[0].isspace())


def _dial_in(fields: dict[str, Any]) -> tuple[DialIn, ...]:
    numbers = entries(nested(fields.get("settings")).get("global_dial_in_numbers"))[:MOST_DIAL_IN_NUMBERS]
    written = (DialIn(_country(number), text(number.get("number"))) for number in numbers)
    return tuple(dict.fromkeys(number for number in written if number.number))


def _country(number: dict[str, Any]) -> str:
    country = text(number.get("country_name")) or text(number.get("country"))
    city = text(number.get("city"))
    return f"{country} ({city})" if city else country
