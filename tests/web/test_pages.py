from __future__ import annotations

from django.test import Client

from halfpast.web.pages import fragment_of


def test_a_fragment_stands_beside_its_page() -> None:
    assert fragment_of("bookings/public/event_type.html") == "bookings/public/_event_type.html"


def test_every_page_carries_the_headers_that_keep_browsers_strict(client: Client) -> None:
    answer = client.get("/healthz")

    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
