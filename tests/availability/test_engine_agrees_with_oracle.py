import os
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from halfpast.availability import (
    Explanation,
    Group,
    HostTime,
    Reason,
    Rules,
    explained,
    free_hosts,
    offered_starts,
    refusal,
)
from tests.availability.cases import cases, cases_of_one_host
from tests.availability.oracle import HOST_CAPS, TYPE_CAPS, Case, Oracle, minute_of, moment

LONG = bool(os.environ.get("HALFPAST_LONG"))
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
thorough = settings(max_examples=20_000 if LONG else 2_000, deadline=None, suppress_health_check=SLOW)
brief = settings(max_examples=3_000 if LONG else 300, deadline=None, suppress_health_check=SLOW)
randoms = st.randoms(use_true_random=False)


def test_the_engine_offers_explains_and_refuses_as_the_definition_does() -> None:
    offers_any: Counter[bool] = Counter()

    @thorough
    @given(cases(), randoms)
    def agree(case: Case, random: Random) -> None:
        oracle = Oracle(case)
        found = offered_starts(case.offer, case.window, case.now)
        assert found == oracle.offered()
        assert explained(case.offer, case.window, case.now) == oracle.explained()
        for start in some_starts(oracle, found, random):
            assert refusal(case.offer, start, case.now) is oracle.refusal(start)
            assert free_hosts(case.offer, start) == oracle.free_hosts(start)
        offers_any[bool(found)] += 1

    agree()
    # An engine that offers nothing to an oracle that offers nothing would agree too.
    assert offers_any[True] > 0.4 * offers_any.total()


@brief
@given(cases(), randoms)
def test_a_start_is_offered_if_and_only_if_it_is_not_refused_and_enough_are_free(case: Case, random: Random) -> None:
    found = offered_starts(case.offer, case.window, case.now)
    for start in some_starts(Oracle(case), found, random):
        reason = refusal(case.offer, start, case.now)
        free = free_hosts(case.offer, start)
        enough = all(len(each) >= group.needed for each, group in zip(free, case.offer.groups, strict=True))
        assert (start in found) == (reason is None)
        assert enough or reason is not None


@brief
@given(cases_of_one_host())
def test_a_start_of_one_host_is_offered_if_and_only_if_no_reason_is_told(case: Case) -> None:
    told = explained(case.offer, case.window, case.now)
    without_reason = [each.start for each in told if not each.reasons and each.by_host == ((),)]
    assert without_reason == [each.start for each in told if each.is_offered]
    assert without_reason == offered_starts(case.offer, case.window, case.now)


def test_a_start_is_offered_when_the_only_reason_against_it_is_taken_away() -> None:
    taken_away: Counter[Reason] = Counter()

    @brief
    @given(cases_of_one_host())
    def offered_without_it(case: Case) -> None:
        for reason, told in only_reasons(explained(case.offer, case.window, case.now)).items():
            less = without(reason, case, told.start)
            assert told.start in offered_starts(less.offer, less.window, less.now)
            assert refusal(less.offer, told.start, less.now) is None
            taken_away[reason] += 1
            event(reason.value)

    offered_without_it()
    # The others have examples of their own; chance brings them seldom.
    assert len(taken_away) > 8


def some_starts(oracle: Oracle, offered: list[datetime], random: Random) -> list[datetime]:
    """Any minutes, those that hours make possible, and those that are offered."""
    possible = set(oracle.window) & {minute for host in oracle.hosts for minute in host.work.possible}
    sources = [(oracle.window, 5), (sorted(possible), 5), ([minute_of(start) for start in offered], 3)]
    return [moment(minute) for minutes, most in sources for minute in random.sample(minutes, min(most, len(minutes)))]


def only_reasons(told: list[Explanation]) -> dict[Reason, Explanation]:
    """For each reason a start against which it stands alone."""
    against = [(each, [*each.reasons, *each.by_host[0]]) for each in told]
    return {reasons[0]: each for each, reasons in against if len(reasons) == 1}


def without(reason: Reason, case: Case, start: datetime) -> Case:
    offer = replace(case.offer, rules=rules_without(reason, case.offer.rules))
    host = host_without(reason, offer.hosts[0])
    now = start if reason is Reason.PAST else case.now
    return replace(case, offer=replace(offer, groups=[Group(1, [host])]), now=now)


def rules_without(reason: Reason, rules: Rules) -> Rules:
    if reason in TYPE_CAPS.values():
        return replace(rules, caps=tuple(cap for cap in rules.caps if TYPE_CAPS[cap.period] is not reason))
    changes = {
        Reason.PAST: {"minimum_notice": timedelta(0)},
        Reason.TOO_SOON: {"minimum_notice": timedelta(0)},
        Reason.TOO_FAR: {"horizon": None},
        Reason.OUTSIDE_DATES: {"dates": None},
    }
    return replace(rules, **changes.get(reason, {}))  # type: ignore[arg-type]  # by name


def host_without(reason: Reason, host: HostTime) -> HostTime:
    return replace(
        host,
        hours=replace(host.hours, overrides={}) if reason is Reason.OTHER_HOURS else host.hours,
        taken={each: runs for each, runs in host.taken.items() if each is not reason},
        closed={each: dates for each, dates in host.closed.items() if each is not reason},
        caps=[cap for cap in host.caps if HOST_CAPS[cap.period] is not reason],
    )
