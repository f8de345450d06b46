from dataclasses import replace
from datetime import date, timedelta

from halfpast.availability import Cap, Group, HostTime, Hours, Interval, Offer, Period, Reason, explained
from tests.availability.offers import HALF_HOURS, LONG_BEFORE, MONDAY, busy, only_on, ranges, runs, utc

HOURS = Hours("UTC", {0: ranges("09:00-10:30")})
DAY = Interval(utc("2027-03-01T00:00"), utc("2027-03-02T00:00"))
Told = tuple[str, bool, list[Reason], list[list[Reason]]]


def told(offer: Offer, window: Interval = DAY, now: str = "2027-02-01T00:00") -> list[Told]:
    return [
        (f"{each.start:%H:%M}", each.is_offered, list(each.reasons), [list(reasons) for reasons in each.by_host])
        for each in explained(offer, window, utc(now))
    ]


def team(*hosts: HostTime, needed: int = 1) -> Offer:
    return Offer(HALF_HOURS, [Group(needed, hosts)], HOURS)


def test_every_possible_start_of_a_day_is_told_and_no_other() -> None:
    assert told(team(HostTime(HOURS))) == [(clock, True, [], [[]]) for clock in ("09:00", "09:30", "10:00")]


def test_a_start_that_an_override_took_away_is_told_and_one_that_it_added_too() -> None:
    hours = replace(HOURS, overrides={MONDAY: ranges("10:00-11:00")})
    (early, later, same, added) = told(team(HostTime(hours)))
    assert early == ("09:00", False, [], [[Reason.OTHER_HOURS]])
    assert later == ("09:30", False, [], [[Reason.OTHER_HOURS]])
    assert (same, added) == (("10:00", True, [], [[]]), ("10:30", True, [], [[]]))


def test_everything_that_stands_against_a_start_is_told() -> None:
    cap, booked = Cap(Period.WEEK, 1), runs("2027-03-01T06:00/06:30")
    host = HostTime(
        replace(HOURS, overrides={MONDAY: []}),
        {Reason.BUSY: runs("2027-03-01T09:00/09:30"), Reason.HELD: runs("2027-03-01T09:20/09:30")},
        {Reason.HOLIDAY: [(MONDAY, MONDAY)], Reason.OUT_OF_OFFICE: [(MONDAY, date(2027, 3, 5))]},
        [cap],
        booked,
    )
    rules = replace(HALF_HOURS, horizon=timedelta(days=1), dates=Interval(utc("2028-01-01"), utc("2028-01-02")))
    offer = Offer(replace(rules, caps=(cap,)), [Group(1, [host])], HOURS, booked)
    ((_, is_offered, reasons, (of_host,)), *_) = told(offer)
    assert not is_offered
    assert reasons == [Reason.TOO_FAR, Reason.OUTSIDE_DATES, Reason.WEEKLY_CAP_REACHED]
    assert set(of_host) == {
        Reason.OTHER_HOURS,
        Reason.HOLIDAY,
        Reason.OUT_OF_OFFICE,
        Reason.BUSY,
        Reason.HELD,
        Reason.HOST_WEEKLY_CAP_REACHED,
    }


def test_what_is_past_and_what_is_too_soon_are_told_apart() -> None:
    offer = replace(team(HostTime(HOURS)), rules=replace(HALF_HOURS, minimum_notice=timedelta(minutes=30)))
    reasons = [reasons for _, _, reasons, _ in told(offer, now="2027-03-01T09:20")]
    assert reasons == [[Reason.PAST], [Reason.TOO_SOON], []]


def test_a_team_is_told_host_by_host_in_order() -> None:
    away = HostTime(HOURS, closed={Reason.OUT_OF_OFFICE: [(MONDAY, MONDAY)]})
    taken = busy(HOURS, "2027-03-01T09:00/09:30")
    against = [[[Reason.OUT_OF_OFFICE], [Reason.BUSY]], [[Reason.OUT_OF_OFFICE], []], [[Reason.OUT_OF_OFFICE], []]]
    found = told(team(away, taken))
    assert [by_host for *_, by_host in found] == against
    assert [is_offered for _, is_offered, *_ in found] == [False, True, True]


def test_a_start_of_one_host_is_outside_the_hours_of_another() -> None:
    later = HostTime(only_on(MONDAY, "10:00-11:00", zone="UTC"))
    found = told(team(HostTime(HOURS), later))
    assert [(clock, by_host) for clock, _, _, by_host in found] == [
        ("09:00", [[], [Reason.OUTSIDE_HOURS]]),
        ("09:30", [[], [Reason.OUTSIDE_HOURS]]),
        ("10:00", [[], []]),
        ("10:30", [[Reason.OUTSIDE_HOURS], []]),
    ]


def test_each_group_of_a_team_needs_enough_of_its_own() -> None:
    taken = busy(HOURS, "2027-03-01T09:00/09:30")
    groups = [Group(1, [HostTime(HOURS), taken]), Group(1, [taken])]
    found = told(Offer(HALF_HOURS, groups, HOURS))
    assert [(is_offered, by_host) for _, is_offered, _, by_host in found] == [
        (False, [[], [Reason.BUSY], [Reason.BUSY]]),
        (True, [[], [], []]),
        (True, [[], [], []]),
    ]


def test_of_an_empty_window_and_of_no_hosts_nothing_is_told() -> None:
    empty = Interval(DAY.start, DAY.start)
    assert explained(team(HostTime(HOURS)), empty, LONG_BEFORE) == []
    assert explained(Offer(HALF_HOURS, [], HOURS), DAY, LONG_BEFORE) == []
    assert explained(Offer(HALF_HOURS, [Group(1, [])], HOURS), DAY, LONG_BEFORE) == []
