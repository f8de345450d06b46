"""Taking the time of something, and telling it in one line."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple


class Times(NamedTuple):
    """Milliseconds."""

    median: float
    least: float


@dataclass
class Pace:
    """So many seconds are spent on each figure at the most, once so many rounds are done."""

    seconds: float = 3.0
    fewest: int = 7


PACE = Pace()


def hurry() -> None:
    """For whoever wants to know that it runs, not how fast."""
    PACE.seconds, PACE.fewest = 0, 1


def taken(act: Callable[[], object], *, before: Callable[[], object] | None = None, rounds: int = 200) -> Times:
    """Of many rounds; what is done before each is not counted."""
    act()
    found: list[float] = []
    deadline = time.monotonic() + PACE.seconds
    while len(found) < min(rounds, PACE.fewest) or (len(found) < rounds and time.monotonic() < deadline):
        if before is not None:
            before()
        found.append(milliseconds(act))
    return Times(median(found), min(found))


def milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def tell(title: str, times: Times, goal: float | None = None) -> None:
    """A figure beside its goal, which the fastest round is held to: the others tell how busy the machine is."""
    verdict = "" if goal is None else f"   goal {goal:g} ms: {'met' if times.least <= goal else 'MISSED'}"
    print(f"{title:<58}{times.median:10.3f}{times.least:10.3f}{verdict}", flush=True)


def headline(title: str) -> None:
    print(f"\n{title:<58}{'median ms':>10}{'min ms':>10}", flush=True)


def calibrate() -> Times:
    """Plain Python that has nothing to do with us: on a machine twice as fast it takes half as long."""
    times = taken(_plain_python, rounds=40)
    tell("calibration: a sieve of primes below 100 000, and a sort", times)
    return times


def _plain_python() -> list[str]:
    is_prime = [True] * 100_000
    for number in range(2, 317):
        if is_prime[number]:
            for multiple in range(number * number, 100_000, number):
                is_prime[multiple] = False
    return sorted(str(number) for number, prime in enumerate(is_prime) if prime)
