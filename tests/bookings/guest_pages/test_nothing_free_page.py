"""What a guest reads where nothing is free."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from halfpast.event_types.models import EventType
from halfpast.schedules.models import OutOfOffice
from tests.studio import add_member


@pytest.fixture
def away(event_type: EventType) -> OutOfOffice:
    """Out of office until the end of January."""
    return OutOfOffice.objects.create(
        user=event_type.hosts.get(),
        first_date=date(2026, 12, 7),
        last_date=date(2027, 1, 31),
        message="Sailing & <reading>.\nBack in February.",
    )


def test_an_empty_month_leads_to_the_next_free_time(client: Client, page: str, away: OutOfOffice) -> None:
    text = client.get(f"{page}?month=2027-01").content.decode()

    assert "No times this month" in text
    assert "Next free: Monday 1 February 2027, 09:00" in text
    assert 'href="/lovelace/intro?month=2027-02&amp;date=2027-02-01#times"' in text


def test_the_page_opens_on_the_first_month_with_a_free_time(client: Client, page: str, away: OutOfOffice) -> None:
    assert b"February 2027</h2>" in client.get(page).content


def test_when_everything_is_taken_the_page_says_so(client: Client, page: str, away: OutOfOffice) -> None:
    OutOfOffice.objects.update(last_date=date(2027, 12, 31))

    assert b"Everything is taken. Come back another day." in client.get(page).content


def test_whoever_comes_while_all_are_away_reads_their_message(client: Client, page: str, away: OutOfOffice) -> None:
    for address in (page, f"{page}?month=2027-01", f"{page}?date=2026-12-15"):
        assert "Out of office until Sunday 31 January" in client.get(address).content.decode()
        assert "Sailing &amp; &lt;reading&gt;.<br>Back in February." in client.get(address).content.decode()


def test_a_free_day_tells_nothing_of_it(client: Client, page: str, away: OutOfOffice) -> None:
    assert b"Out of office" not in client.get(f"{page}?date=2027-02-02").content


def test_a_colleague_is_named_with_the_way_to_them(
    client: Client, page: str, event_type: EventType, away: OutOfOffice
) -> None:
    grace = add_member(event_type.workspace, "grace@example.org", name="Grace")
    theirs = EventType.objects.create(
        workspace=event_type.workspace, schedule=grace.schedules.get(), slug="grace", title="Talk to Grace"
    )
    theirs.hosts.add(grace)
    OutOfOffice.objects.update(colleague=grace)

    text = client.get(page).content.decode()

    assert 'href="/lovelace/grace">Book with Grace instead</a>' in text


def test_the_fragment_has_it_all_too(client: Client, page: str, away: OutOfOffice) -> None:
    text = client.get(f"{page}?month=2027-01", headers={"HX-Request": "true"}).content.decode()

    assert "Next free:" in text
    assert "Sailing" in text
