"""Request bodies: JSON, and nothing that JSON does not know."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class NotJson(Exception):
    """The body claims to be something else."""


class JsonBodies(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise NotJson
        body: dict[str, Any] = json.loads(request.body.decode("utf-8"), parse_constant=_refuse)
        return body


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")
