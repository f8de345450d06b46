"""The day as rows: starts in a row against which the same things stand are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfpast.availability import Explanation
from halfpast.bookings.openings import ExplainedDay
from halfpast.dashboard.explained_day.against import Against
from halfpast.dashboard.explained_day.asked import AskedDay
from halfpast.dashboard.explained_day.closed_dates import closed_dates
from halfpast.dashboard.explained_day.enough_hosts import who_is_lacking
from halfpast.dashboard.explained_day.host_reasons import HostDay
from halfpast.dashboard.explained_day.taken_time import taken_time
from halfpast.dashboard.explained_day.type_reasons import against_type
from halfpast.web import local_time
from halfpast.web.zones import abbreviation


class HostsLine(NamedTuple):
    """Hosts against whom the same stands; they are free when nothing does."""

    names: str
    against: tuple[Against, ...]


class Told(NamedTuple):
    """What is said of a start; `hosts` only where there are several."""

    is_offered: bool
    against: tuple[Against, ...]
    hosts: tuple[HostsLine, ...]


@dataclass(frozen=True)
class Row:
    """Starts from the first to the last one."""

    first: datetime
    last: datetime
    times: str
    count: str
    told: Told


def rows_of(asked: AskedDay, day: ExplainedDay) -> list[Row]:
    taken, closed = taken_time(asked), closed_dates(asked, day.hosts)
    hosts = [HostDay(asked, host, taken, closed) for host in day.hosts]
    runs: list[tuple[Told, list[datetime]]] = []
    for each in day.explanations:
        told = _told(each, asked, hosts)
        # Where the hours have a gap, a row ends too.
        if runs and runs[-1][0] == told and each.start - runs[-1][1][-1] <= asked.rules.step:
            runs[-1][1].append(each.start)
        else:
            runs.append((told, [each.start]))
    return [_row(starts, told, asked) for told, starts in runs]


def _told(each: Explanation, asked: AskedDay, hosts: Sequence[HostDay]) -> Told:
    against = [against_type(reason, asked) for reason in each.reasons]
    by_host = [
        tuple(dict.fromkeys(words for reason in reasons for words in host.against(reason, each.start)))
        for host, reasons in zip(hosts, each.by_host, strict=True)
    ]
    if len(hosts) == 1:
        return Told(each.is_offered, (*against, *by_host[0]), ())
    if not each.is_offered:
        free = [not reasons for reasons in each.by_host]
        against += who_is_lacking(asked.event_type, [host.host for host in hosts], free)
    return Told(each.is_offered, tuple(against), _lines(asked, hosts, by_host))


def _lines(asked: AskedDay, hosts: Sequence[HostDay], by_host: Sequence[tuple[Against, ...]]) -> tuple[HostsLine, ...]:
    names: dict[tuple[Against, ...], list[str]] = {(): []}
    for host, against in zip(hosts, by_host, strict=True):
        names.setdefault(against, []).append(name_of(asked, host.host.host_id))
    return tuple(HostsLine(", ".join(who), against) for against, who in names.items() if who)


def name_of(asked: AskedDay, host_id: int) -> str:
    name = asked.people[host_id].name
    return _("%(name)s (you)") % {"name": name} if asked.is_reader(host_id) else name


def _row(starts: Sequence[datetime], told: Told, asked: AskedDay) -> Row:
    first, last = _clock(starts[0], asked), _clock(starts[-1], asked)
    count = ngettext("%(count)d start", "%(count)d starts", len(starts)) % {"count": len(starts)}
    times = first if len(starts) == 1 else _("%(first)s to %(last)s") % {"first": first, "last": last}
    return Row(starts[0], starts[-1], times, count, told)


def _clock(start: datetime, asked: AskedDay) -> str:
    """With the zone's letters where the clock shows this time twice."""
    words = local_time.clock(start.astimezone(asked.zone).time())
    return f"{words} {abbreviation(asked.zone, start)}" if local_time.clock_is_repeated(start, asked.zone) else words
