from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from halfpast.effects.claims import PER_LANE, Claim, claim, done, drop, reconcile, refuse, retry
from halfpast.effects.models import Effect, EffectKind, EffectState
from halfpast.effects.planning import plan, want
from tests.studio import let_pass
from tests.threads import all_at_once


def a_claim(**fields: object) -> Claim:
    claimed = claim(plan(EffectKind.MEETING, 1, "zoom", **fields).pk)  # type: ignore[arg-type]
    assert claimed is not None
    return claimed


def state_of(claimed: Claim) -> str:
    return Effect.objects.get(pk=claimed.effect.pk).state


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_claim() -> None:
    effect = plan(EffectKind.MEETING, 1, "zoom")
    outcomes = all_at_once([partial(claim, effect.pk)] * 8)
    assert sum(isinstance(outcome, Claim) for outcome in outcomes) == 1
    assert Effect.objects.get().attempt == 1


@pytest.mark.django_db
def test_a_first_claim_needs_no_look() -> None:
    assert not a_claim().look_first


@pytest.mark.django_db
def test_a_claim_whose_lease_ran_out_is_looked_for_first() -> None:
    first = a_claim()
    assert claim(first.effect.pk) is None
    let_pass(31)
    second = claim(first.effect.pk)
    assert second is not None
    assert second.look_first
    assert second.attempt == 2


@pytest.mark.django_db
def test_an_unknown_outcome_is_looked_for_first() -> None:
    first = a_claim()
    reconcile(first, "no answer", after=timedelta(0))
    second = claim(first.effect.pk)
    assert second is not None
    assert second.look_first


@pytest.mark.django_db
@pytest.mark.parametrize("settle", [partial(done, version=1), partial(refuse, error="no"), partial(drop, why="no")])
def test_a_stale_attempt_records_nothing(settle: partial[bool]) -> None:
    stale = a_claim()
    let_pass(31)
    claim(stale.effect.pk)
    assert not settle(stale)
    assert state_of(stale) == EffectState.SENDING


@pytest.mark.django_db
def test_a_newer_wanted_version_runs_next() -> None:
    claimed = a_claim()
    want(EffectKind.MEETING, 1, "zoom", lane="", version=2)
    done(claimed, 1)
    assert state_of(claimed) == EffectState.PLANNED
    again = claim(claimed.effect.pk)
    assert again is not None
    done(again, 2)
    assert state_of(claimed) == EffectState.DONE


@pytest.mark.django_db
def test_waiting_grows_from_a_second_to_a_minute() -> None:
    effect = plan(EffectKind.MEETING, 1, "zoom")
    waits = []
    for _ in range(10):
        claimed = claim(effect.pk)
        assert claimed is not None
        waits.append(retry(claimed, "trouble"))
        let_pass(61)
    assert [wait.total_seconds() for wait in waits if wait] == [1, 2, 4, 8, 16, 30, 30, 30, 60, 60]


@pytest.mark.django_db
def test_a_lane_lets_few_through_at_once() -> None:
    effects = [plan(EffectKind.MEETING, number, "zoom", lane="one account") for number in range(PER_LANE + 2)]
    claims = [claim(effect.pk) for effect in effects]
    assert sum(each is not None for each in claims) == PER_LANE


@pytest.mark.django_db(transaction=True)
def test_a_lane_keeps_its_limit_under_a_rush() -> None:
    effects = [plan(EffectKind.MEETING, number, "zoom", lane="one account") for number in range(8)]
    outcomes = all_at_once([partial(claim, effect.pk) for effect in effects])
    assert sum(isinstance(outcome, Claim) for outcome in outcomes) == PER_LANE
