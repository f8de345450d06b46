"""What every request to the API passes: refusals that the framework makes itself become problems too."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from halfpast.api.problems import answer, method_not_allowed, not_found

View = Callable[..., HttpResponse]


def door(view: View) -> View:
    @csrf_exempt  # no cookie signs anyone in here
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = answer(not_found())
        if response.status_code == 405:
            response = answer(method_not_allowed(_in_order(response.headers.get("Allow", ""))))
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return guarded


@csrf_exempt
def unknown_route(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    return answer(not_found())


def _in_order(methods: str) -> str:
    return ", ".join(sorted(method.strip() for method in methods.split(",")))
