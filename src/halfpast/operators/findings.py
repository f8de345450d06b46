"""One thing that was looked at, and what came of it."""

from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    GOOD = "good"
    WAIT = "wait"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """`advice` says what to do; empty when there is nothing to do."""

    tone: Tone
    title: str
    advice: str = ""
