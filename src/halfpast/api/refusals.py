"""What each exception becomes for the caller: the one set of handlers."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from halfpast.api.field_problems import field_problems
from halfpast.api.json_bodies import NotJson
from halfpast.api.problems import ApiError, FreeTime, all_invalid, answer, conflict, invalid, not_found
from halfpast.bookings.idempotency import KeyInProgress, KeyReused
from halfpast.bookings.refusals import (
    Busy,
    NoLongerPossible,
    NotOffered,
    PhoneNeeded,
    PlaceUnavailable,
    SlotTaken,
    StaleBooking,
    UnknownLength,
    UnknownPlace,
)

log = structlog.get_logger(__name__)

KEY_HEADER = "/Idempotency-Key"
SECONDS_TO_RETRY = {"Retry-After": "2"}


def problem_of(exception: Exception) -> ApiError:
    """Unforeseen ones are logged here and told without details."""
    for kind, tell in TELLERS.items():
        if isinstance(exception, kind):
            return tell(exception)
    log.error("unhandled_error", exc_info=exception)
    detail = "It has been written down. Try again in a minute."
    return ApiError(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side", detail)


def handle(request: HttpRequest, exception: Exception | type[Exception]) -> HttpResponse:
    error = problem_of(exception if isinstance(exception, Exception) else exception())
    if error.status == HTTPStatus.UNAUTHORIZED:
        error.headers = {"WWW-Authenticate": _challenge(request)}
    return answer(error)


def _challenge(request: HttpRequest) -> str:
    realm = 'Bearer realm="Halfpast"'
    return f'{realm}, error="invalid_token"' if "Authorization" in request.headers else realm


def _unauthorized(exception: Exception) -> ApiError:
    detail = "Send a valid API token: Authorization: Bearer TOKEN."
    return ApiError(HTTPStatus.UNAUTHORIZED, "unauthorized", "Not signed in", detail)


def _throttled(exception: Throttled) -> ApiError:
    headers = {"Retry-After": str(exception.wait or 1)}
    detail = "Wait a moment before the next request."
    return ApiError(HTTPStatus.TOO_MANY_REQUESTS, "rate-limited", "Too many requests", detail, headers=headers)


def _http_error(exception: HttpError) -> ApiError:
    """The framework raises these for a body that it cannot read."""
    if isinstance(exception.__cause__, NotJson):
        detail = "Send the body as application/json."
        return ApiError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "Not JSON", detail)
    return ApiError(HTTPStatus.BAD_REQUEST, "malformed", "Malformed JSON", "The body is not well-formed JSON in UTF-8.")


def _too_large(exception: Exception) -> ApiError:
    detail = "A request body may hold at most 1 MB."
    return ApiError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", "The body is too large", detail)


def _slot_taken(exception: SlotTaken) -> ApiError:
    nearest = [FreeTime(start=slot.start, end=slot.end).model_dump() for slot in exception.nearest]
    return conflict("slot-taken", "This time is taken", exception.reason, nearest=nearest)


def _not_offered(exception: NotOffered) -> ApiError:
    errors = [{"pointer": "/start", "detail": exception.reason}]
    title = "This time is not offered"
    more: dict[str, object] = {"why": exception.why.value.replace(" ", "-"), "errors": errors}
    return ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "not-offered", title, exception.reason, more=more)


def _key_reused(exception: Exception) -> ApiError:
    detail = "This Idempotency-Key came with another body before. Use a new key for a new request."
    more = {"errors": [{"pointer": KEY_HEADER, "detail": detail}]}
    return ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "key-reused", "Key used before", detail, more=more)


def _key_in_progress(exception: Exception) -> ApiError:
    detail = "A request with this Idempotency-Key is still running. Ask again in a moment."
    return ApiError(HTTPStatus.CONFLICT, "in-progress", "Still running", detail, headers=SECONDS_TO_RETRY)


def _busy(exception: Busy) -> ApiError:
    return _try_again(exception.reason)


def _database_trouble(exception: Exception) -> ApiError:
    log.error("database_trouble", exc_info=exception)
    return _try_again("The database does not answer just now.")


def _try_again(detail: str) -> ApiError:
    title = "Busy, try again"
    return ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "busy", title, detail, headers=SECONDS_TO_RETRY)


TELLERS: dict[type[Exception], Callable[[Any], ApiError]] = {
    ApiError: lambda error: error,
    Http404: lambda _: not_found(),
    AuthenticationError: _unauthorized,
    Throttled: _throttled,
    HttpError: _http_error,
    ValidationError: lambda error: all_invalid(field_problems(error)),
    RequestDataTooBig: _too_large,
    SlotTaken: _slot_taken,
    NotOffered: _not_offered,
    PlaceUnavailable: lambda error: conflict("place-unavailable", "This place is not available", error.reason),
    UnknownLength: lambda error: invalid("/duration", error.reason),
    UnknownPlace: lambda error: invalid("/location", error.reason),
    PhoneNeeded: lambda error: invalid("/location/number", error.reason),
    NoLongerPossible: lambda error: conflict("no-longer-possible", "No longer possible", error.reason),
    StaleBooking: lambda error: conflict("stale", "Changed meanwhile", error.reason),
    KeyReused: _key_reused,
    KeyInProgress: _key_in_progress,
    Busy: _busy,
    OperationalError: _database_trouble,
    InterfaceError: _database_trouble,
}
