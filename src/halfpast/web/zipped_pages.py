"""Compressing a page that is made for one reader: quickly rather than well."""

from __future__ import annotations

import gzip
import re
import secrets
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

P = ParamSpec("P")
WORTHWHILE = 200  # bytes
# A quarter of the time of zlib's usual level, for a tenth more bytes.
LEVEL = 1
# The file name is there to blur the length, from which a stranger could learn of a secret in the page (BREACH).
LONGEST_NAME = 100
ACCEPTS = re.compile(r"\bgzip\b")


def zipped_page(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """As Django's `gzip_page`, at another level."""

    @wraps(view)
    def zipped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if len(response.content) < WORTHWHILE:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if ACCEPTS.search(request.headers.get("Accept-Encoding", "")):
            response.content = _zipped(response.content)
            response["Content-Encoding"] = "gzip"
        return response

    return zipped


def _zipped(content: bytes) -> bytes:
    buffer = BytesIO()
    name = "a" * secrets.randbelow(LONGEST_NAME)
    with gzip.GzipFile(name, "wb", LEVEL, buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()
