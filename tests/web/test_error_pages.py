from __future__ import annotations

import pytest
from django.test import RequestFactory

from halfpast.web import errors


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 500, 503])
def test_every_refusal_has_a_page_that_needs_no_database(status: int) -> None:
    page = errors.error_page(RequestFactory().get("/b/secret"), status)

    assert page.status_code == status
    assert str(errors.WORDS[status].title) in page.content.decode().replace("&#x27;", "'")
    assert b"secret" not in page.content
