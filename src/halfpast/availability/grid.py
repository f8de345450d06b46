"""Sets of starts as bits of an integer: one bit for each minute at which a slot could start."""

from collections.abc import Iterable, Sequence
from itertools import compress
from typing import NamedTuple

# UTC minutes since the epoch, `[start, end)`: plain, for there may be a hundred thousand.
Run = tuple[int, int]
AS_NUMBERS = bytes.maketrans(b"01", b"\x00\x01")


class Grid(NamedTuple):
    """Bit `i` is the UTC minute `(first + i) * unit`; there are `size` of them."""

    first: int
    size: int
    unit: int

    @classmethod
    def over(cls, start: int, end: int, unit: int) -> "Grid":
        """The multiples of `unit` in `[start, end)`."""
        first = -(-start // unit)
        return cls(first, max(-(-end // unit) - first, 0), unit)

    @property
    def everything(self) -> int:
        return (1 << self.size) - 1

    def touching(self, runs: Iterable[Run], before: int = 0, after: int = 1) -> int:
        """The starts `s` for which `[s - before, s + after)` touches a run; by default those that lie in one."""
        first, size, unit = self
        opened, closed = bytearray(size // 8 + 1), bytearray(size // 8 + 1)
        # Divided by the unit, and rounded up, these lead from a run to its bits.
        to_low, to_high = unit - after - first * unit, unit - 1 + before - first * unit
        reach = 0
        for start, end in sorted(runs):
            low, high = (start + to_low) // unit, (end + to_high) // unit
            # Runs may overlap and lie outside: what is left of each is behind the one before.
            if low < reach:
                low = reach
            if high > size:
                high = size
            if low < high and start < end:
                opened[low >> 3] |= 1 << (low & 7)
                closed[high >> 3] |= 1 << (high & 7)
                reach = high
        # A run of ones from `low` to `high` is 2^high - 2^low.
        return int.from_bytes(closed, "little") - int.from_bytes(opened, "little")

    def minutes_of(self, bits: int) -> list[int]:
        """In order."""
        first, size, unit = self
        digits = bin(bits)[:1:-1].encode().translate(AS_NUMBERS)
        return list(compress(range(first * unit, (first + size) * unit, unit), digits))


class Starts(NamedTuple):
    """A set of starts, and the grid they are on."""

    grid: Grid
    bits: int

    @property
    def minutes(self) -> list[int]:
        return self.grid.minutes_of(self.bits)

    def on(self, grid: Grid) -> int:
        """The bits of those starts that lie on this grid, which is as fine or finer."""
        bits, times = self.bits, self.grid.unit // grid.unit
        if times > 1:
            bits = int(("0" * (times - 1)).join(bin(bits)[2:]), 2)
        return shifted(bits, self.grid.first * times - grid.first) & grid.everything


def shifted(bits: int, places: int) -> int:
    return bits << places if places >= 0 else bits >> -places


def at_least(needed: int, sets: Sequence[int]) -> int:
    """The starts that are in at least so many of the sets."""
    if needed > len(sets):
        return 0
    # For each start a counter, its binary digits kept across all starts: planes[k] holds the digits worth 2^k.
    planes: list[int] = []
    for carry in sets:
        for place, digits in enumerate(planes):
            planes[place], carry = digits ^ carry, digits & carry  # noqa: PLW2901
        if carry:
            planes.append(carry)
    return _not_below(needed, planes)


def _not_below(needed: int, planes: Sequence[int]) -> int:
    """Compared from the highest digit: greater so far, or equal so far."""
    if needed.bit_length() > len(planes):
        return 0
    greater, equal = 0, -1
    for place in reversed(range(len(planes))):
        if needed >> place & 1:
            equal &= planes[place]
        else:
            greater |= equal & planes[place]
            equal &= ~planes[place]
    return greater | equal
