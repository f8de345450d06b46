"""What Halfpast asks of every vendor of meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class MeetingRequest:
    """`marker` names the effect that wants the meeting; `start` is UTC, `time_zone` the host's."""

    marker: str
    topic: str
    agenda: str
    start: datetime
    duration_minutes: int
    time_zone: str


@dataclass(frozen=True)
class DialIn:
    country: str
    number: str


@dataclass(frozen=True)
class MadeMeeting:
    meeting_id: str
    join_url: str
    passcode: str
    dial_in: tuple[DialIn, ...]
    start: datetime
    duration_minutes: int


class ConferencingProvider(Protocol):
    def make(self, request: MeetingRequest) -> MadeMeeting:
        """Sent once; raises OutcomeUnknown when the meeting may exist."""

    def move(self, meeting_id: str, request: MeetingRequest) -> MadeMeeting:
        """Verified by reading back; raises MeetingGone when there is nothing left to move."""

    def cancel(self, meeting_id: str) -> None:
        """Gone counts as done."""

    def find(self, marker: str, start: datetime) -> tuple[MadeMeeting, ...]:
        """Every meeting carrying the marker on the UTC day of `start`, the start it was asked for."""
