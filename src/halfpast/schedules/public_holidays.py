"""Public holidays by country and region."""

from collections.abc import Mapping
from datetime import date


def holidays_between(country: str, region: str, first: date, last: date) -> Mapping[date, str]:
    raise NotImplementedError
