from __future__ import annotations

from functools import partial

import pytest
from django.core.cache import cache

from halfpast.accounts.jobs import forget_ended_sessions
from halfpast.accounts.models import CacheEntry
from tests.threads import all_at_once


@pytest.mark.django_db
def test_what_is_set_is_found_until_it_ends() -> None:
    cache.set("kept", [1.5, "a"], 60)
    cache.set("over", "b", 0)
    assert (cache.get("kept"), cache.get("over"), cache.get("never", "c")) == ([1.5, "a"], None, "c")


@pytest.mark.django_db
def test_only_the_first_adds_and_a_value_that_ended_makes_room() -> None:
    assert [cache.add("a", 1, 60), cache.add("a", 2, 60), cache.get("a")] == [True, False, 1]
    cache.set("b", 1, 0)
    assert [cache.add("b", 2, 60), cache.get("b")] == [True, 2]


@pytest.mark.django_db
def test_values_are_touched_deleted_and_cleared() -> None:
    cache.set("a", 1, 60)
    assert [cache.touch("a", 0), cache.get("a"), cache.touch("a")] == [True, None, False]
    cache.set_many({"b": 1, "c": 2}, None)
    assert [cache.delete("b"), cache.delete("b")] == [True, False]
    cache.clear()
    assert cache.get("c") is None


@pytest.mark.django_db
def test_what_ended_is_swept_once_a_day() -> None:
    cache.set_many({"old": 1}, 0)
    cache.set_many({"new": 1}, 60)
    forget_ended_sessions(timestamp=0)
    assert CacheEntry.objects.count() == 1


@pytest.mark.django_db
def test_values_are_json_so_that_a_row_can_not_run_code() -> None:
    with pytest.raises(TypeError):
        cache.set("a", object(), 60)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_add_at_once_one_wins() -> None:
    cache.set("lock", 0, 0)
    won = all_at_once([partial(cache.add, "lock", 1, 60)] * 6)
    assert won.count(True) == 1
