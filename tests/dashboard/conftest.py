from __future__ import annotations

import pytest

from tests.studio import Studio, connect, make_studio


@pytest.fixture
def studio(db: None) -> Studio:
    """A host whose Zoom is connected, as far as the database knows."""
    studio = make_studio()
    connect(studio.owner)
    return studio
