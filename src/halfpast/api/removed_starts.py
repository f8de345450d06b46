"""What stands against the starts that are not offered: all of it for members, what is no private matter for others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel

from halfpast.availability import Explanation, Reason
from halfpast.bookings.openings import ExplainedDay

# What hosts do with their time is theirs to tell.
PRIVATE = {
    Reason.OUT_OF_OFFICE,
    Reason.HOLIDAY,
    Reason.HELD,
    Reason.BUSY,
    Reason.HOST_CAP_REACHED,
    Reason.HOST_WEEKLY_CAP_REACHED,
    Reason.HOST_MONTHLY_CAP_REACHED,
}


class HostReasons(BaseModel):
    host: int
    reasons: list[str]


class RemovedStart(BaseModel):
    """`reasons` are all that stand against it; with several hosts `hosts` says which of them are whose."""

    start: datetime
    reasons: list[str]
    hosts: list[HostReasons] | None = None


def removed_for_members(day: ExplainedDay) -> list[RemovedStart]:
    return [_for_members(each, day) for each in day.explanations if not each.is_offered]


def removed_for_strangers(day: ExplainedDay) -> list[RemovedStart]:
    """Nothing of single hosts: their own time, whatever takes it, counts as taken."""
    return [
        RemovedStart(start=each.start, reasons=_in_words(dict.fromkeys(map(_in_public, _every(each)))))
        for each in day.explanations
        if not each.is_offered
    ]


def _for_members(removed: Explanation, day: ExplainedDay) -> RemovedStart:
    by_host = [
        HostReasons(host=host.host_id, reasons=_in_words(reasons))
        for host, reasons in zip(day.hosts, removed.by_host, strict=True)
    ]
    hosts = by_host if len(by_host) > 1 else None
    return RemovedStart(start=removed.start, reasons=_in_words(_every(removed)), hosts=hosts)


def _every(removed: Explanation) -> list[Reason]:
    return list(dict.fromkeys([*removed.reasons, *(reason for each in removed.by_host for reason in each)]))


def _in_public(reason: Reason) -> Reason:
    return Reason.TAKEN if reason in PRIVATE else reason


def _in_words(reasons: Iterable[Reason]) -> list[str]:
    return [reason.value.replace(" ", "-") for reason in reasons]
