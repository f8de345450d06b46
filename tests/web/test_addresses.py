from __future__ import annotations

from django.test import Client


def test_the_dashboard_is_found_without_its_slash(client: Client) -> None:
    answer = client.get("/app?page=2")

    assert (answer.status_code, answer["Location"]) == (302, "/app/?page=2")
