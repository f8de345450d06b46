"""The product's settings with one more page, on a clock that stands where the workload's does."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from benchmarks.workload import NOW
from halfpast.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.http_urls"


def _standing_clock() -> datetime:
    return NOW


timezone.now = _standing_clock
