"""What hosts of a large team can take, kept month by month: so long as a host's version is the same, it is so."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from halfpast.availability import Interval
from halfpast.availability.clock import ceil_minute, floor_minute, moment_of
from halfpast.availability.grid import Grid, Starts
from halfpast.availability.slots import host_starts, offered, team_starts
from halfpast.bookings.host_times import HOSTS, Member
from halfpast.bookings.models import KeptStarts
from halfpast.bookings.offers import Ask, groups_of
from halfpast.bookings.prepared import rows_of

# For fewer hosts it costs less to compute than to look up.
LARGE_TEAM = 8
# So that a guest's month, in any zone, lies within a month that is kept.
MARGIN = timedelta(days=1)
# Clocks and holidays are law, and laws come with upgrades: nothing kept is older than this.
KEPT_FOR = timedelta(days=1)

LOOK_UP = f"""
SELECT row.user_id AS host_id, row.group_id, kept.unit, kept.bits
{HOSTS}
LEFT JOIN bookings_keptstarts kept ON kept.host_id = row.user_id AND kept.month = %(month)s
  AND kept.rules = %(rules)s || s.id AND kept.version = u.availability_version AND kept.until > %(now)s
WHERE row.event_type_id = %(event_type)s AND (%(only)s::bigint[] IS NULL OR row.user_id = ANY(%(only)s::bigint[]))
ORDER BY row.id
"""


def is_kept(ask: Ask) -> bool:
    """An appointment being moved has a view of its own, which nobody shares."""
    return ask.moving is None and len(ask.event_type.hosts.all()) >= LARGE_TEAM


def kept_team_starts(ask: Ask, window: Interval) -> list[datetime]:
    """As `offered_starts`, from what is kept; what is not yet, or no more, is computed and kept."""
    offer = ask.offer(window, ())
    found: list[datetime] = []
    for month, part in _months_of(window):
        grid, bits = _team_in(ask, month)
        inside = bits & grid.touching([(ceil_minute(part.start), ceil_minute(part.end))])
        found += map(moment_of, offered(offer, Starts(grid, inside), ask.now).minutes)
    return found


def _months_of(window: Interval) -> Iterator[tuple[date, Interval]]:
    """The months that are kept, each with its part of the window: one for a month of any zone."""
    middle = _first_of((window.start + (window.end - window.start) / 2).astimezone(UTC).date())
    if _around(middle).start <= window.start and window.end <= _around(middle).end:
        yield middle, window
        return
    month = _first_of(window.start.astimezone(UTC).date())
    while (start := _midnight(month)) < window.end:
        following = _next(month)
        yield month, Interval(max(window.start, start), min(window.end, _midnight(following)))
        month = following


def _team_in(ask: Ask, month: date) -> Starts:
    around = _around(month)
    start, end = floor_minute(around.start), floor_minute(around.end)
    rows = _look_up(ask, month)
    missing = [row.host_id for row in rows if row.bits is None]
    computed = _keep(ask, month, ask.members(around, only=missing)) if missing else {}
    sets = [computed[row.host_id] if row.bits is None else _starts_from(row, start, end) for row in rows]
    groups = groups_of(ask.event_type, [row.group_id for row in rows])
    members = [[sets[place] for place in places] for _, places in groups]
    return team_starts([needed for needed, _ in groups], members, start, end)


def _look_up(ask: Ask, month: date) -> list[Any]:
    parameters = {
        "event_type": ask.event_type.pk,
        "only": None if ask.only is None else list(ask.only),
        "month": month,
        "rules": _in_short(ask),
        "now": ask.now,
    }
    return rows_of(LOOK_UP, parameters)


def _keep(ask: Ask, month: date, members: Sequence[Member]) -> Mapping[int, Starts]:
    """With the version each was read at: whoever wrote meanwhile has raised it, and this row is never used."""
    around = _around(month)
    start, end = floor_minute(around.start), floor_minute(around.end)
    found = {member.host_id: host_starts(ask.rules, member.time, start, end) for member in members}
    # In one order everywhere: two readers that keep the same rows must not wait for each other.
    rows = [_row(ask, month, member, found[member.host_id]) for member in sorted(members, key=lambda m: m.host_id)]
    KeptStarts.objects.bulk_create(
        [row for row in rows if row is not None],
        update_conflicts=True,
        unique_fields=["host", "rules", "month"],
        update_fields=["version", "until", "unit", "bits"],
    )
    return found


def _row(ask: Ask, month: date, member: Member, starts: Starts) -> KeptStarts | None:
    if member.schedule_id is None:
        return None
    until = ask.now + KEPT_FOR
    return KeptStarts(
        host_id=member.host_id,
        rules=f"{_in_short(ask)}{member.schedule_id}",
        month=month,
        version=member.version,
        until=min(until, member.first_hold_ends or until),
        unit=starts.grid.unit,
        bits=starts.bits.to_bytes(starts.grid.size // 8 + 1, "little"),
    )


def _in_short(ask: Ask) -> str:
    """All that the starts of one host depend on besides that host's own rows; the schedule's id comes behind it."""
    rules = ask.rules
    lengths = (rules.duration, rules.step, rules.buffer_before, rules.buffer_after)
    return " ".join(str(int(each.total_seconds() // 60)) for each in lengths) + " of "


def _starts_from(row: Any, start: int, end: int) -> Starts:
    return Starts(Grid.over(start, end, row.unit), int.from_bytes(row.bits, "little"))


def _around(month: date) -> Interval:
    return Interval(_midnight(month) - MARGIN, _midnight(_next(month)) + MARGIN)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _first_of(day: date) -> date:
    return day.replace(day=1)


def _next(month: date) -> date:
    return _first_of(month + timedelta(days=31))
