"""The booking page's calendar with a guest's eyes, somewhere else and later."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from halfpast.accounts.models import Role
from halfpast.event_types.models import EventType, Place
from halfpast.schedules.models import DateOverride
from tests.browsers import as_read
from tests.studio import add_member
from tests.team import Team, make_team

pytestmark = pytest.mark.django_db
AUCKLAND = "Pacific/Auckland"
DAY = timedelta(days=1)


@pytest.fixture
def team(db: None) -> Team:
    return make_team(1)


def page(team: Team, **query: str | int | date) -> str:
    client = Client()
    client.force_login(team.hosts[0])
    answer = client.get(
        f"/app/event-types/{team.event_type.pk}/preview", {name: str(value) for name, value in query.items()}
    )
    assert answer.status_code == 200
    return answer.content.decode()


def times(told: str) -> list[str]:
    return re.findall(r'<time datetime="[^"]+">([^<]+)</time>', told)


def change(team: Team, **values: object) -> None:
    EventType.objects.filter(pk=team.event_type.pk).update(**values)


def test_it_says_whose_eyes_it_is_seen_with(team: Team) -> None:
    told = as_read(page(team, tz=AUCKLAND, date="2127-04-02"))
    assert "Preview: a guest in Pacific/Auckland on Wednesday 2 April 2127" in told
    assert "April 2127" in told


def test_times_are_those_of_the_guests_clock_and_lead_nowhere(team: Team) -> None:
    told = page(team, tz=AUCKLAND, date="2127-04-02", day="2127-04-17")
    # Nine to five in Berlin, then on summer time, is seven in the evening to three at night there.
    assert times(told)[:6] == ["00:00", "00:30", "01:00", "01:30", "02:00", "02:30"]
    assert times(told)[6:] == [f"{hour}:{minute}" for hour in range(19, 24) for minute in ("00", "30")]
    assert "start=" not in told
    assert f"/{team.workspace.slug}/{team.event_type.slug}" not in told


def test_notice_and_horizon_count_from_that_morning(team: Team) -> None:
    change(team, minimum_notice_minutes=24 * 60, horizon_days=3)
    told = page(team, tz="Europe/Berlin", date="2127-04-07")
    # From Tuesday at nine to Thursday before nine, for it is Monday at nine.
    assert re.findall(r'id="day-([0-9-]+)" class="day day-open', told) == ["2127-04-08", "2127-04-09"]
    assert times(told)[0] == "09:00"


def test_today_is_seen_as_of_now(team: Team) -> None:
    now = timezone.now()
    today = now.astimezone(ZoneInfo("Europe/Berlin")).date()
    for hour in range(24):
        DateOverride.objects.create(
            schedule=team.event_type.schedule, date=today, start_minute=hour * 60, end_minute=hour * 60 + 60
        )
    told = page(team, tz="Europe/Berlin", date=today, day=today)
    starts = [datetime.fromisoformat(text) for text in re.findall(r'<time datetime="([^"]+)">', told)]
    assert all(start >= now for start in starts)


def test_links_stay_in_the_preview(team: Team) -> None:
    told = page(team, tz=AUCKLAND, date="2127-04-02")
    main = told[told.index('id="preview"') :]
    links = set(re.findall(r'href="([^"#]+)', main))
    ours = f"/app/event-types/{team.event_type.pk}/"
    assert links
    assert all(link.startswith(ours) for link in links)
    assert f"{ours}preview?tz=Pacific%2FAuckland&amp;date=2127-04-02&amp;month=2127-05" in links


def test_another_month_is_seen_with_the_same_eyes(team: Team) -> None:
    told = as_read(page(team, tz=AUCKLAND, date="2127-04-02", month="2127-05"))
    assert "on Wednesday 2 April 2127" in told
    assert "May 2127" in told


def test_a_length_is_kept_by_the_links(team: Team) -> None:
    change(team, other_durations=[60])
    told = page(team, tz=AUCKLAND, date="2127-04-02", length=60)
    assert "length=60&amp;month=2127-05" in told
    assert '<option value="60" selected>' in told


def test_a_switched_off_type_shows_what_will_be_seen_and_stays_off(team: Team) -> None:
    change(team, is_active=False, is_listed=False)
    told = page(team)
    assert "This event type is switched off at the moment." in told
    assert times(told)
    assert not EventType.objects.get().is_active


def test_a_type_that_cannot_be_booked_says_why(team: Team) -> None:
    Place.objects.all().delete()
    told = page(team)
    assert "Guests see no times just now" in told
    assert "The host has not said yet where to meet." in told
    assert "<table" not in told


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"date": "2020-01-01"}, "date"),
        ({"date": "soon"}, "date"),
        ({"date": "9999-12-31"}, "date"),
        ({"tz": "Mars/Base"}, "tz"),
        ({"tz": "\0"}, "tz"),
    ],
)
def test_a_wrong_value_is_answered_at_its_field_with_today_below(team: Team, query: dict[str, str], field: str) -> None:
    told = page(team, **query)
    today = timezone.now().astimezone(ZoneInfo("Europe/Berlin"))
    assert f'id="id_{field}_error"' in told
    assert f"a guest in Europe/Berlin on {today:%A} {today.day} {today:%B} {today.year}" in told


def test_whether_a_date_has_passed_is_decided_in_the_guests_zone(team: Team) -> None:
    yesterday = timezone.now().astimezone(ZoneInfo("Pacific/Kiritimati")).date() - DAY
    assert "This date has passed." in page(team, tz="Pacific/Kiritimati", date=yesterday)
    assert "This date has passed." not in page(team, tz="Pacific/Pago_Pago", date=yesterday)


def test_only_who_may_see_the_event_type_sees_its_preview(team: Team) -> None:
    for stranger in (make_team(2).hosts[0], add_member(team.workspace, "other@example.com", role=Role.MEMBER)):
        client = Client()
        client.force_login(stranger)
        assert client.get(f"/app/event-types/{team.event_type.pk}/preview").status_code == 404


def test_htmx_gets_the_piece_that_changes(team: Team) -> None:
    client = Client()
    client.force_login(team.hosts[0])
    told = client.get(f"/app/event-types/{team.event_type.pk}/preview", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in told
    assert 'id="preview"' in told
