"""Public holidays by country and region, from the tables that the `holidays` package brings along: no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

# One spelling of each name, whatever language a page is in: the names a host works on are kept by it.
LANGUAGE = "en_US"
# Not in the table of ISO 3166 that comes with the time zones.
MORE_NAMES = {"XK": "Kosovo"}


@dataclass(frozen=True)
class Choice:
    """A country by its ISO 3166 code, or a region by the code that is kept."""

    code: str
    name: str


@lru_cache(maxsize=1024)
def holidays_between(country: str, region: str, first: date, last: date) -> Mapping[date, str]:
    """Dates from `first` to `last`, both included, with the holiday's name; none for a country that is not known.

    A region that a later release of the tables dropped has the holidays of its country.
    """
    found = {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in _holidays_of_year(country, region, year).items()
        if first <= day <= last
    }
    return MappingProxyType(found)


@cache
def countries() -> Sequence[Choice]:
    """In the order of their names."""
    names = _country_names()
    choices = [Choice(code, names.get(code, code)) for code in _country_codes()]
    return sorted(choices, key=lambda choice: choice.name.replace("Å", "A"))


@lru_cache(maxsize=64)
def regions(country: str) -> Sequence[Choice]:
    """Parts of the country that have holidays of their own; none in most countries, and in one that is not known."""
    if country not in _country_codes():
        return ()
    aliases = getattr(_library(), country).get_subdivision_aliases()
    return sorted((Choice(code, _region_name(code, names)) for code, names in aliases.items()), key=lambda c: c.name)


def is_country(code: str) -> bool:
    return code in _country_codes()


def is_region(country: str, region: str) -> bool:
    return any(choice.code == region for choice in regions(country))


def _library() -> Any:
    """Imported on first use: it takes 60 ms and 15 MB, which processes that meet no holidays never spend."""
    import holidays  # noqa: PLC0415

    return holidays


@lru_cache(maxsize=1024)
def _holidays_of_year(country: str, region: str, year: int) -> Mapping[date, str]:
    if not is_country(country):
        return {}
    subdivision = region if is_region(country, region) else None
    found = _library().country_holidays(country, subdiv=subdivision, years=year, language=LANGUAGE)
    return {day: _lasting_name(name) for day, name in sorted(found.items()) if day.year == year}


def _lasting_name(name: str) -> str:
    """Without what is true of one year or one release only: whether the moon has been seen yet."""
    return name.replace("(observed, estimated)", "(observed)").replace(" (estimated)", "")


@cache
def _country_codes() -> frozenset[str]:
    _library()
    from holidays.registry import COUNTRIES  # noqa: PLC0415

    return frozenset(codes[1] for codes in COUNTRIES.values())


@cache
def _country_names() -> Mapping[str, str]:
    table = files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return MORE_NAMES | {row[0]: row[1] for row in rows}


def _region_name(code: str, aliases: Sequence[str]) -> str:
    """The names it goes by; other codes are among the aliases."""
    names = [alias for alias in aliases if len(alias) > 3] or list(aliases[:1])
    return " / ".join(names) or code
