from __future__ import annotations

import pytest

from halfpast.schedules.limits import CAP_NAMES
from halfpast.schedules.models import HostLimits
from tests.api.callers import Caller, pointers

NONE = dict.fromkeys(CAP_NAMES)


def test_without_limits_all_are_null(caller: Caller) -> None:
    assert caller.get("/limits") == NONE


def test_limits_are_replaced_as_a_whole(caller: Caller) -> None:
    caller("PUT", "/limits", {"daily_cap": 4, "monthly_minutes_cap": 44640})

    answer = caller("PUT", "/limits", {"weekly_cap": 9, "daily_cap": None})

    assert answer.status_code == 200
    assert caller.get("/limits") == {**NONE, "weekly_cap": 9}


def test_no_limit_at_all_leaves_no_row(caller: Caller) -> None:
    caller("PUT", "/limits", {"daily_cap": 4})

    caller("PUT", "/limits", {})

    assert caller.get("/limits") == NONE
    assert not HostLimits.objects.exists()


def test_limits_are_the_callers_own(caller: Caller, stranger: Caller) -> None:
    stranger("PUT", "/limits", {"daily_cap": 4})

    assert caller.get("/limits") == NONE


@pytest.mark.parametrize("name", CAP_NAMES)
@pytest.mark.parametrize("value", [0, -1, 44641, 2**70, "4", 1.5, True])
def test_an_absurd_limit_is_named(caller: Caller, name: str, value: object) -> None:
    assert pointers(caller("PUT", "/limits", {name: value})) == [f"/{name}"]


def test_an_unknown_limit_is_named(caller: Caller) -> None:
    assert pointers(caller("PUT", "/limits", {"yearly_cap": 4})) == ["/yearly_cap"]
