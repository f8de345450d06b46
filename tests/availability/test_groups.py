from datetime import date

from halfpast.availability import Group, HostTime, Offer, Rules, free_hosts, offered_starts
from tests.availability.offers import (
    HALF_HOURS,
    LONG_BEFORE,
    MONDAY,
    around,
    busy,
    every_day,
    lasting,
    offer_of,
    only_on,
    starts,
    utc,
)

MORNING = only_on(MONDAY, "09:00-10:30", zone="UTC")
ANNA = busy(MORNING, "2027-03-01T09:00/09:30")
BORIS = busy(MORNING, "2027-03-01T09:00/10:00")
CLARA = busy(MORNING, "2027-03-01T09:30/10:00")


def team(*groups: tuple[int, list[HostTime]], rules: Rules = HALF_HOURS) -> Offer:
    return Offer(rules, [Group(needed, hosts) for needed, hosts in groups], MORNING)


def test_a_round_robin_offers_what_any_host_can_take() -> None:
    assert starts(team((1, [ANNA, BORIS]))) == ["01 09:30", "01 10:00"]


def test_a_collective_offers_what_all_hosts_can_take() -> None:
    assert starts(team((3, [ANNA, BORIS, CLARA]))) == ["01 10:00"]


def test_some_of_several_offer_what_enough_can_take() -> None:
    other = busy(MORNING, "2027-03-01T10:00/10:30")
    assert starts(team((2, [ANNA, BORIS, CLARA]))) == ["01 10:00"]
    assert starts(team((2, [ANNA, CLARA, other]))) == ["01 09:00", "01 09:30", "01 10:00"]
    assert starts(team((2, [ANNA, BORIS, other]))) == ["01 09:30", "01 10:00"]


def test_each_group_needs_enough_of_its_own_hosts() -> None:
    assert starts(team((1, [ANNA]), (1, [BORIS, CLARA]))) == ["01 10:00"]
    assert starts(team((1, [ANNA, CLARA]), (1, [CLARA, BORIS]))) == ["01 09:00", "01 10:00"]


def test_more_hosts_needed_than_there_are_offer_nothing() -> None:
    assert starts(team((4, [HostTime(MORNING), ANNA, CLARA]))) == []


def test_without_hosts_nothing_is_offered() -> None:
    assert starts(team()) == []
    assert starts(team((1, []))) == []


def test_hosts_may_live_by_clocks_and_grids_that_share_no_quarter_of_an_hour() -> None:
    kathmandu = HostTime(only_on(MONDAY, "14:50-16:05", zone="Asia/Kathmandu"))  # 09:05 to 10:20 UTC
    assert starts(team((1, [kathmandu, ANNA]))) == ["01 09:05", "01 09:30", "01 09:35", "01 10:00"]
    assert starts(team((2, [kathmandu, HostTime(MORNING)]))) == []
    assert starts(team((2, [kathmandu, HostTime(MORNING)]), rules=lasting(30, every=5)))[:2] == ["01 09:05", "01 09:10"]


def test_a_team_offers_what_its_hosts_do_one_by_one() -> None:
    zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"]
    hosts = [HostTime(every_day("09:10-17:00", zone=zone)) for zone in zones]
    for day in (MONDAY, date(2027, 3, 14), date(2027, 3, 28), date(2027, 4, 4)):
        each = [set(offered_starts(offer_of(host, lasting(60, every=45)), around(day), LONG_BEFORE)) for host in hosts]
        for needed in range(1, 6):
            found = offered_starts(team((needed, hosts), rules=lasting(60, every=45)), around(day), LONG_BEFORE)
            assert found == sorted(start for start in set.union(*each) if sum(start in own for own in each) >= needed)


def test_free_hosts_are_told_by_their_places_in_each_group() -> None:
    offer = team((1, [ANNA, BORIS, CLARA]), (1, [BORIS, CLARA]))
    assert free_hosts(offer, utc("2027-03-01T09:00")) == [[2], [1]]
    assert free_hosts(offer, utc("2027-03-01T10:00")) == [[0, 1, 2], [0, 1]]
    assert free_hosts(offer, utc("2027-03-01T09:15")) == [[], []]
