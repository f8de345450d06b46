from __future__ import annotations

import pytest

from halfpast.sandbox.servers import RunningZoom
from tests.studio import Studio, connect, connect_at, make_studio


@pytest.fixture
def studio(db: None) -> Studio:
    """A host whose Zoom is connected, as far as the database knows."""
    studio = make_studio()
    connect(studio.owner)
    return studio


@pytest.fixture
def zoom_studio(db: None, zoom: RunningZoom) -> Studio:
    """A host who has connected the simulated Zoom."""
    studio = make_studio()
    connect_at(zoom, studio.owner)
    return studio
