"""The cells and times written in Python are what a template with its escaping would write."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.template import Context, Engine

from halfpast.bookings.time_choice.month import Day
from halfpast.bookings.time_choice.rendering import days_html, times_html, weekdays_html
from halfpast.bookings.time_choice.times import Time

HOSTILE = """/x"><script>alert('1')</script>&amp;<!--"""
DAYS = """
{% for week in weeks %}<tr>{% for day in week %}<td>{% if day.link %}<a id="day-{{ day.date|date:'Y-m-d' }}"
 class="day day-open{% if day.is_today %} day-today{% endif %}{% if day.is_chosen %} day-chosen{% endif %}"
 href="{{ day.link }}" rel="nofollow" aria-label="{{ day.label }}"{% if day.is_chosen %} aria-current="true"
{% elif day.is_today %} aria-current="date"{% endif %}>{{ day.date.day }}</a>
{% elif day %}<span class="day day-dead{% if day.is_today %} day-today{% endif %}" aria-disabled="true"
{% if day.is_today %} aria-current="date"{% endif %}><span aria-hidden="true">{{ day.date.day }}</span>
<span class="sr-only">{{ day.label }}</span></span>{% endif %}</td>{% endfor %}</tr>{% endfor %}
"""
HEADS = """
<tr>{% for long, short in weekdays %}<th scope="col"><abbr class="no-underline" title="{{ long }}">{{ short }}</abbr>
</th>{% endfor %}</tr>
"""
TIMES = """
{% for time in times %}<li><a class="time" href="{{ link }}&amp;start={{ time.value }}" rel="nofollow">
<time datetime="{{ time.value }}">{{ time.label }}</time>{% if time.note %}<small>{{ time.note }}</small>{% endif %}
</a></li>{% endfor %}
"""


class Pieces(HTMLParser):
    """What a browser makes of it: tags with their attributes, and the text between."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data)


def by_template(source: str, **values: object) -> list[object]:
    return Pieces(Engine().from_string(source).render(Context(values))).found


@pytest.mark.parametrize("text", ["/lovelace/intro?date=2026-10-01&tz=Etc/GMT%2B5", HOSTILE])
@pytest.mark.parametrize("link", [True, False])
@pytest.mark.parametrize("today", [True, False])
@pytest.mark.parametrize("chosen", [True, False])
def test_a_day_is_what_the_template_wrote(text: str, link: bool, today: bool, chosen: bool) -> None:
    # A day without times is never the chosen one.
    day = Day(date(2026, 10, 1), f"Thursday {text}", text if link else "", today, chosen and link)

    assert Pieces(days_html([[None, day]])).found == by_template(DAYS, weeks=[[None, day]])


@pytest.mark.parametrize("text", ["09:30", HOSTILE])
def test_a_time_is_what_the_template_wrote(text: str) -> None:
    times = [Time("2026-10-01T07:30:00Z", text, ""), Time(text, text, text)]

    found = Pieces(times_html(times, f"/x?date=2026-10-01{text}")).found

    assert found == by_template(TIMES, times=times, link=f"/x?date=2026-10-01{text}")


@pytest.mark.parametrize("text", ["Monday", HOSTILE])
def test_the_head_of_a_column_is_what_the_template_wrote(text: str) -> None:
    weekdays = [(text, text), ("Tuesday", "Tue")]

    assert Pieces(weekdays_html(weekdays)).found == by_template(HEADS, weekdays=weekdays)


def test_nothing_that_is_put_in_becomes_a_tag() -> None:
    day, time = Day(date(2026, 10, 1), HOSTILE, HOSTILE, True, True), Time(HOSTILE, HOSTILE, HOSTILE)

    html = days_html([[day, day._replace(link="")]]) + times_html([time], HOSTILE)

    assert set(re.findall(r"<(\w+)", html)) == {"tr", "td", "a", "span", "li", "time", "small"}
    assert "<script" not in html


def test_the_first_parameter_of_a_link_follows_a_question_mark() -> None:
    assert 'href="/x?start=2026' in times_html([Time("2026-10-01T07:30:00Z", "09:30", "")], "/x")
