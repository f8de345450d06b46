"""The kinds of values in requests, each checked where it enters."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from halfpast.web.names import normalised, time_zone_name, visible_paragraphs, visible_text
from halfpast.web.phone_numbers import phone_number

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1970, 2200


class Body(BaseModel):
    """What every object in a request is: no unknown fields, no guessing of types."""

    model_config = ConfigDict(extra="forbid", strict=True)


def checked(validator: Callable[[str], object]) -> AfterValidator:
    """A validator of Django's forms as one of a field."""

    def check(value: str) -> str:
        validator(value)
        return value

    return cleaned(check)


def cleaned(clean: Callable[[str], str]) -> AfterValidator:
    """As `checked`, for what also brings a value into its one spelling."""

    def cleaned_value(value: str) -> str:
        try:
            return clean(value)
        except ValidationError as refused:
            raise ValueError(" ".join(refused.messages)) from refused

    return AfterValidator(cleaned_value)


def text(most: int) -> AfterValidator:
    """One spelling, not empty; the length is measured last, for normalising can lengthen a text."""

    def check(value: str) -> str:
        value = normalised(value)
        if not value:
            raise ValueError("Write at least one visible character.")
        if len(value) > most:
            raise ValueError(f"Use at most {most} characters.")
        return value

    return AfterValidator(check)


def instant(value: object) -> datetime:
    """RFC 3339 in, an instant in UTC out."""
    if not isinstance(value, str) or not RFC_3339.fullmatch(value):
        raise ValueError("Write a time with its offset, such as 2026-03-02T09:00:00Z or 2026-03-02T10:00:00+01:00.")
    moment = datetime.fromisoformat(value.upper())
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise ValueError(f"Choose a year between {FIRST_YEAR} and {LAST_YEAR}.")
    return moment.astimezone(UTC)


def day(value: object) -> date:
    if not isinstance(value, str) or not DATE.fullmatch(value):
        raise ValueError("Write a date as 2026-03-02.")
    found = date.fromisoformat(value)
    if not FIRST_YEAR < found.year < LAST_YEAR:
        raise ValueError(f"Choose a year between {FIRST_YEAR} and {LAST_YEAR}.")
    return found


def locale_name(value: str) -> str:
    if not LOCALE.fullmatch(value):
        raise ValueError("Write a language such as en or de-AT.")
    return value


def _date_schema(kind: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "format": kind})


Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Name = Annotated[str, Field(min_length=1, max_length=200), checked(visible_text), text(200)]
Title = Annotated[str, Field(min_length=1, max_length=120), checked(visible_text), text(120)]
Label = Annotated[str, Field(min_length=1, max_length=100), checked(visible_text), text(100)]
Address = Annotated[str, Field(min_length=1, max_length=300), checked(visible_text), text(300)]
Paragraphs = Annotated[str, Field(max_length=2000), checked(visible_paragraphs)]
Reason = Annotated[str, Field(max_length=500), checked(visible_paragraphs)]
Email = Annotated[
    str,
    Field(min_length=3, max_length=254),
    checked(visible_text),
    checked(EmailValidator("Write an e-mail address.")),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254}),
]
Zone = Annotated[str, Field(max_length=64), checked(visible_text), checked(time_zone_name)]
Locale = Annotated[str, Field(min_length=2, max_length=16), AfterValidator(locale_name)]
Phone = Annotated[str, Field(max_length=40), cleaned(phone_number)]
Link = Annotated[
    str,
    Field(max_length=500),
    checked(visible_text),
    checked(URLValidator(["http", "https"], message="Write a link that starts with https:// or http://.")),
    WithJsonSchema({"type": "string", "format": "uri", "maxLength": 500}),
]
Instant = Annotated[datetime, BeforeValidator(instant), _date_schema("date-time")]
Day = Annotated[date, BeforeValidator(day), _date_schema("date")]
