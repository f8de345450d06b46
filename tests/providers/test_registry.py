from __future__ import annotations

from halfpast.providers.registry import CONFERENCING
from halfpast.providers.zoom import ZoomConferencing


def test_zoom_is_a_vendor_of_meetings() -> None:
    assert CONFERENCING["zoom"].label == "Zoom"
    assert CONFERENCING["zoom"].provider is ZoomConferencing
