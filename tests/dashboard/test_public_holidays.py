"""Public holidays on the Availability page: a country, its regions, and the days on which the host works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from halfpast.schedules.models import Schedule
from tests.dashboard.test_availability_page import typed
from tests.studio import Studio

AUTUMN = datetime(2027, 9, 15, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_autumn() -> Iterator[None]:
    with time_machine.travel(AUTUMN, tick=False):
        yield


@pytest.fixture
def schedule(studio: Studio) -> Schedule:
    return studio.event_type.schedule


def kept(schedule: Schedule) -> tuple[str, str, list[str]]:
    schedule.refresh_from_db()
    return schedule.holiday_country, schedule.holiday_region, schedule.holidays_worked


def choose(schedule: Schedule, country: str, region: str = "", *worked: str) -> None:
    schedule.holiday_country, schedule.holiday_region, schedule.holidays_worked = country, region, list(worked)
    schedule.save()


def in_germany(**changes: object) -> dict[str, object]:
    return typed(holidays_of="DE", holiday_country="DE", **changes)


def test_without_a_country_none_are_kept_or_listed(host: Client) -> None:
    page = host.get("/app/availability").content.decode()

    assert "Choose a country and save" in page
    assert "I work" not in page


def test_a_country_is_kept_and_its_regions_and_dates_are_then_listed(schedule: Schedule, host: Client) -> None:
    page = host.post("/app/availability", typed(holiday_country="DE"), follow=True).content.decode()

    assert kept(schedule) == ("DE", "", [])
    assert '<option value="BY">Bayern</option>' in page
    assert "German Unity Day" in page
    assert "Sun 3 Oct 2027, Tue 3 Oct 2028" in page


def test_holidays_that_have_passed_are_listed_for_next_year_only(schedule: Schedule, host: Client) -> None:
    choose(schedule, "DE")

    page = host.get("/app/availability").content.decode()

    assert "Fri 14 Apr 2028" in page
    assert "26 Mar 2027" not in page


def test_a_region_brings_its_own(schedule: Schedule, host: Client) -> None:
    choose(schedule, "DE")
    before = host.get("/app/availability").content.decode()

    page = host.post("/app/availability", in_germany(holiday_region="BY"), follow=True).content.decode()

    assert "Epiphany" not in before
    assert "Epiphany" in page
    assert kept(schedule) == ("DE", "BY", [])


def test_a_country_that_is_the_same_everywhere_asks_for_no_region(schedule: Schedule, host: Client) -> None:
    choose(schedule, "SE")

    assert "holiday_region" not in host.get("/app/availability").content.decode()


def test_a_host_may_work_on_a_holiday(schedule: Schedule, host: Client) -> None:
    choose(schedule, "DE")

    page = host.post("/app/availability", in_germany(works_on=["German Unity Day"]), follow=True).content.decode()

    assert kept(schedule) == ("DE", "", ["German Unity Day"])
    assert page.count("checked") == 1


def test_a_holiday_whose_next_date_is_far_away_is_not_forgotten(schedule: Schedule, host: Client) -> None:
    choose(schedule, "DE", "", "Once in a Blue Moon", "German Unity Day")

    host.post("/app/availability", in_germany())

    assert kept(schedule) == ("DE", "", ["Once in a Blue Moon"])


def test_another_country_begins_without_region_and_worked_days(schedule: Schedule, host: Client) -> None:
    choose(schedule, "DE", "BE", "German Unity Day")
    switched = typed(
        holidays_of="DE", holiday_country="CH", holiday_region="BE", works_on=["German Unity Day", "Christmas Day"]
    )

    host.post("/app/availability", switched)

    assert kept(schedule) == ("CH", "", [])


def test_no_country_any_more_keeps_nothing(schedule: Schedule, host: Client) -> None:
    choose(schedule, "DE", "BE", "German Unity Day")

    host.post("/app/availability", typed(holidays_of="DE", holiday_country=""))

    assert kept(schedule) == ("", "", [])


@pytest.mark.parametrize("wrong", [{"holiday_country": "ZZ"}, {"holiday_region": "XX"}])
def test_a_country_or_region_that_does_not_exist_is_refused(
    schedule: Schedule, host: Client, wrong: dict[str, object]
) -> None:
    choose(schedule, "DE")

    answer = host.post("/app/availability", in_germany(day_4="06:07-08:09") | wrong)

    assert answer.status_code == 422
    assert "Choose one of the list" in answer.content.decode()
    assert "06:07-08:09" in answer.content.decode()
    assert kept(schedule) == ("DE", "", [])


def test_a_mistake_elsewhere_loses_no_choice(schedule: Schedule, host: Client) -> None:
    choose(schedule, "DE")

    answer = host.post("/app/availability", in_germany(day_0="9-25", holiday_region="BY", works_on=["Epiphany"]))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<option value="BY" selected>' in page
    assert page.count("checked") == 1
