from dataclasses import replace
from datetime import date, timedelta

from halfpast.availability import HostTime, Hours, Reason
from tests.availability.offers import HALF_HOURS, every_day, lasting, offer_of, only_on, ranges, starts

TUESDAY, WEDNESDAY = date(2027, 3, 2), date(2027, 3, 3)
AROUND_MIDNIGHT = every_day("00:00-01:00", "22:30-24:00")


def closed(hours: Hours, first: date, last: date, reason: Reason = Reason.OUT_OF_OFFICE) -> HostTime:
    return HostTime(hours, closed={reason: [(first, last)]})


def test_a_closed_date_offers_nothing_and_its_neighbours_do() -> None:
    host = closed(every_day("09:00-09:30"), TUESDAY, TUESDAY)
    assert starts(offer_of(host)) == ["27 09:00", "28 09:00", "01 09:00", "03 09:00", "04 09:00"]


def test_the_first_and_the_last_date_are_both_closed() -> None:
    host = closed(every_day("09:00-09:30"), TUESDAY, WEDNESDAY, Reason.HOLIDAY)
    assert starts(offer_of(host)) == ["27 09:00", "28 09:00", "01 09:00", "04 09:00"]


def test_an_absence_may_begin_and_end_long_before_and_after_the_window() -> None:
    assert starts(offer_of(closed(every_day("09:00-09:30"), date(1970, 1, 1), date(9999, 12, 31)))) == []


def test_a_slot_over_midnight_does_not_reach_into_a_closed_date_nor_out_of_one() -> None:
    found = starts(offer_of(closed(AROUND_MIDNIGHT, TUESDAY, TUESDAY), lasting(60, every=30)))
    around = [start for start in found if start[:2] in {"01", "02", "03"}]
    assert around == ["01 00:00", "01 22:30", "01 23:00", "03 00:00", "03 22:30", "03 23:00", "03 23:30"]


def test_a_long_slot_does_not_span_a_closed_date() -> None:
    found = starts(offer_of(closed(every_day("00:00-24:00"), TUESDAY, TUESDAY), lasting(2880, every=720)))
    assert found[3:6] == ["28 00:00", "03 00:00", "03 12:00"]


def test_buffers_may_lie_on_a_closed_date() -> None:
    rules = replace(HALF_HOURS, buffer_before=timedelta(hours=2), buffer_after=timedelta(hours=2))
    found = starts(offer_of(closed(AROUND_MIDNIGHT, TUESDAY, TUESDAY), rules))
    assert "01 23:30" in found
    assert "03 00:00" in found
    assert not [start for start in found if start.startswith("02")]


def test_a_closed_date_is_as_long_as_its_clock_says() -> None:
    day = date(2027, 10, 31)
    hours = Hours("Europe/Berlin", dict.fromkeys(range(7), ranges("00:00-24:00")))
    found = starts(offer_of(closed(hours, day, day), lasting(60)), day=day)
    assert [found[index + 1] for index, start in enumerate(found) if start == "30 21:00"] == ["31 23:00"]


def test_a_closed_date_is_that_of_the_hosts_clock() -> None:
    hours = only_on(TUESDAY, "00:00-00:30", zone="Pacific/Auckland")
    assert starts(offer_of(closed(hours, TUESDAY, TUESDAY))) == []
    assert starts(offer_of(closed(hours, date(2027, 3, 1), date(2027, 3, 1)))) == ["01 11:00"]
