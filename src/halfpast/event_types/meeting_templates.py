"""A meeting's topic and agenda in the host's own words, with variables such as {title}."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from halfpast.web.local_time import clock_span, long_date
from halfpast.web.names import BIDI_CONTROLS, FORBIDDEN_CATEGORIES
from halfpast.web.zones import zone_label

VARIABLES: Mapping[str, Promise] = {
    "title": _("title of the event type"),
    "guests": _("who booked"),
    "host": _("who hosts"),
    "workspace": _("your workspace"),
    "date": _("the day, by the host's clock"),
    "time": _("from when to when, with the host's time zone"),
    "length": _("how long it takes"),
    "answers": _("what the guest answered"),
}
DEFAULT_TOPIC = _("{title} with {guests}")
DEFAULT_AGENDA = _("Booked with {workspace}.")
IN_BRACES = re.compile(r"\{([^{}]*)\}")
MANY_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Words:
    """What each variable stands for, under its name."""

    title: str
    guests: str
    host: str
    workspace: str
    date: str
    time: str
    length: str
    answers: str


def time_words(start: datetime, end: datetime, zone: ZoneInfo) -> dict[str, str]:
    """The date, time and length of `Words`."""
    minutes = int((end - start).total_seconds()) // 60
    return {
        "date": long_date(start.astimezone(zone).date()),
        "time": f"{clock_span(start, end, zone)}, {zone_label(zone, start)}",
        "length": ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes},
    }


def answer_words(answers: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{question}: {answer}" for question, answer in answers)


def known_variables(template: str) -> None:
    """Refuse what would stay in the text as it is: variables that do not exist, and braces around none."""
    unknown = next((name for name in IN_BRACES.findall(template) if name not in VARIABLES), None)
    known = ", ".join(f"{{{name}}}" for name in VARIABLES)
    if unknown is not None:
        message = _("There is no variable {%(name)s}. You can use %(known)s.")
        raise ValidationError(message, params={"name": unknown[:40], "known": known}, code="unknown_variable")
    if set("{}") & set(IN_BRACES.sub("", template)):
        message = _("A brace stands alone. Braces belong around a variable: %(known)s.")
        raise ValidationError(message, params={"known": known}, code="lone_brace")


def topic_from(template: str, words: Words) -> str:
    """One line; never empty, whatever the variables stand for."""
    return one_line(_filled(template or str(DEFAULT_TOPIC), words)) or one_line(words.title)


def agenda_from(template: str, words: Words) -> str:
    filled = _filled(template or str(DEFAULT_AGENDA), words)
    lines = "\n".join(one_line(line) for line in filled.split("\n"))
    return MANY_EMPTY_LINES.sub("\n\n", lines).strip()


def one_line(text: str) -> str:
    """Without line breaks, control and direction characters, which a guest's name could bring along."""
    return " ".join("".join(" " if _is_hidden(c) else c for c in text).split())


def _filled(template: str, words: Words) -> str:
    """In one pass: braces in what a guest typed stay braces, and a template is never a format string."""
    values = {name: one_line(value) for name, value in asdict(words).items()} | {"answers": words.answers}
    return IN_BRACES.sub(lambda match: values.get(match[1], match[0]), template)


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in FORBIDDEN_CATEGORIES or character in BIDI_CONTROLS
