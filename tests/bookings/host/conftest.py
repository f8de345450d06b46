from __future__ import annotations

import pytest
from django.test import Client

from tests.studio import Studio


@pytest.fixture
def host(studio: Studio, client: Client) -> Client:
    """The studio's owner, signed in."""
    client.force_login(studio.owner)
    return client
