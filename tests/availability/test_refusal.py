from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from halfpast.availability import Cap, Group, HostTime, Hours, Interval, Offer, Period, Reason, Rules, refusal
from tests.availability.offers import busy, every_day, offer_of, only_on, ranges, runs, utc

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
HOURS = every_day("09:00-12:00")
HOST = HostTime(HOURS)
RULES = Rules(
    duration=timedelta(minutes=30),
    step=timedelta(minutes=30),
    buffer_before=timedelta(0),
    buffer_after=timedelta(minutes=10),
    minimum_notice=timedelta(hours=2),
    horizon=timedelta(days=7),
)


def reason(day: int, clock: str, host: HostTime | Hours = HOST, rules: Rules = RULES, *booked: str) -> Reason | None:
    return refusal(offer_of(host, rules, booked), utc(f"2027-03-{day:02}T{clock}"), NOW)


def test_an_offered_start_has_no_reason() -> None:
    assert reason(1, "10:00") is None


def test_a_start_before_now_is_past() -> None:
    assert reason(1, "07:59") is Reason.PAST


def test_a_start_within_the_notice_is_too_soon() -> None:
    assert reason(1, "09:30") is Reason.TOO_SOON


def test_a_start_at_the_horizon_is_too_far() -> None:
    assert reason(8, "08:00") is Reason.TOO_FAR


def test_a_start_at_the_end_of_all_calendars_is_too_far() -> None:
    offer = offer_of(HOST, replace(RULES, caps=(Cap(Period.DAY, 1),)))
    assert refusal(offer, datetime.max.replace(tzinfo=UTC), NOW) is Reason.TOO_FAR
    assert refusal(offer, datetime.min.replace(tzinfo=UTC), NOW) is Reason.PAST


def test_a_start_before_or_after_the_dates_of_the_event_type_is_outside_dates() -> None:
    rules = replace(RULES, dates=Interval(utc("2027-03-02T09:30"), utc("2027-03-02T10:30")))
    found = [reason(2, clock, HOST, rules) for clock in ("09:00", "09:30", "10:00", "10:30")]
    assert found == [Reason.OUTSIDE_DATES, None, None, Reason.OUTSIDE_DATES]


def test_a_slot_that_reaches_out_of_the_hours_is_outside_hours() -> None:
    assert reason(2, "11:45") is Reason.OUTSIDE_HOURS
    assert reason(2, "08:45") is Reason.OUTSIDE_HOURS


def test_hours_that_an_override_took_away_are_outside_hours() -> None:
    assert (
        reason(2, "09:30", replace(HOURS, overrides={date(2027, 3, 2): ranges("10:00-11:00")})) is Reason.OUTSIDE_HOURS
    )


def test_a_start_off_the_grid_is_unaligned() -> None:
    assert reason(2, "09:15") is Reason.UNALIGNED


def test_a_start_with_seconds_is_unaligned() -> None:
    assert reason(2, "09:30:01") is Reason.UNALIGNED


def test_a_slot_that_meets_busy_time_in_its_buffer_is_busy() -> None:
    assert reason(2, "09:30", busy(HOURS, "2027-03-02T10:09/11:00")) is Reason.BUSY
    assert reason(2, "09:30", busy(HOURS, "2027-03-02T10:10/11:00")) is None


@pytest.mark.parametrize("taken_by", [Reason.TAKEN, Reason.HELD, Reason.BUSY])
def test_what_takes_the_time_is_told(taken_by: Reason) -> None:
    assert reason(2, "09:30", HostTime(HOURS, {taken_by: runs("2027-03-02T09:45/09:50")})) is taken_by


@pytest.mark.parametrize("closed_by", [Reason.OUT_OF_OFFICE, Reason.HOLIDAY])
def test_what_closes_the_date_is_told(closed_by: Reason) -> None:
    host = HostTime(HOURS, closed={closed_by: [(date(2027, 3, 2), date(2027, 3, 2))]})
    assert [reason(day, "09:30", host) for day in (2, 3)] == [closed_by, None]


CAPS = [
    (Period.DAY, Reason.CAP_REACHED, Reason.HOST_CAP_REACHED),
    (Period.WEEK, Reason.WEEKLY_CAP_REACHED, Reason.HOST_WEEKLY_CAP_REACHED),
    (Period.MONTH, Reason.MONTHLY_CAP_REACHED, Reason.HOST_MONTHLY_CAP_REACHED),
]


@pytest.mark.parametrize(("period", "of_the_type", "of_the_host"), CAPS)
def test_whose_cap_is_reached_and_which_is_told(period: Period, of_the_type: Reason, of_the_host: Reason) -> None:
    cap, booked = Cap(period, 1), "2027-03-02T11:00/11:30"
    assert reason(2, "09:30", HOST, replace(RULES, caps=(cap,)), booked) is of_the_type
    assert reason(2, "09:30", HostTime(HOURS, caps=[cap], booked=runs(booked))) is of_the_host


def test_of_several_reasons_the_first_of_their_order_is_told() -> None:
    closed = {Reason.HOLIDAY: [(date(2027, 3, 2), date(2027, 3, 2))]}
    taken: Mapping[Reason, Sequence[tuple[int, int]]] = {
        Reason.BUSY: runs("2027-03-02T09:00/12:00"),
        Reason.TAKEN: runs("2027-03-02T09:00/12:00"),
    }
    rules = replace(RULES, caps=(Cap(Period.DAY, 1),))
    assert reason(2, "09:30", HostTime(HOURS, taken, closed), rules, "2027-03-02T09:00/12:00") is Reason.HOLIDAY
    assert reason(2, "09:30", HostTime(HOURS, taken), rules, "2027-03-02T09:00/12:00") is Reason.TAKEN
    assert reason(2, "09:15", HostTime(HOURS, taken, closed), rules) is Reason.UNALIGNED


def test_a_start_may_be_given_in_any_zone_even_in_a_repeated_hour() -> None:
    offer = offer_of(only_on(date(2027, 10, 31), "02:00-03:00"), replace(RULES, horizon=None))
    start = datetime(2027, 10, 31, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin"))
    assert refusal(offer, start, NOW) is None
    taken = offer_of(busy(offer.clock, "2027-10-31T01:30/02:00"), offer.rules)
    assert refusal(taken, start, NOW) is Reason.BUSY
    assert refusal(taken, start.replace(fold=0), NOW) is None


# Teams: what is told is what keeps the host back who would make it enough.

AWAY = HostTime(HOURS, closed={Reason.OUT_OF_OFFICE: [(date(2027, 3, 2), date(2027, 3, 2))]})
BUSY = busy(HOURS, "2027-03-02T09:00/12:00")
ASLEEP = HostTime(every_day("21:00-22:00"))


def team(*groups: tuple[int, list[HostTime]]) -> Reason | None:
    offer = Offer(RULES, [Group(needed, hosts) for needed, hosts in groups], HOURS)
    return refusal(offer, utc("2027-03-02T09:30"), NOW)


def test_of_a_group_the_host_is_told_of_who_comes_nearest_to_making_it_enough() -> None:
    hosts = [ASLEEP, BUSY, HOST, AWAY]
    found = [team((needed, hosts)) for needed in (1, 2, 3, 4)]
    assert found == [None, Reason.BUSY, Reason.OUT_OF_OFFICE, Reason.OUTSIDE_HOURS]


def test_of_several_groups_the_first_reason_in_order_is_told() -> None:
    assert team((1, [HOST]), (1, [BUSY]), (1, [AWAY])) is Reason.OUT_OF_OFFICE
    assert team((1, [HOST, ASLEEP]), (1, [BUSY, AWAY])) is Reason.BUSY


def test_a_group_with_fewer_hosts_than_it_needs_is_never_in_its_hours() -> None:
    assert team((2, [HOST])) is Reason.OUTSIDE_HOURS
    assert team((1, [])) is Reason.OUTSIDE_HOURS
    assert team() is Reason.OUTSIDE_HOURS
