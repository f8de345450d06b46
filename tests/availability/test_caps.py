from dataclasses import replace
from datetime import date, timedelta

import pytest

from halfpast.availability import Cap, Group, HostTime, Hours, Offer, Period
from tests.availability.offers import (
    HALF_HOURS,
    every_day,
    lasting,
    offer_of,
    only_on,
    ranges,
    runs,
    starts,
    starts_in_year,
)

DAILY = every_day("09:00-09:30")
AROUND = ["27 09:00", "28 09:00", "01 09:00", "02 09:00", "03 09:00", "04 09:00"]
HOUR = timedelta(hours=1)


def capped(hours: Hours, cap: Cap, *booked: str, minutes: int = 30) -> Offer:
    return offer_of(hours, replace(lasting(minutes), caps=(cap,)), booked)


# Days


def test_a_date_at_its_cap_offers_nothing_more_and_its_neighbours_do() -> None:
    booked = ("2027-03-01T12:00/12:30", "2027-03-02T12:00/12:30", "2027-03-02T13:00/13:30")
    assert starts(capped(DAILY, Cap(Period.DAY, 2), *booked)) == [each for each in AROUND if each != "02 09:00"]


def test_a_date_above_its_cap_offers_nothing_more() -> None:
    booked = ("2027-03-02T12:00/12:30", "2027-03-02T13:00/13:30", "2027-03-02T14:00/14:30")
    assert starts(capped(DAILY, Cap(Period.DAY, 2), *booked)) == [each for each in AROUND if each != "02 09:00"]


def test_without_a_cap_the_number_booked_does_not_matter() -> None:
    assert starts(offer_of(DAILY, HALF_HOURS, ("2027-03-02T12:00/12:30",) * 99)) == AROUND


def test_a_cap_counts_by_the_local_date_on_which_a_slot_starts() -> None:
    hours = Hours("America/New_York", {0: ranges("22:00-24:00"), 1: ranges("00:00-01:00")})
    assert starts(capped(hours, Cap(Period.DAY, 1), "2027-03-02T03:00/06:00", minutes=60)) == ["02 05:00"]
    assert starts(capped(hours, Cap(Period.DAY, 1), "2027-03-02T05:00/06:00", minutes=60)) == ["02 03:00", "02 04:00"]


def test_a_cap_holds_in_both_runs_of_a_repeated_hour() -> None:
    day = date(2027, 4, 3)
    hours = only_on(day, "23:00-24:00", zone="America/Santiago")
    assert starts(capped(hours, Cap(Period.DAY, 1), "2027-04-03T12:00/13:00", minutes=60), day=day) == []
    assert len(starts(capped(hours, Cap(Period.DAY, 1), "2027-04-04T12:00/13:00", minutes=60), day=day)) == 2


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_cap_closes_every_date_of_a_year(zone: str) -> None:
    noons = [date(2026, 12, 31) + timedelta(days=off) for off in range(368)]
    booked = [f"{day}T{clock}" for day in noons for clock in ("00:00/01:00", "23:00/23:30")]
    assert starts_in_year(capped(every_day("00:00-24:00", zone=zone), Cap(Period.DAY, 1), *booked), 2027) == []


# Weeks and months


def test_a_week_lasts_from_monday_to_sunday() -> None:
    for booked in ("2027-03-01", "2027-03-07"):
        offer = capped(DAILY, Cap(Period.WEEK, 1), f"{booked}T12:00/12:30")
        assert starts(offer, day=date(2027, 3, 1)) == ["27 09:00", "28 09:00"]
        assert starts(offer, day=date(2027, 3, 7)) == ["08 09:00", "09 09:00", "10 09:00"]


def test_a_week_may_lie_in_two_years() -> None:
    found = starts(capped(DAILY, Cap(Period.WEEK, 1), "2026-12-30T12:00/12:30"), day=date(2027, 1, 3))
    assert found == ["04 09:00", "05 09:00", "06 09:00"]


def test_a_month_lasts_from_its_first_day_to_its_last() -> None:
    for booked in ("2027-03-01", "2027-03-31"):
        offer = capped(DAILY, Cap(Period.MONTH, 1), f"{booked}T12:00/12:30")
        assert starts(offer, day=date(2027, 3, 1)) == ["27 09:00", "28 09:00"]
        assert starts(offer, day=date(2027, 3, 31)) == ["01 09:00", "02 09:00", "03 09:00"]


def test_the_same_month_of_another_year_does_not_count() -> None:
    assert starts(capped(DAILY, Cap(Period.MONTH, 1), "2026-03-01T12:00/12:30")) == AROUND


def test_a_month_begins_by_the_local_date() -> None:
    hours = every_day("23:00-23:30", zone="America/New_York")
    offer = capped(hours, Cap(Period.MONTH, 1), "2027-03-01T04:00/04:30")
    assert starts(offer) == ["02 04:00", "03 04:00", "04 04:00"]


# Minutes


@pytest.mark.parametrize("period", list(Period))
def test_a_cap_of_minutes_leaves_room_for_exactly_what_remains(period: Period) -> None:
    hours = only_on(date(2027, 3, 1), "09:00-10:00", zone="UTC")
    offer = [capped(hours, Cap(period, length=2 * HOUR), "2027-03-01T12:00/13:30", minutes=each) for each in (30, 31)]
    assert starts(offer[0]) == ["01 09:00", "01 09:30"]
    assert starts(offer[1]) == []


def test_a_cap_shorter_than_a_slot_is_reached_with_nothing_booked() -> None:
    assert starts(capped(only_on(date(2027, 3, 1), "09:00-12:00"), Cap(Period.DAY, length=HOUR), minutes=61)) == []
    assert starts(capped(only_on(date(2027, 3, 1), "09:00-10:00"), Cap(Period.DAY, length=HOUR), minutes=60)) != []


def test_an_appointment_over_midnight_counts_on_the_date_it_starts() -> None:
    offer = capped(DAILY, Cap(Period.DAY, length=HOUR), "2027-03-01T23:30/2027-03-02T00:30")
    assert starts(offer) == [each for each in AROUND if each != "01 09:00"]


def test_of_a_count_and_minutes_the_first_that_is_reached_counts() -> None:
    cap = Cap(Period.DAY, 2, 4 * HOUR)
    assert starts(capped(DAILY, cap, "2027-03-01T12:00/15:30")) == AROUND
    assert "01 09:00" not in starts(capped(DAILY, cap, "2027-03-01T12:00/15:31"))
    assert "01 09:00" not in starts(capped(DAILY, cap, "2027-03-01T12:00/12:10", "2027-03-01T13:00/13:10"))


# An event type's, and a host's


def test_an_event_type_counts_by_its_own_clock_and_a_host_by_the_hosts() -> None:
    hours, elsewhere = only_on(date(2027, 3, 2), "00:00-00:30", zone="Pacific/Auckland"), Hours("UTC", {})
    cap, booked = Cap(Period.DAY, 1), runs("2027-03-01T09:00/09:30")
    of_the_type = Offer(replace(HALF_HOURS, caps=(cap,)), [Group(1, [HostTime(hours)])], elsewhere, booked)
    of_the_host = Offer(HALF_HOURS, [Group(1, [HostTime(hours, caps=[cap], booked=booked)])], elsewhere)
    assert starts(of_the_type) == []
    assert starts(of_the_host) == ["01 11:00"]


def test_a_hosts_cap_takes_only_that_host_out_of_a_team() -> None:
    full = HostTime(DAILY, caps=[Cap(Period.WEEK, 1)], booked=runs("2027-03-01T12:00/12:30"))
    assert starts(Offer(HALF_HOURS, [Group(1, [full, HostTime(DAILY)])], DAILY)) == AROUND
    assert starts(Offer(HALF_HOURS, [Group(2, [full, HostTime(DAILY)])], DAILY)) == AROUND[:2]
