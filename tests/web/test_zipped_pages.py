from __future__ import annotations

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from halfpast.web.zipped_pages import zipped_page

PAGE = b"<p>as long as a page is</p>" * 40


def answer(content: bytes, **headers: str) -> HttpResponse:
    @zipped_page
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(content)

    return view(RequestFactory().get("/", headers=headers))


def test_a_page_is_zipped_for_whoever_can_read_that() -> None:
    response = answer(PAGE, **{"Accept-Encoding": "br, gzip"})

    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == PAGE


@pytest.mark.parametrize("accepted", ["", "br", "x-gzipped"])
def test_nobody_else_gets_it_zipped(accepted: str) -> None:
    response = answer(PAGE, **{"Accept-Encoding": accepted})

    assert not response.has_header("Content-Encoding")
    assert response.content == PAGE
    assert response["Vary"] == "Accept-Encoding"


def test_a_short_answer_stays_as_it_is() -> None:
    assert answer(b"moved", **{"Accept-Encoding": "gzip"}).content == b"moved"


def test_the_length_tells_nothing_exact() -> None:
    lengths = {len(answer(PAGE, **{"Accept-Encoding": "gzip"}).content) for _ in range(50)}

    assert len(lengths) > 1
