"""Journeys and absences on their page: added, listed, removed, refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from halfpast.accounts.models import User
from halfpast.schedules.models import OutOfOffice, Travel
from tests.studio import Studio, add_member, make_studio

JOURNEYS = "/app/availability/time-away/journeys"
ABSENCES = "/app/availability/time-away/absences"


def day(days: int) -> str:
    return (timezone.now().date() + timedelta(days=days)).isoformat()


def journey(**changes: object) -> dict[str, object]:
    return {"first_date": day(10), "last_date": day(12), "time_zone": "Asia/Tokyo", **changes}


def absence(**changes: object) -> dict[str, object]:
    return {"first_date": day(10), "last_date": day(12), "message": "At the sea", "colleague": "", **changes}


@pytest.fixture
def colleague(studio: Studio) -> User:
    return add_member(studio.workspace, "cora@example.com", name="Cora Colleague")


def test_a_journey_is_added_and_listed(studio: Studio, host: Client) -> None:
    page = host.post(JOURNEYS, journey(), follow=True).content.decode()

    added = Travel.objects.get()
    assert (added.user, added.time_zone) == (studio.owner, "Asia/Tokyo")
    assert (added.last_date - added.first_date).days == 2
    assert "Your journey is added." in page
    assert f"{JOURNEYS}/{added.pk}/remove" in page


def test_an_absence_is_added_and_listed(host: Client, colleague: User) -> None:
    page = host.post(ABSENCES, absence(colleague=colleague.pk), follow=True).content.decode()

    assert OutOfOffice.objects.get().colleague == colleague
    assert "At the sea" in page
    assert "Instead: Cora Colleague" in page


def test_without_a_last_date_it_is_one_date(host: Client) -> None:
    host.post(JOURNEYS, journey(last_date=""))
    host.post(ABSENCES, absence(last_date=""))

    for away in (Travel.objects.get(), OutOfOffice.objects.get()):
        assert away.first_date == away.last_date == date.fromisoformat(day(10))


def test_both_are_removed(host: Client) -> None:
    host.post(JOURNEYS, journey())
    host.post(ABSENCES, absence())

    host.post(f"{JOURNEYS}/{Travel.objects.get().pk}/remove")
    page = host.post(f"{ABSENCES}/{OutOfOffice.objects.get().pk}/remove", follow=True).content.decode()

    assert "Removed." in page
    assert not Travel.objects.exists()
    assert not OutOfOffice.objects.exists()


def test_looking_at_the_address_of_removing_removes_nothing(host: Client) -> None:
    host.post(JOURNEYS, journey())

    assert host.get(f"{JOURNEYS}/{Travel.objects.get().pk}/remove").status_code == 405
    assert Travel.objects.exists()


DATES = [
    ({"first_date": day(-1)}, "This date has passed"),
    ({"first_date": ""}, "Choose the first date"),
    ({"first_date": "someday"}, "Enter a valid date"),
    ({"last_date": day(9)}, "This is before the first date"),
    ({"last_date": day(10 + 366)}, "at most 366 days"),
    ({"last_date": "9999-12-31"}, "at most 366 days"),
]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        *DATES,
        ({"time_zone": "Mars/Olympus"}, "There is no such time zone"),
        ({"time_zone": ""}, "Choose the time zone you will be in"),
    ],
)
def test_a_journey_that_can_not_be_is_explained(host: Client, changes: dict[str, object], words: str) -> None:
    answer = host.post(JOURNEYS, journey(**{"time_zone": "Pacific/Auckland", **changes}))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert ('<option value="Pacific/Auckland" selected>' in answer.content.decode()) == ("time_zone" not in changes)
    assert not Travel.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        *DATES,
        ({"message": "x" * 501}, "Use at most 500 characters"),
        ({"colleague": "999999"}, "Choose another member of your workspace"),
        ({"colleague": "nobody"}, "Choose another member of your workspace"),
    ],
)
def test_an_absence_that_can_not_be_is_explained(host: Client, changes: dict[str, object], words: str) -> None:
    answer = host.post(ABSENCES, absence(**changes))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert ("At the sea" in answer.content.decode()) == ("message" not in changes)
    assert not OutOfOffice.objects.exists()


def test_366_days_are_not_too_long(host: Client) -> None:
    assert host.post(ABSENCES, absence(last_date=day(10 + 365))).status_code == 303


def test_nobody_sends_guests_to_themselves_or_to_another_workspace(studio: Studio, host: Client) -> None:
    for other in (studio.owner, make_studio("elsewhere").owner):
        answer = host.post(ABSENCES, absence(colleague=other.pk))

        assert "Choose another member of your workspace" in answer.content.decode()
    assert not OutOfOffice.objects.exists()


def test_two_journeys_can_not_share_a_date(host: Client) -> None:
    host.post(JOURNEYS, journey())

    answer = host.post(JOURNEYS, journey(first_date=day(12), last_date=day(20), time_zone="Asia/Seoul"))

    assert answer.status_code == 422
    assert "You are on another journey from" in answer.content.decode()
    assert '<option value="Asia/Seoul" selected>' in answer.content.decode()
    assert Travel.objects.count() == 1


def test_one_journey_may_follow_another(host: Client) -> None:
    host.post(JOURNEYS, journey())

    host.post(JOURNEYS, journey(first_date=day(13), last_date=day(13)))

    assert Travel.objects.count() == 2


def test_today_is_that_of_the_hosts_clock(studio: Studio, client: Client) -> None:
    User.objects.filter(pk=studio.owner.pk).update(time_zone="Pacific/Auckland")
    with time_machine.travel("2027-03-01T13:00:00Z", tick=False):
        client.force_login(studio.owner)
        refused = client.post(ABSENCES, absence(first_date="2027-03-01", last_date="2027-03-01"))
        accepted = client.post(ABSENCES, absence(first_date="2027-03-02", last_date="2027-03-02"))

    assert (refused.status_code, accepted.status_code) == (422, 303)


def test_what_is_over_is_not_listed(studio: Studio, host: Client) -> None:
    Travel.objects.create(user=studio.owner, first_date="2020-01-01", last_date="2020-01-02", time_zone="UTC")

    assert "2020" not in host.get("/app/availability/time-away").content.decode()


def test_somebody_elses_time_away_is_neither_shown_nor_removed(host: Client) -> None:
    other = make_studio("elsewhere").owner
    theirs = OutOfOffice.objects.create(user=other, first_date=day(1), last_date=day(1), message="Not for you")

    assert "Not for you" not in host.get("/app/availability/time-away").content.decode()
    assert host.post(f"{ABSENCES}/{theirs.pk}/remove").status_code == 404


def test_a_stranger_is_asked_to_sign_in(studio: Studio, client: Client) -> None:
    assert "/accounts/login/" in client.get("/app/availability/time-away").headers["Location"]
