"""What Halfpast asks of every vendor of meetings."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Protocol


class Passcode(Enum):
    ALWAYS = "always"
    NEVER = "never"


class Recording(Enum):
    NONE = "none"
    LOCAL = "local"
    CLOUD = "cloud"


@dataclass(frozen=True)
class MeetingOptions:
    """How a meeting behaves. What is None or empty is left to the account; as an answer: what it did not tell."""

    host_video: bool | None = None
    participant_video: bool | None = None
    waiting_room: bool | None = None
    join_before_host: bool | None = None
    mute_upon_entry: bool | None = None
    passcode: Passcode | None = None
    auto_recording: Recording | None = None
    dial_in_countries: frozenset[str] | None = None

    def dropped(self, held: MeetingOptions) -> tuple[str, ...]:
        """Names of options asked for here that a meeting is without; what an answer does not tell does not count."""
        names = (each.name for each in fields(self))
        return tuple(name for name in names if _differs(getattr(self, name), getattr(held, name)))


def _differs(wanted: object, held: object) -> bool:
    if wanted in {None, frozenset()} or held is None:
        return False
    if isinstance(wanted, frozenset) and isinstance(held, frozenset):
        return not wanted <= held
    return wanted != held


@dataclass(frozen=True)
class MeetingRequest:
    """`marker` names the effect that wants the meeting; `start` is UTC, `time_zone` the host's."""

    marker: str
    topic: str
    agenda: str
    start: datetime
    duration_minutes: int
    time_zone: str
    options: MeetingOptions = MeetingOptions()


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
    options: MeetingOptions = MeetingOptions()


class Capability(Enum):
    """What an account's grant allows: each scope that is missing switches one of these off."""

    MAKE = "make"
    MOVE = "move"
    CANCEL = "cancel"
    READ = "read"
    FIND = "find"


class ConferencingProvider(Protocol):
    def make(self, request: MeetingRequest) -> MadeMeeting:
        """Sent once; raises OutcomeUnknown when the meeting may exist."""

    def move(self, meeting_id: str, request: MeetingRequest) -> MadeMeeting | None:
        """Verified by reading back, None where that is not allowed; raises MeetingGone when nothing is left to move."""

    def cancel(self, meeting_id: str) -> None:
        """Gone counts as done."""

    def find(self, marker: str, start: datetime) -> tuple[MadeMeeting, ...]:
        """Every meeting carrying the marker on the UTC day of `start`, the start it was asked for."""
