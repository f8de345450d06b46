"""The operator's Zoom app: as the environment says it or, where that says nothing, as it was typed in."""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from halfpast.connections.vendor_apps import opened, typed_in_app
from halfpast.providers.errors import AppMisconfigured
from halfpast.providers.zoom import ZoomApp
from halfpast.web.public_origin import absolute

NO_APP = "No Zoom app is set up here. The operator must enter one."


def zoom_app() -> ZoomApp:
    """Raises AppMisconfigured when there is none, or the typed-in one cannot be opened."""
    client_id, client_secret = _pair()
    if not client_id:
        raise AppMisconfigured(NO_APP)
    return ZoomApp(
        client_id=client_id, client_secret=client_secret, base_url=origin(), api_url=str(settings.ZOOM_API_URL)
    )


def is_configured() -> bool:
    """Whether there is an app, and its secret can be read."""
    try:
        return bool(_pair()[0])
    except AppMisconfigured:
        return False


def client_id() -> str:
    """Empty when there is no app."""
    if settings.ZOOM_CLIENT_ID:
        return str(settings.ZOOM_CLIENT_ID)
    row = typed_in_app()
    return row.client_id if row else ""


def secret_token() -> str:
    """What notices are signed with; empty when it is not set. Raises AppMisconfigured when it cannot be opened."""
    return str(settings.ZOOM_DEAUTH_SECRET) or opened(typed_in_app(), "sealed_secret_token")


def state_secret() -> str:
    """Signs the way to Zoom and back."""
    if settings.ZOOM_STATE_SECRET:
        return str(settings.ZOOM_STATE_SECRET)
    return salted_hmac("halfpast.connections.zoom_app", "state", algorithm="sha256").hexdigest()


def origin() -> str:
    """Of Zoom's pages for signing in."""
    return str(settings.ZOOM_BASE_URL)


def redirect_uri() -> str:
    return absolute(reverse("zoom-callback"))


def deauthorize_uri() -> str:
    return absolute(reverse("zoom-deauthorize"))


def _pair() -> tuple[str, str]:
    """Client id and secret belong together: either both are the environment's, or both were typed in."""
    if settings.ZOOM_CLIENT_ID:
        return settings.ZOOM_CLIENT_ID, settings.ZOOM_CLIENT_SECRET
    row = typed_in_app()
    return (row.client_id, opened(row, "sealed_client_secret")) if row and row.client_id else ("", "")
