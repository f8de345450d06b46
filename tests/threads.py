"""Run the same act in several threads, each with its own database connection."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def all_at_once(acts: Sequence[Callable[[], Result]]) -> list[Result | Exception]:
    """What each act answered or raised, in order."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(_outcome, acts))


def until(condition: Callable[[], bool], *, seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def _outcome(act: Callable[[], Result]) -> Result | Exception:
    try:
        return act()
    except Exception as raised:  # noqa: BLE001 (the test looks at it)
        return raised
    finally:
        connections.close_all()
