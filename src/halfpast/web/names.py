"""What people may type as a name, a slug or a zone; refused with a sentence that says what to do."""

import unicodedata
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

RESERVED = frozenset(
    {
        "accounts",
        "admin",
        "api",
        "app",
        "assets",
        "auth",
        "b",
        "billing",
        "book",
        "bookings",
        "connections",
        "docs",
        "embed",
        "event-types",
        "favicon.ico",
        "healthz",
        "help",
        "home",
        "integrations",
        "invite",
        "login",
        "logout",
        "metrics",
        "new",
        "oauth",
        "privacy",
        "readyz",
        "robots.txt",
        "security",
        "set-up",
        "setup",
        "settings",
        "sign-in",
        "sign-up",
        "signup",
        "static",
        "status",
        "support",
        "terms",
        "well-known",
        "webhooks",
        "www",
    }
)
FORBIDDEN_CATEGORIES = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
BIDI_CONTROLS = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")


def normalised(text: str) -> str:
    """NFC without surrounding white space: one spelling of each name."""
    return unicodedata.normalize("NFC", text).strip()


def one_line(text: str) -> str:
    """What somebody else's system gave us to show: without line breaks, control and direction characters."""
    seen = (" " if unicodedata.category(c) in FORBIDDEN_CATEGORIES or c in BIDI_CONTROLS else c for c in text)
    return normalised(" ".join("".join(seen).split()))


def visible_text(value: str) -> None:
    """Refuse line breaks, control and direction characters in one-line texts, and texts of nothing visible."""
    if any(unicodedata.category(c) in FORBIDDEN_CATEGORIES or c in BIDI_CONTROLS for c in value):
        raise ValidationError(_("Remove the line breaks or invisible control characters."), code="control")
    if value and not any(unicodedata.category(c)[0] in "LNPS" for c in value):
        raise ValidationError(_("Write at least one visible character."), code="blank")


def visible_paragraphs(value: str) -> None:
    """As `visible_text`, but line breaks and tabs are welcome."""
    visible_text(value.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def reserved_slug(value: str) -> None:
    if value.lower() in RESERVED:
        message = _("“%(value)s” is used by Halfpast itself. Choose another address.")
        raise ValidationError(message, params={"value": value})


@cache
def known_zones() -> frozenset[str]:
    """IANA names people may choose: real places and UTC, without POSIX and legacy files."""
    legacy = ("posix/", "right/", "SystemV/")
    names = {name for name in available_timezones() if not name.startswith(legacy)}
    return frozenset(names - {"localtime", "Factory"})


def time_zone_name(value: str) -> None:
    if value not in known_zones():
        message = _("“%(value)s” is not a time zone. Use a name such as Europe/Berlin.")
        raise ValidationError(message, params={"value": value[:64]})


def zone(name: str) -> ZoneInfo:
    """The zone called NAME; raises ValidationError when there is none."""
    time_zone_name(name)
    return ZoneInfo(name)
