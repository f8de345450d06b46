"""Which answers an operation documents."""

from __future__ import annotations

from http import HTTPStatus
from typing import TypeVar

from ninja import Status

from halfpast.api.problems import Problem

EVERYWHERE = (401, 403, 405, 422, 429, 500, 503)
WITH_A_BODY = (400, 413, 415)


Answer = TypeVar("Answer")


def created(made: Answer) -> Status[Answer]:
    return Status(HTTPStatus.CREATED, made)


def gone() -> Status[None]:
    return Status(HTTPStatus.NO_CONTENT, None)


def reads(success: object, *problems: int) -> dict[int, object]:
    return {200: success, **dict.fromkeys((*EVERYWHERE, *problems), Problem)}


def writes(success: object, *problems: int, status: HTTPStatus = HTTPStatus.OK) -> dict[int, object]:
    return {int(status): success, **dict.fromkeys((*EVERYWHERE, *WITH_A_BODY, *problems), Problem)}


def removes(*problems: int) -> dict[int, object]:
    return {204: None, **dict.fromkeys((*EVERYWHERE, 404, *problems), Problem)}
