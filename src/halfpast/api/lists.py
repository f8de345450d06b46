"""Lists: full objects, and an opaque cursor to what follows."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from ninja.params.functions import Query
from pydantic import BaseModel

from halfpast.api.problems import FieldProblem, all_invalid, invalid
from halfpast.bookings.models import Booking

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")

PAGING = ("limit", "cursor")

LIMIT = Query(100, ge=1, le=500)
CURSOR = Query("", max_length=200, description="`next` of the page before")


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next: str | None


def refuse_unknown_parameters(request: HttpRequest, *known: str) -> None:
    """A filter that is misspelt must not answer with everything."""
    unknown = sorted(set(request.GET).difference(known))
    if unknown:
        raise all_invalid(FieldProblem(pointer=f"/{name}", detail="There is no such parameter.") for name in unknown)


def page_by_id(rows: QuerySet[Row], limit: int, cursor: str) -> tuple[list[Row], str | None]:
    if cursor:
        rows = rows.filter(pk__gt=_whole(_read(cursor, 1)[0]))
    found = list(rows.order_by("pk")[: limit + 1])
    return found[:limit], _cursor(found[limit - 1].pk) if len(found) > limit else None


def page_by_start(rows: QuerySet[Booking], limit: int, cursor: str) -> tuple[list[Booking], str | None]:
    """The latest start first."""
    if cursor:
        start, last = _read(cursor, 2)
        before = _moment(start)
        same_start = Q(appointment__start=before, pk__lt=_whole(last))
        rows = rows.filter(Q(appointment__start__lt=before) | same_start)
    found = list(rows.order_by("-appointment__start", "-pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last_row = found[limit - 1]
    return found[:limit], _cursor(last_row.appointment.start.isoformat(), last_row.pk)


def _cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def _read(cursor: str, length: int) -> list[object]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor))
    except ValueError as broken:
        raise _unknown_cursor() from broken
    if not isinstance(values, list) or len(values) != length:
        raise _unknown_cursor()
    return values


def _whole(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**63:
        raise _unknown_cursor()
    return value


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as broken:
        raise _unknown_cursor() from broken
    if moment.tzinfo is None:
        raise _unknown_cursor()
    return moment


def _unknown_cursor() -> Exception:
    return invalid("/cursor", "This is no cursor of ours. Use `next` of the page before, or leave it out.")
