from __future__ import annotations

import pytest
from django.test import Client

from tests.studio import make_studio

pytestmark = pytest.mark.django_db


def test_an_empty_installation_points_at_the_terminal(client: Client) -> None:
    assert "Look at the terminal" in client.get("/").content.decode()


def test_a_stranger_is_offered_to_sign_in(client: Client) -> None:
    make_studio()
    assert 'href="/accounts/login/"' in client.get("/").content.decode()


def test_a_member_is_taken_to_the_dashboard(client: Client) -> None:
    client.force_login(make_studio().owner)
    assert client.get("/").headers["Location"] == "/app/"
