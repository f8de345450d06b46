"""The one way in which templates show an instant."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from halfpast.web import local_time as words
from halfpast.web.zones import abbreviation, zone_label

WORD_JOINER = "\N{WORD JOINER}"

register = template.Library()


@register.simple_tag
def local_time(
    instant: datetime, zone: ZoneInfo | str, style: str = "full", until: datetime | None = None
) -> SafeString:
    """The instant as a <time> element that names its zone; styles: full, date, time, range (needs until)."""
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    machine = instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        machine,
        zone_label(place, instant),
        written(instant, place, style, until),
    )


def written(instant: datetime, zone: ZoneInfo, style: str, until: datetime | None) -> str:
    local = instant.astimezone(zone)
    match style:
        case "full":
            return words.full(instant, zone)
        case "date":
            return words.long_date(local.date())
        case "time":
            return f"{words.clock(local.time())} {abbreviation(zone, instant)}"
        case "range" if until is not None:
            return unbroken(words.span(instant, until, zone))
    raise template.TemplateSyntaxError(f"local_time knows no style {style!r}, or a range without its end")


def unbroken(span: str) -> str:
    """A narrow page must not break a span of time at its dash."""
    return span.replace(words.DASH, f"{WORD_JOINER}{words.DASH}{WORD_JOINER}")
