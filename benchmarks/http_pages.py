"""Which pages are asked for over HTTP, and whether they show what the oracle offers."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from benchmarks import rows, workload
from benchmarks.digests import Answers
from benchmarks.http_client import Connection
from halfpast.accounts.models import Workspace

ZONE = ZoneInfo(workload.ZONES[0])


@dataclass(frozen=True)
class Case:
    """One host in New York."""

    quantity: int
    busy_with: str
    event_type: int
    page: str

    @property
    def slots(self) -> str:
        dates = "start=2027-03-01&end=2027-04-01"
        return f"/api/v1/slots?event_type={self.event_type}&{dates}&time_zone={ZONE.key}"

    @property
    def words(self) -> str:
        return f"{self.quantity} {self.busy_with}" if self.quantity else "nothing taken"


def make_cases() -> list[Case]:
    workspace = rows.make_workspace()
    cases = [_make_case(workspace, quantity, elsewhere=False) for quantity in (0, 60, 1000)]
    cases += [_make_case(workspace, quantity, elsewhere=True) for quantity in (60, 1000)]
    rows.settle()
    return cases


def _make_case(workspace: Workspace, quantity: int, *, elsewhere: bool) -> Case:
    event_type = rows.make_single(workspace, quantity, elsewhere=elsewhere)
    busy_with = "busy periods" if elsewhere else "reservations"
    return Case(quantity, busy_with, event_type.pk, f"/{workspace.slug}/{event_type.slug}")


def check(answers: Answers, connection: Connection, case: Case) -> None:
    """The slots are the oracle's; the page opens the days that have some, and shows those of the first."""
    slots = json.loads(connection.get(case.slots).body)["slots"]
    starts = [datetime.fromisoformat(slot["start"]) for slot in slots]
    answers.check(f"1 host, {case.quantity} busy", starts)
    _check_page(answers, connection.get(case.page).body.decode(), starts)


def _check_page(answers: Answers, html: str, starts: Sequence[datetime]) -> None:
    days = sorted({start.astimezone(ZONE).date().isoformat() for start in starts})
    of_first_day = [start for start in starts if start.astimezone(ZONE).date().isoformat() == days[0]]
    answers.compare("the open days of the page", re.findall(r'id="day-([0-9-]+)"', html), days)
    shown = re.findall(r'<time datetime="([^"]+)"', html)
    answers.compare("the times of its first day", shown, [f"{start.isoformat()[:19]}Z" for start in of_first_day])
