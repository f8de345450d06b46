"""The operator's Zoom app, as the settings describe it."""

from django.conf import settings
from django.urls import reverse

from halfpast.providers.zoom import ZoomApp
from halfpast.web.public_origin import absolute


def is_configured() -> bool:
    return bool(settings.ZOOM_CLIENT_ID)


def zoom_app() -> ZoomApp:
    return ZoomApp(
        client_id=settings.ZOOM_CLIENT_ID,
        client_secret=settings.ZOOM_CLIENT_SECRET,
        base_url=settings.ZOOM_BASE_URL,
        api_url=settings.ZOOM_API_URL,
    )


def redirect_uri() -> str:
    return absolute(reverse("zoom-callback"))
