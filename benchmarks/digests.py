"""What the oracle of the tests answered to the workload, kept as digests that every answer is held against."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from multiprocessing import Pool
from pathlib import Path

from benchmarks import workload
from halfpast.availability import HostTime

KEPT = Path(__file__).with_name("digests.json")
SIZES = (10, 100, 1000)


class Answers:
    """Compares answers with the digests, and remembers which were wrong."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, object]] = json.loads(KEPT.read_text(encoding="utf-8"))
        self.compared = 0
        self.wrong: list[str] = []

    def check(self, name: str, starts: Iterable[datetime]) -> None:
        self.compare(name, described(starts), self.kept[name])

    def compare(self, name: str, found: object, kept: object) -> None:
        self.compared += 1
        if found != kept:
            self.wrong.append(f"{name}: {found} where the oracle says {kept}")

    def tell(self) -> int:
        """The status to exit with."""
        for words in self.wrong:
            print(f"WRONG  {words}")
        print(f"\n{self.compared} answers compared with the oracle's: {len(self.wrong)} wrong")
        return 1 if self.wrong else 0


def described(starts: Iterable[datetime]) -> dict[str, object]:
    written = [start.isoformat() for start in starts]
    return {"starts": len(written), "sha256": sha256("\n".join(written).encode()).hexdigest()}


def make_digests() -> None:
    """Takes some minutes: minute by minute, for a thousand hosts and a few."""
    kept = {name: described(starts) for name, starts in sorted(_answers_of_oracle())}
    KEPT.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def _answers_of_oracle() -> Iterator[tuple[str, list[datetime]]]:
    """Hosts one by one: a slot is there if one of them can take it, if half of them can, if each can."""
    with Pool() as workers:
        for quantity in (0, 60, 200, 1000):
            yield f"1 host, {quantity} busy", workers.apply(starts_of, (workload.host_of(0, quantity),))
        each = workers.map(starts_of, workload.any_of(max(SIZES)).hosts, chunksize=20)
        for size in SIZES:
            free = Counter(start for starts in each[:size] for start in starts)
            yield f"any of {size}", sorted(free)
            yield f"half of {size}", sorted(start for start, hosts in free.items() if hosts >= size // 2)
        for title, zones in (("all of", workload.ZONES), ("all in New York of", workload.ZONES[:1])):
            alike = workers.map(starts_of, workload.all_of(len(zones), zones).hosts)
            for size in SIZES:
                yield f"{title} {size}", sorted(set(alike[0]).intersection(*alike))


def starts_of(host: HostTime) -> list[datetime]:
    # Only whoever makes digests needs the tests.
    from tests.availability.oracle import Case, Oracle  # noqa: PLC0415

    return Oracle(Case(workload.offer_of([host]), workload.MONTH, workload.NOW)).offered()
