"""The engine alone: hours, rules and busy time in memory, in; a list of starts, out."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from benchmarks import workload
from benchmarks.digests import SIZES, Answers
from benchmarks.timing import headline, taken, tell
from halfpast.availability import HostTime, Offer, clock, offered_starts, possible_starts, working_time

ONE_WARM = {0: 0.25, 60: 0.25, 200: 0.25, 1000: 0.5}
ONE_COLD = 0.8
ANY_OF = {10: 0.8, 100: 7, 1000: 70}
ALL_OF = {10: 0.5, 100: 6, 1000: 50}
CACHES = [
    cached
    for module in (clock, working_time, possible_starts)
    for cached in vars(module).values()
    if hasattr(cached, "cache_clear")
]


def measure(answers: Answers, largest: int = max(SIZES)) -> None:
    headline("Engine, busy time in memory")
    for quantity, goal in ONE_WARM.items():
        _measure_one(answers, quantity, goal)
    for size in (size for size in SIZES if size <= largest):
        _measure_team(answers, f"any of {size}", workload.any_of(size), ANY_OF[size])
        _measure_team(answers, f"half of {size}", workload.any_of(size, size // 2))
    for size in (size for size in SIZES if size <= largest):
        _measure_team(answers, f"all of {size}", workload.all_of(size), ALL_OF[size])
        in_one_zone = workload.all_of(size, workload.ZONES[:1])
        _measure_team(answers, f"all in New York of {size}", in_one_zone, ALL_OF[size])


def _measure_one(answers: Answers, quantity: int, goal: float) -> None:
    name = f"1 host, {quantity} busy"
    busy = workload.busy_of(0, quantity)
    warm = partial(starts, workload.offer_of([workload.host_in(workload.ZONES[0], busy)]))
    answers.check(name, warm())
    tell(f"{name}, warm", taken(warm), goal)

    def cold() -> list[datetime]:
        return starts(workload.offer_of([workload.host_in(workload.ZONES[0], busy)]))

    forget()
    answers.check(name, cold())
    tell(f"{name}, cold", taken(cold, before=forget), ONE_COLD)


def _measure_team(answers: Answers, name: str, offer: Offer, goal: float | None = None) -> None:
    warm = partial(starts, offer)
    answers.check(name, warm())
    tell(f"{name} hosts × 60 busy, warm", taken(warm), goal)
    hosts = offer.hosts

    def cold() -> list[datetime]:
        return starts(workload.offer_of([anew(host) for host in hosts], offer.groups[0].needed))

    forget()
    answers.check(name, cold())
    tell(f"{name} hosts × 60 busy, cold", taken(cold, before=forget))


def starts(offer: Offer) -> list[datetime]:
    return offered_starts(offer, workload.MONTH, workload.NOW)


def anew(host: HostTime) -> HostTime:
    """As if it had just been read: other hours, though they say the same."""
    return HostTime(workload.hours_in(host.hours.time_zone), host.taken)


def forget() -> None:
    for cached in CACHES:
        cached.cache_clear()
