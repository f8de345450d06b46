"""What happens around every request."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse

from halfpast.web.errors import error_page

Answer = Callable[[HttpRequest], HttpResponseBase]

SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
MAXIMUM_BODY = 1024 * 1024

log = structlog.get_logger("halfpast.request")


class RequestLog:
    """One line per request, under an id the answer repeats. Names the route: a path may hold a guest's token."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = request_id_of(request)
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            log.info(
                "request",
                method=request.method,
                route=route_of(request),
                status=response.status_code,
                ms=round((time.perf_counter() - began) * 1000, 1),
            )
        response["X-Request-ID"] = request_id
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if not isinstance(exception, (Http404, PermissionDenied, SuspiciousOperation)):
            log.error("request_failed", route=route_of(request), exc_info=exception)


class BodyLimit:
    """Refuses a large body before a byte of it is read."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if declared_length(request) > MAXIMUM_BODY:
            return too_large(request)
        return self.get_response(request)


class ErrorPages:
    """Gives the bare refusals of Django's decorators a page with a way on."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or is_api(request):
            return response
        page = error_page(request, 405)
        page["Allow"] = response.headers.get("Allow", "")
        return page


def request_id_of(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if SANE_REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def route_of(request: HttpRequest) -> str:
    match = request.resolver_match
    return "none" if match is None else match.view_name or match.route


def declared_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def too_large(request: HttpRequest) -> HttpResponse:
    if not is_api(request):
        return error_page(request, 413)
    problem = {
        "type": "too-large",
        "title": "The body is too large",
        "status": 413,
        "detail": "A request body may hold at most 1 MB.",
    }
    return JsonResponse(problem, status=413, content_type="application/problem+json")
