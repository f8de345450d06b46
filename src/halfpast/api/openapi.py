"""The description of the API, made from its code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from halfpast.api.problems import MEDIA_TYPE
from halfpast.api.rest import api


def schema() -> dict[str, Any]:
    document: dict[str, Any] = dict(api.get_openapi_schema())
    document["servers"] = [{"url": settings.BASE_URL}]
    for methods in document["paths"].values():
        for operation in methods.values():
            _mark_problems(operation["responses"])
    return document


@require_GET
def serve(request: HttpRequest) -> JsonResponse:
    return JsonResponse(schema())


def _mark_problems(responses: dict[int, dict[str, Any]]) -> None:
    for status, response in responses.items():
        if int(status) >= 400 and "content" in response:
            response["content"] = {MEDIA_TYPE: response["content"].pop("application/json")}
