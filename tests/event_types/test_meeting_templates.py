from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from halfpast.event_types.meeting_templates import (
    VARIABLES,
    Words,
    agenda_from,
    answer_words,
    known_variables,
    time_words,
    topic_from,
)

WORDS = Words(
    title="Consultation",
    guests="Grace Guest",
    host="Hanna Host",
    workspace="Studio",
    date="Tuesday 3 March 2026",
    time="10:00–10:30, Europe/Berlin (CET)",
    length="30 minutes",
    answers="Topic: a second opinion",
)


def test_without_a_template_the_house_has_its_own_words() -> None:
    assert topic_from("", WORDS) == "Consultation with Grace Guest"
    assert agenda_from("", WORDS) == "Booked with Studio."


@pytest.mark.parametrize("name", VARIABLES)
def test_each_variable_stands_for_its_word(name: str) -> None:
    assert agenda_from(f"<{{{name}}}>", WORDS) == f"<{getattr(WORDS, name)}>"


@pytest.mark.parametrize(
    "template",
    [
        "{nobody}", "{}", "{Title}", "{ title }", "{title.__class__}", "{title!r}", "{title:>9}", "{0}", "{title[0]}",
        "{", "}", "{{title}}", "{title", "title}", "{title}}", "{{", "{{}}", "a } b { c",
    ],
)  # fmt: skip
def test_what_is_no_variable_is_refused_with_the_list_of_those_there_are(template: str) -> None:
    with pytest.raises(ValidationError) as refused:
        known_variables(template)

    assert "{title}, {guests}, {host}, {workspace}, {date}, {time}, {length}, {answers}" in refused.value.messages[0]


@pytest.mark.parametrize("template", ["", "Talk", "{title}", "{guests}/{host}: {title} {title}", "100 % and %(title)s"])
def test_a_good_template_is_taken(template: str) -> None:
    known_variables(template)


@pytest.mark.parametrize(
    "template",
    ["{", "}", "{{title}}", "{title.__class__}", "{title!r:>9}", "{nobody}", "{0}", "%(title)s %s %", "\\1 \\g<0>"],
)
def test_filling_never_fails_and_opens_no_object(template: str) -> None:
    filled = agenda_from(template, WORDS)

    assert filled == template.replace("{title}", "Consultation")


@pytest.mark.parametrize(
    "name", ["{title}", "{host}", "{{host}}", "{host.password}", "{", "}", "%s", "\\g<0>", "$host"]
)
def test_braces_in_a_guests_name_stay_what_they_are(name: str) -> None:
    words = replace(WORDS, guests=name, answers=f"Topic: {name}")

    assert topic_from("{guests} meets {host}", words) == f"{name} meets Hanna Host"
    assert agenda_from("{answers}", words) == f"Topic: {name}"


@pytest.mark.parametrize("hidden", ["\n", "\r\n", "\x00", "\x1b", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\t"])
def test_a_name_brings_no_line_and_no_hidden_character_along(hidden: str) -> None:
    words = replace(WORDS, guests=f"Eve{hidden}Adam", title=f"{hidden}Talk{hidden}")

    assert topic_from("", words) == "Talk with Eve Adam"
    assert agenda_from("{guests}\n{title}", words) == "Eve Adam\nTalk"


def test_answers_keep_their_lines_but_nothing_hidden() -> None:
    answers = answer_words([("Topic", "one\ntwo\r\n\u202ethree\u2028four"), ("Else", "no")])

    filled = agenda_from("{answers}", replace(WORDS, answers=answers))

    assert filled == "Topic: one\ntwo\nthree four\nElse: no"


def test_a_topic_is_one_line_even_with_answers_in_it() -> None:
    assert topic_from("{answers}", replace(WORDS, answers="a: b\nc: d")) == "a: b c: d"


def test_a_topic_is_never_empty() -> None:
    assert topic_from("{answers}", replace(WORDS, answers="")) == "Consultation"


def test_what_is_empty_leaves_no_hole_in_the_agenda() -> None:
    assert agenda_from("{title}\n\n{answers}\n\n{host}", replace(WORDS, answers="")) == "Consultation\n\nHanna Host"


def test_a_thousand_characters_are_filled_in_whole() -> None:
    words = replace(WORDS, guests="ä" * 1000)

    assert topic_from("{guests}{guests}", words) == "ä" * 2000


def test_times_are_by_the_hosts_clock() -> None:
    start = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)

    words = time_words(start, start + timedelta(minutes=45), ZoneInfo("Europe/Berlin"))

    assert words == {
        "date": "Wednesday 4 March 2026",
        "time": "00:30–01:15, Europe/Berlin (CET)",
        "length": "45 minutes",
    }
