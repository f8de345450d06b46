"""Whole pages, and the fragments of them that HTMX asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def show(
    request: HttpRequest, template: str, context: Mapping[str, object] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page x.html or, when htmx asks for a piece of it, the fragment _x.html that the page includes."""
    name = fragment_of(template) if wants_fragment(request) else template
    response = render(request, name, dict(context or {}), status=status)
    # Without this the back button could bring a bare fragment from the browser's cache.
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_fragment(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def fragment_of(template: str) -> str:
    path = PurePosixPath(template)
    return str(path.with_name(f"_{path.name}"))
