"""From Berlin to Tokyo on 2 and 3 March 2027.

When it is Tuesday in Tokyo it is still Monday in Berlin, from 15:00 to 23:00 UTC. When Wednesday ends in Tokyo,
Thursday has not begun in Berlin: from 15:00 to 23:00 UTC it is no date at all.
"""

from dataclasses import replace
from datetime import date, timedelta

from halfpast.availability import Cap, HostTime, Hours, Period, Reason, Travel
from tests.availability.offers import HALF_HOURS, lasting, offer_of, ranges, runs, starts

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2027, 3, day) for day in (1, 2, 3, 4))
TO_TOKYO = [Travel(TUESDAY, WEDNESDAY, "Asia/Tokyo")]


def travelling(overrides: dict[date, list[str]]) -> Hours:
    return Hours("Europe/Berlin", {}, {day: ranges(*texts) for day, texts in overrides.items()}, TO_TOKYO)


def test_on_the_dates_of_a_journey_the_hours_are_those_of_its_zone() -> None:
    hours = Hours("Europe/Berlin", dict.fromkeys(range(4), ranges("09:00-09:30")), {}, TO_TOKYO)
    assert starts(offer_of(hours)) == ["01 08:00", "02 00:00", "03 00:00", "04 08:00"]


def test_an_override_of_a_date_on_a_journey_goes_by_the_zone_of_the_journey() -> None:
    assert starts(offer_of(travelling({WEDNESDAY: ["20:00-20:30"]}))) == ["03 11:00"]


def test_a_minute_of_two_dates_is_working_time_when_either_says_so() -> None:
    hours = travelling({MONDAY: ["18:00-19:00"], TUESDAY: ["05:00-06:00"]})
    assert starts(offer_of(hours, lasting(60))) == ["01 17:00", "01 20:00"]


def test_where_two_dates_meet_their_hours_join_and_either_grid_counts() -> None:
    hours = travelling({MONDAY: ["18:00-19:00"], TUESDAY: ["02:20-04:00"]})
    assert starts(offer_of(hours, lasting(60))) == ["01 17:00", "01 17:20"]
    assert starts(offer_of(hours, lasting(30, every=60))) == ["01 17:00", "01 17:20", "01 18:20"]


def test_hours_of_one_date_that_end_within_those_of_the_other_do_not_end_them() -> None:
    hours = travelling({MONDAY: ["18:00-22:00"], TUESDAY: ["03:00-04:00"]})
    assert starts(offer_of(hours, lasting(60, every=180))) == ["01 17:00", "01 18:00", "01 20:00"]


def test_a_minute_of_no_date_is_never_working_time() -> None:
    hours = Hours("Europe/Berlin", dict.fromkeys(range(7), ranges("00:00-24:00")), {}, TO_TOKYO)
    found = starts(offer_of(hours, lasting(60)))
    assert [start for start in found if start.startswith("03")] == [f"03 {hour:02}:00" for hour in [*range(15), 23]]


def test_a_closed_date_is_that_of_the_zone_travelled_to() -> None:
    hours = Hours("Europe/Berlin", dict.fromkeys(range(7), ranges("09:00-09:30")), {}, TO_TOKYO)
    host = HostTime(hours, closed={Reason.HOLIDAY: [(TUESDAY, TUESDAY)]})
    assert starts(offer_of(host))[1:4] == ["28 08:00", "01 08:00", "03 00:00"]


def test_where_two_dates_meet_either_of_them_closes() -> None:
    hours = travelling({MONDAY: ["15:00-15:30", "18:00-18:30"], TUESDAY: ["09:00-09:30"]})
    for closed, left in [(MONDAY, ["02 00:00"]), (TUESDAY, ["01 14:00"])]:
        assert starts(offer_of(HostTime(hours, closed={Reason.OUT_OF_OFFICE: [(closed, closed)]}))) == left


def test_a_start_of_two_dates_counts_for_both_and_a_full_one_of_them_is_enough() -> None:
    hours = travelling({MONDAY: ["15:00-15:30", "18:00-18:30"], TUESDAY: ["09:00-09:30"]})
    rules = replace(HALF_HOURS, caps=(Cap(Period.DAY, 1),))
    assert starts(offer_of(hours, rules, ("2027-03-01T20:00/20:30",))) == []
    assert starts(offer_of(hours, rules, ("2027-03-01T08:00/08:30",))) == ["02 00:00"]
    assert starts(offer_of(hours, rules, ("2027-03-02T08:00/08:30",))) == ["01 14:00"]


def test_a_start_of_two_dates_counts_once_in_their_week_and_month() -> None:
    hours = travelling({THURSDAY: ["09:00-09:30"]})
    booked = ("2027-03-01T20:00/20:30",)
    for period in (Period.WEEK, Period.MONTH):
        for cap in (Cap(period, 2), Cap(period, length=timedelta(minutes=60))):
            assert starts(offer_of(hours, replace(HALF_HOURS, caps=(cap,)), booked)) == ["04 08:00"]
            assert starts(offer_of(HostTime(hours, caps=[cap], booked=runs(*booked)))) == ["04 08:00"]


def test_a_start_of_no_date_counts_for_none() -> None:
    hours = Hours("Europe/Berlin", {2: ranges("09:00-09:30"), 3: ranges("09:00-09:30")}, {}, TO_TOKYO)
    rules = replace(HALF_HOURS, caps=(Cap(Period.DAY, 1),))
    assert starts(offer_of(hours, rules, ("2027-03-03T20:00/20:30",))) == ["03 00:00", "04 08:00"]
