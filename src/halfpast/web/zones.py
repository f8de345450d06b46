"""Time zones as people choose and read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from halfpast.web.names import known_zones

# Not a hyphen: a narrow page would break the line behind it.
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class ZoneChoice:
    name: str
    label: str


@dataclass(frozen=True)
class ZoneGroup:
    region: str
    zones: tuple[ZoneChoice, ...]


def known_zone(name: str) -> ZoneInfo | None:
    """The zone of that name, old names such as Asia/Calcutta included; None for anything else a person may type."""
    return ZoneInfo(name) if name in known_zones() else None


def zone_label(zone: ZoneInfo, instant: datetime) -> str:
    """The zone in words, telling the two halves of a repeated hour apart: 'Europe/Berlin (CET)'."""
    return f"{zone.key.replace('_', ' ')} ({abbreviation(zone, instant)})"


def abbreviation(zone: ZoneInfo, instant: datetime) -> str:
    local = instant.astimezone(zone)
    name = local.tzname() or ""
    # Zones without letters of their own are called "+04" in the tz database.
    return name if name[:1].isalpha() else offset_label(local.utcoffset() or timedelta())


def offset_label(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{MINUS if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


def zone_groups(chosen: str) -> list[ZoneGroup]:
    """Every zone to choose from, by region; the chosen one is among them even under an old name."""
    names = canonical_names() | {chosen}
    regions: dict[str, list[ZoneChoice]] = {}
    for name in sorted(names):
        region, _, place = name.partition("/")
        label = place.replace("_", " ") if place else name
        regions.setdefault(region if place else gettext("Other"), []).append(ZoneChoice(name, label))
    return [ZoneGroup(region, tuple(zones)) for region, zones in sorted(regions.items())]


def zone_options(chosen: str) -> SafeString:
    """The groups of a <select> of all zones, which is the longest part of the pages it is on."""
    return _zone_options(chosen, get_language())


# 25 kB each: enough for the zones most guests are in.
@lru_cache(128)
def _zone_options(chosen: str, _language: str | None) -> SafeString:
    return SafeString("".join(_group_html(group, chosen) for group in zone_groups(chosen)))


def _group_html(group: ZoneGroup, chosen: str) -> str:
    options = "".join(
        f'<option value="{escape(zone.name)}"{" selected" * (zone.name == chosen)}>{escape(zone.label)}</option>'
        for zone in group.zones
    )
    return f'<optgroup label="{escape(group.region)}">{options}</optgroup>'


@cache
def canonical_names() -> frozenset[str]:
    table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8")
    places = {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}
    return frozenset((places & known_zones()) | {"UTC"})
