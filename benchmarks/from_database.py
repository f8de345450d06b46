"""What `open_slots` takes with all its rows in a database: the plain path, and what is kept of large teams."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import cycle

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks import rows, workload
from benchmarks.digests import Answers
from benchmarks.timing import headline, taken, tell
from halfpast.accounts.availability_version import availability_changed
from halfpast.accounts.models import User
from halfpast.bookings.models import KeptStarts
from halfpast.bookings.openings import open_slots
from halfpast.bookings.types_to_book import event_type_with_id
from halfpast.event_types.models import EventType

SIZES = (1, 100, 1000)
KEPT_WARM = {1: 1, 100: 3, 1000: 15}
AFTER_ONE_WRITE = 20


def measure(answers: Answers, largest: int = max(SIZES)) -> None:
    workspace = rows.make_workspace()
    singles = [(rows.make_single(workspace, 60), 60), (rows.make_single(workspace, 1000), 1000)]
    elsewhere = rows.make_single(workspace, 1000, elsewhere=True)
    team = rows.make_team(workspace, [size for size in SIZES if size <= largest])
    rows.settle()
    headline("From the database, one host: nothing is kept")
    for event_type, quantity in singles:
        _measure(answers, event_type, f"1 host, {quantity} busy", f"1 host × {quantity} reservations")
    _measure(answers, elsewhere, "1 host, 1000 busy", "1 host × 1000 busy periods of calendars")
    headline("From the database, any of a team: starts of hosts are kept")
    for size, event_type in team.items():
        name = "1 host, 60 busy" if size == 1 else f"any of {size}"
        _measure(answers, event_type, name, f"any of {size}, kept", KEPT_WARM[size])
        _measure_after_writes(answers, event_type, name, size)


def _measure(answers: Answers, event_type: EventType, name: str, title: str, goal: float | None = None) -> None:
    fetched = _fetched(event_type.pk)
    answers.check(name, starts(fetched))
    # What was kept by this is new to PostgreSQL, too.
    rows.settle()
    answers.check(name, starts(fetched))
    tell(title, taken(partial(starts, fetched)), goal)
    fresh = cycle([_fetched(event_type.pk) for _ in range(8)])
    tell(f"{title}, type just fetched", taken(lambda: starts(next(fresh)), rounds=7))
    tell(f"{title}, with fetching the type", taken(lambda: starts(_fetched(event_type.pk))))
    with CaptureQueriesContext(connection) as queries:
        starts(_fetched(event_type.pk))
    print(f"{'':<4}{len(queries)} queries with fetching")


def _measure_after_writes(answers: Answers, event_type: EventType, name: str, size: int) -> None:
    fetched = _fetched(event_type.pk)
    write = partial(_write, cycle(fetched.hosts.all()))
    write()
    answers.check(name, starts(fetched))
    title = f"any of {size}, after one write"
    tell(title, taken(partial(starts, fetched), before=write), AFTER_ONE_WRITE)
    forget = KeptStarts.objects.all().delete
    forget()
    answers.check(name, starts(fetched))
    tell(f"any of {size}, nothing kept yet", taken(partial(starts, fetched), before=forget, rounds=15))


def _write(hosts: Iterator[User]) -> None:
    with transaction.atomic():
        availability_changed([next(hosts).pk])


def _fetched(pk: int) -> EventType:
    event_type = event_type_with_id(pk)
    if event_type is None:
        raise LookupError(pk)
    return event_type


def starts(event_type: EventType) -> list[datetime]:
    return [slot.start for slot in open_slots(event_type, workload.MONTH, workload.NOW)]
