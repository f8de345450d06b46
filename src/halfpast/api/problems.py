"""Everything that can go wrong, as application/problem+json with a `type` that stays the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from pydantic import BaseModel, ConfigDict

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """`pointer` leads to the field: a JSON pointer into the body, or `/` and the name of a parameter or header."""

    pointer: str
    detail: str


class FreeTime(BaseModel):
    start: datetime
    end: datetime


class Problem(BaseModel):
    """RFC 9457. `type` is one word of ours; `nearest` comes with `slot-taken` alone."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None
    nearest: list[FreeTime] | None = None


@dataclass
class ApiError(Exception):
    """A refusal on its way to the caller."""

    status: HTTPStatus
    type: str
    title: str
    detail: str
    more: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(error: ApiError) -> HttpResponse:
    body = {"type": error.type, "title": error.title, "status": int(error.status), "detail": error.detail, **error.more}
    return JsonResponse(body, status=error.status, content_type=MEDIA_TYPE, headers=dict(error.headers))


def not_found() -> ApiError:
    """The same for what never was and for what belongs to someone else."""
    return ApiError(HTTPStatus.NOT_FOUND, "not-found", "Not found", "There is nothing here that you may see.")


def invalid(pointer: str, detail: object) -> ApiError:
    return all_invalid([FieldProblem(pointer=pointer, detail=str(detail))])


def all_invalid(problems: Iterable[FieldProblem]) -> ApiError:
    errors = [problem.model_dump() for problem in problems]
    told = "; ".join(f"{error['pointer'] or 'body'}: {error['detail']}" for error in errors[:3])
    return ApiError(
        HTTPStatus.UNPROCESSABLE_ENTITY, "validation", "Some fields need another value", told, more={"errors": errors}
    )


def conflict(kind: str, title: str, detail: object, **more: object) -> ApiError:
    return ApiError(HTTPStatus.CONFLICT, kind, title, str(detail), more=more)


def in_use(detail: str) -> ApiError:
    return conflict("in-use", "Still in use", detail)


def method_not_allowed(allowed: str) -> ApiError:
    detail = f"Use {allowed} here."
    title = "Method not allowed"
    return ApiError(HTTPStatus.METHOD_NOT_ALLOWED, "method-not-allowed", title, detail, headers={"Allow": allowed})
