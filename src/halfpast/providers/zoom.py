"""Zoom, as the other rooms see it."""

from halfpast.providers.zoom_app import ZoomApp, ZoomProfile
from halfpast.providers.zoom_meetings import ZoomConferencing
from halfpast.providers.zoom_scopes import capabilities, missing_scopes, why_not_allowed

__all__ = ["ZoomApp", "ZoomConferencing", "ZoomProfile", "capabilities", "missing_scopes", "why_not_allowed"]
