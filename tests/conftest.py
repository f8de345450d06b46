"""What most rooms start from; a room that needs another studio has a fixture of that name itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings
from django.test import Client

from halfpast.accounts.models import User
from halfpast.sandbox.servers import RunningZoom, start_zoom
from halfpast.sandbox.zoom.state import RegisteredApp
from tests.browsers import Browser
from tests.studio import Studio, make_studio


@pytest.fixture
def studio(db: None) -> Studio:
    return make_studio()


@pytest.fixture
def host(studio: Studio, client: Client) -> Client:
    """The studio's owner, signed in."""
    client.force_login(studio.owner)
    return client


@pytest.fixture
def browser_of() -> Callable[[User], Browser]:
    def open_browser(user: User) -> Browser:
        client = Client()
        client.force_login(user)
        return Browser(user, client)

    return open_browser


@pytest.fixture
def browser(db: None, browser_of: Callable[[User], Browser]) -> Browser:
    return browser_of(make_studio().owner)


@pytest.fixture
def zoom(settings: LazySettings) -> Iterator[RunningZoom]:
    """A simulated Zoom over real HTTP, which the product is configured for."""
    redirect_uris = (f"{settings.BASE_URL}/auth/zoom/video/callback",)
    running = start_zoom(RegisteredApp(settings.ZOOM_CLIENT_ID, settings.ZOOM_CLIENT_SECRET, redirect_uris))
    settings.ZOOM_BASE_URL = settings.ZOOM_API_URL = running.url
    yield running
    running.close()
