"""The definition of availability spelled out minute by minute; shares no code with the engine but its input."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from halfpast.availability import Cap, HostTime, Hours, HoursRange, Interval, Offer, Period, Reason, Rules

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RANK = {reason: rank for rank, reason in enumerate(Reason)}
TYPE_CAPS = {
    Period.DAY: Reason.CAP_REACHED,
    Period.WEEK: Reason.WEEKLY_CAP_REACHED,
    Period.MONTH: Reason.MONTHLY_CAP_REACHED,
}
HOST_CAPS = {
    Period.DAY: Reason.HOST_CAP_REACHED,
    Period.WEEK: Reason.HOST_WEEKLY_CAP_REACHED,
    Period.MONTH: Reason.HOST_MONTHLY_CAP_REACHED,
}
# A start, whether it is offered, what stands against it for all hosts, and for each of them.
Told = tuple[datetime, bool, tuple[Reason, ...], tuple[tuple[Reason, ...], ...]]


@dataclass(frozen=True)
class Case:
    offer: Offer
    window: Interval
    now: datetime


class Oracle:
    """Whole minutes since the epoch inside, instants at the doors."""

    def __init__(self, case: Case) -> None:
        self.rules, self.now = case.offer.rules, case.now
        self.window = [minute for minute in minutes_around(case.window) if lies_in(case.window, minute)]
        around = self.window or minutes_around(case.window)
        span = range(around[0], around[-1] + length(self.rules.duration) + 1)
        works = {id(host.hours): Work(host.hours, self.rules, span) for host in case.offer.hosts}
        self.groups = [
            (group.needed, [HostOracle(host, self.rules, works[id(host.hours)]) for host in group.hosts])
            for group in case.offer.groups
        ]
        self.hosts = [host for _, hosts in self.groups for host in hosts]
        self.caps = [CapOracle(cap, Clock(case.offer.clock), case.offer.booked, self.rules) for cap in self.rules.caps]

    def offered(self) -> list[datetime]:
        return [moment(minute) for minute in self.window if self.is_offered(minute)]

    def is_offered(self, minute: int) -> bool:
        enough = [sum(host.can_take(minute) for host in hosts) >= needed for needed, hosts in self.groups]
        return bool(enough) and all(enough) and not self.against_all(minute)

    def free_hosts(self, start: datetime) -> list[list[int]]:
        minute = minute_of(start)
        return [[at for at, host in enumerate(hosts) if host.can_take(minute)] for _, hosts in self.groups]

    def refusal(self, start: datetime) -> Reason | None:
        minute = minute_of(start)
        of_groups = [last_needed(hosts, needed, minute) for needed, hosts in self.groups] or [Reason.OUTSIDE_HOURS]
        found = [*self.against_all(minute), *(reason for reason in of_groups if reason)]
        return min(found, key=RANK.__getitem__, default=None)

    def explained(self) -> list[Told]:
        possible = [minute for minute in self.window if any(minute in host.work.ever_possible for host in self.hosts)]
        return [self.told(minute) for minute in possible]

    def told(self, minute: int) -> Told:
        by_host = tuple(tuple(host.against(minute)) for host in self.hosts)
        return moment(minute), self.is_offered(minute), tuple(self.against_all(minute)), by_host

    def against_all(self, minute: int) -> list[Reason]:
        caps = [TYPE_CAPS[each.cap.period] for each in self.caps if each.is_reached_at(minute)]
        return [*self.against_by_now(moment(minute)), *caps]

    def against_by_now(self, start: datetime) -> Iterator[Reason]:
        rules = self.rules
        if start < self.now:
            yield Reason.PAST
        elif start - self.now < rules.minimum_notice:
            yield Reason.TOO_SOON
        if rules.horizon is not None and start - self.now >= rules.horizon:
            yield Reason.TOO_FAR
        if rules.dates is not None and not lies_in(rules.dates, minute_of(start)):
            yield Reason.OUTSIDE_DATES


class HostOracle:
    def __init__(self, host: HostTime, rules: Rules, work: "Work") -> None:
        self.rules, self.work = rules, work
        self.taken = {reason: minutes_in(runs) for reason, runs in host.taken.items()}
        self.closed = {reason: work.minutes_on(dates) for reason, dates in host.closed.items()}
        self.caps = [CapOracle(cap, work.clock, host.booked, rules) for cap in host.caps]

    def can_take(self, minute: int) -> bool:
        return minute in self.work.possible and not any(self.taken_away(minute))

    def first_against(self, minute: int) -> Reason | None:
        if not self.work.lasts_from(minute):
            return Reason.OUTSIDE_HOURS
        if minute not in self.work.possible:
            return Reason.UNALIGNED
        return min(self.taken_away(minute), key=RANK.__getitem__, default=None)

    def against(self, minute: int) -> Iterator[Reason]:
        if minute not in self.work.ever_possible:
            yield Reason.OUTSIDE_HOURS
        elif minute not in self.work.possible:
            yield Reason.OTHER_HOURS
        yield from self.taken_away(minute)

    def taken_away(self, minute: int) -> Iterator[Reason]:
        slot = range(minute, minute + length(self.rules.duration))
        held = range(minute - length(self.rules.buffer_before), slot.stop + length(self.rules.buffer_after))
        yield from (reason for reason, closed in self.closed.items() if not closed.isdisjoint(slot))
        yield from (reason for reason, taken in self.taken.items() if not taken.isdisjoint(held))
        yield from (HOST_CAPS[each.cap.period] for each in self.caps if each.is_reached_at(minute))


class Work:
    """Which minutes are working time, and at which of them a slot could start."""

    def __init__(self, hours: Hours, rules: Rules, span: range) -> None:
        self.clock, self.rules, self.span = Clock(hours), rules, span
        self.lasting, self.possible = self.possible_with(hours.overrides)
        _, by_the_week = self.possible_with({})
        self.ever_possible = self.possible | by_the_week

    def possible_with(self, overrides: Mapping[date, Sequence[HoursRange]]) -> tuple[dict[int, int], set[int]]:
        """How long work goes on from each minute, and where a slot could start."""
        working, aligned = self.working_minutes(overrides)
        lasting = self.minutes_lasting(working)
        return lasting, {minute for minute in aligned if lasting[minute] >= length(self.rules.duration)}

    def lasts_from(self, minute: int) -> bool:
        """Long enough for a slot."""
        return self.lasting[minute] >= length(self.rules.duration)

    def minutes_on(self, dates: Sequence[tuple[date, date]]) -> set[int]:
        """The first and the last date included."""
        return {
            minute
            for minute in self.span
            if any(first <= day <= last for day, _ in self.clock.readings(minute) for first, last in dates)
        }

    def working_minutes(self, overrides: Mapping[date, Sequence[HoursRange]]) -> tuple[set[int], set[int]]:
        """And those which are a multiple of the step after the start of a range that holds them."""
        weekly, step = self.clock.hours.weekly, length(self.rules.step)
        working, aligned = set(), set()
        for minute in self.span:
            for day, now in self.clock.readings(minute):
                for each in overrides[day] if day in overrides else weekly.get(day.weekday(), ()):
                    if each.start_minute <= now < each.end_minute:
                        working.add(minute)
                        if (now - each.start_minute) % step == 0:
                            aligned.add(minute)
        return working, aligned

    def minutes_lasting(self, working: set[int]) -> dict[int, int]:
        """For each minute how many there are from it on before one is no working time."""
        lasting, count = {}, 0
        for minute in reversed(self.span):
            count = count + 1 if minute in working else 0
            lasting[minute] = count
        return lasting


class CapOracle:
    """Counts starts by the dates of a clock."""

    def __init__(self, cap: Cap, clock: "Clock", booked: Sequence[tuple[int, int]], rules: Rules) -> None:
        self.cap, self.clock, self.duration = cap, clock, rules.duration
        self.booked = [((end - start) * MINUTE, self.periods_of(start)) for start, end in booked]

    def is_reached_at(self, minute: int) -> bool:
        return any(self.is_reached_in(period) for period in self.periods_of(minute))

    def is_reached_in(self, period: Hashable) -> bool:
        lengths = [each for each, periods in self.booked if period in periods]
        if self.cap.count is not None and len(lengths) >= self.cap.count:
            return True
        return self.cap.length is not None and sum(lengths, self.duration) > self.cap.length

    def periods_of(self, minute: int) -> set[Hashable]:
        return {self.period_of(day) for day, _ in self.clock.readings(minute)}

    def period_of(self, day: date) -> Hashable:
        if self.cap.period is Period.MONTH:
            return f"{day:%Y-%m}"
        return day if self.cap.period is Period.DAY else day - timedelta(days=day.weekday())


class Clock:
    """The local dates and times of an instant: one as a rule, two or none where a journey begins or ends."""

    def __init__(self, hours: Hours) -> None:
        self.hours = hours
        self.zones = sorted({hours.time_zone, *(travel.time_zone for travel in hours.travels)})

    def readings(self, minute: int) -> tuple[tuple[date, int], ...]:
        if not self.hours.travels:
            return (reading(self.hours.time_zone, minute),)
        found = ((zone, reading(zone, minute)) for zone in self.zones)
        return tuple(read for zone, read in found if self.zone_of(read[0]) == zone)

    def zone_of(self, day: date) -> str:
        for travel in self.hours.travels:
            if travel.first <= day <= travel.last:
                return travel.time_zone
        return self.hours.time_zone


@lru_cache(maxsize=20_000)
def reading(zone: str, minute: int) -> tuple[date, int]:
    """What a clock on the wall reads: the date, and the minute of the day."""
    wall = datetime.fromtimestamp(minute * 60, ZoneInfo(zone))
    return wall.date(), wall.hour * 60 + wall.minute


def last_needed(hosts: Sequence[HostOracle], needed: int, minute: int) -> Reason | None:
    """A group is as far from taking a slot as the last host it needs, when the closest come first."""
    reasons: list[Reason | None] = [*Reason, None]
    places = sorted((reasons.index(host.first_against(minute)) for host in hosts), reverse=True)
    return reasons[places[needed - 1]] if needed <= len(hosts) else Reason.OUTSIDE_HOURS


def minutes_in(runs: Sequence[tuple[int, int]]) -> set[int]:
    return {minute for start, end in runs for minute in range(start, end)}


def minutes_around(window: Interval) -> range:
    return range(minute_of(window.start), minute_of(window.end) + 2)


def lies_in(window: Interval, minute: int) -> bool:
    return window.start <= moment(minute) < window.end


def minute_of(instant: datetime) -> int:
    return (instant - EPOCH) // MINUTE


def moment(minute: int) -> datetime:
    return EPOCH + minute * MINUTE


def length(value: timedelta) -> int:
    return value // MINUTE
