"""The public holidays that a schedule keeps, as callers write and read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from halfpast.api.fields import Body, checked
from halfpast.api.problems import FieldProblem, all_invalid
from halfpast.schedules.hours import HolidaysKept
from halfpast.schedules.models import Schedule
from halfpast.schedules.public_holidays import holidays_between, is_country, is_region
from halfpast.web.names import visible_text

# A name is looked for in so many years: some holidays come only every few years.
YEARS = 5

HolidayName = Annotated[str, Field(min_length=1, max_length=200), checked(visible_text)]


class HolidaysBody(Body):
    """Closed are the holidays of `country` (ISO 3166), and of `region` in it, but for those named in `worked`.

    An empty country keeps none. An override of a holiday's date counts in place of the holiday.
    """

    country: Annotated[str, Field(max_length=2), checked(visible_text)] = ""
    region: Annotated[str, Field(max_length=20), checked(visible_text)] = ""
    worked: Annotated[list[HolidayName], Field(max_length=100)] = []


class HolidaysObject(BaseModel):
    country: str
    region: str
    worked: list[str]


def holidays_from(body: HolidaysBody, *, known: frozenset[str], today: date) -> HolidaysKept:
    """`known` are the names that were kept before: they may be those of an earlier year."""
    problems = list(_problems(body, known, today))
    if problems:
        raise all_invalid(problems)
    return HolidaysKept(body.country, body.region, list(dict.fromkeys(body.worked)))


def holidays_object(schedule: Schedule) -> HolidaysObject:
    return HolidaysObject(
        country=schedule.holiday_country, region=schedule.holiday_region, worked=schedule.holidays_worked
    )


def _problems(body: HolidaysBody, known: frozenset[str], today: date) -> Iterator[FieldProblem]:
    if body.country and not is_country(body.country):
        detail = "There is no such country. Use a code of ISO 3166, such as DE, or leave it empty."
        yield FieldProblem(pointer="/holidays/country", detail=detail)
    elif body.region and not is_region(body.country, body.region):
        detail = "There is no such region in this country. Leave it empty for those of the whole country."
        yield FieldProblem(pointer="/holidays/region", detail=detail)
    else:
        yield from _unknown_names(body, known, today)


def _unknown_names(body: HolidaysBody, known: frozenset[str], today: date) -> Iterator[FieldProblem]:
    if not body.worked:
        return
    end = date(today.year + YEARS, 12, 31)
    names = {*known, *holidays_between(body.country, body.region, date(today.year - 1, 1, 1), end).values()}
    for index, name in enumerate(body.worked):
        if name not in names:
            detail = "No public holiday is called so there. Use names such as New Year's Day, in English."
            yield FieldProblem(pointer=f"/holidays/worked/{index}", detail=detail)
