"""How a place and a length are shown, to guests and hosts alike."""

from __future__ import annotations

from django.utils.translation import ngettext

from halfpast.event_types.models import PlaceKind

ICONS = {PlaceKind.ZOOM: "video", PlaceKind.IN_PERSON: "pin", PlaceKind.PHONE: "phone", PlaceKind.LINK: "link"}


def icon_of(kind: str) -> str:
    return ICONS.get(PlaceKind(kind), "link")


def length_in_words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return " ".join(parts)
