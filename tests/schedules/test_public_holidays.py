from __future__ import annotations

import socket
from datetime import date

import pytest

from halfpast.schedules.public_holidays import countries, holidays_between, is_country, is_region, regions

YEAR = (date(2027, 1, 1), date(2027, 12, 31))


def test_holidays_of_a_country_come_by_date() -> None:
    spring = holidays_between("DE", "", date(2027, 3, 1), date(2027, 5, 1))

    assert dict(spring) == {
        date(2027, 3, 26): "Good Friday",
        date(2027, 3, 29): "Easter Monday",
        date(2027, 5, 1): "Labor Day",
    }


def test_both_ends_are_included() -> None:
    new_year = holidays_between("DE", "", date(2027, 1, 1), date(2027, 1, 1))

    assert dict(new_year) == {date(2027, 1, 1): "New Year's Day"}


def test_a_region_has_its_own_besides() -> None:
    epiphany = date(2027, 1, 6)

    assert epiphany not in holidays_between("DE", "", *YEAR)
    assert holidays_between("DE", "BY", *YEAR)[epiphany] == "Epiphany"


def test_a_span_goes_on_over_the_end_of_the_year() -> None:
    found = holidays_between("AT", "", date(2027, 12, 20), date(2028, 1, 7))

    assert list(found) == [date(2027, 12, 25), date(2027, 12, 26), date(2028, 1, 1), date(2028, 1, 6)]


def test_the_name_of_a_holiday_says_nothing_of_its_year() -> None:
    names = {
        year: set(holidays_between("SA", "", date(year, 1, 1), date(year, 12, 31)).values()) for year in (2026, 2027)
    }

    assert "Eid al-Fitr Holiday" in names[2026] & names[2027]


@pytest.mark.parametrize(("country", "region"), [("ZZ", ""), ("", ""), ("de", ""), ("__doc__", "BY")])
def test_an_unknown_country_has_none(country: str, region: str) -> None:
    assert not holidays_between(country, region, *YEAR)
    assert not is_country(country)
    assert not regions(country)


def test_a_region_that_is_not_known_has_those_of_its_country() -> None:
    assert holidays_between("DE", "XX", *YEAR) == holidays_between("DE", "", *YEAR)
    assert not is_region("DE", "XX")


def test_every_country_and_region_has_a_name_and_fits_its_column() -> None:
    for country in countries():
        assert country.name
        assert len(country.code) == 2
        for region in regions(country.code):
            assert region.name
            assert len(region.code) <= 20
    assert len(countries()) > 200


def test_countries_and_regions_come_by_name() -> None:
    names = [country.name for country in countries()]

    assert names.index("Germany") < names.index("Ghana") < names.index("Gibraltar")
    assert [region.name for region in regions("GB")] == ["England", "Northern Ireland", "Scotland", "Wales"]


def test_every_name_fits_its_column() -> None:
    for country in countries():
        assert all(len(name) <= 200 for name in holidays_between(country.code, "", *YEAR).values())


def test_nothing_is_asked_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)

    assert holidays_between("JP", "", date(2031, 1, 1), date(2031, 12, 31))
