from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from halfpast.sandbox.servers import RunningZoom, start_zoom
from halfpast.sandbox.zoom.state import RegisteredApp
from tests.studio import Studio, connect, connect_at, make_studio


@pytest.fixture
def studio(db: None) -> Studio:
    """A host whose Zoom is connected, as far as the database knows."""
    studio = make_studio()
    connect(studio.owner)
    return studio


@pytest.fixture
def zoom(settings: Settings) -> Iterator[RunningZoom]:
    """A simulated Zoom over real HTTP, which the product is configured for."""
    redirect_uris = (settings.BASE_URL + "/auth/zoom/video/callback",)
    app = RegisteredApp(settings.ZOOM_CLIENT_ID, settings.ZOOM_CLIENT_SECRET, redirect_uris)
    running = start_zoom(app)
    settings.ZOOM_BASE_URL = settings.ZOOM_API_URL = running.url
    yield running
    running.close()


@pytest.fixture
def zoom_studio(db: None, zoom: RunningZoom) -> Studio:
    """A host who has connected the simulated Zoom."""
    studio = make_studio()
    connect_at(zoom, studio.owner)
    return studio
