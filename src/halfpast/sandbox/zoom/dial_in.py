"""The phone numbers of the simulated Zoom; none of them is anybody's."""

from __future__ import annotations

from collections.abc import Sequence

Number = dict[str, str]


def _number(country: str, name: str, number: str, city: str = "", kind: str = "toll") -> Number:
    return {"country_name": name, "city": city, "number": number, "type": kind, "country": country}


NUMBERS = (
    _number("US", "US", "+1 646 555 0100", "New York"),
    _number("US", "US", "+1 888 555 0101", kind="tollfree"),
    _number("DE", "Germany", "+49 69 5550 0102"),
    _number("GB", "UK", "+44 20 5550 0103", "London"),
    _number("FR", "France", "+33 1 5550 0104", "Paris"),
    _number("AT", "Austria", "+43 1 555 0105", "Vienna"),
    _number("CH", "Switzerland", "+41 43 555 0106"),
    _number("IN", "India", "+91 22 5550 0107", "Mumbai"),
    _number("AU", "Australia", "+61 2 5550 0108", "Sydney"),
)
KNOWN_COUNTRIES = tuple(dict.fromkeys(number["country"] for number in NUMBERS))


def numbers_in(countries: Sequence[str]) -> list[Number]:
    return [number for number in NUMBERS if number["country"] in countries]
