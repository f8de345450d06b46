"""Forms whose Connect button ends at Zoom: browsers hold the redirects of a form to `form-action` too."""

from collections.abc import Callable
from functools import wraps
from typing import TypeAlias
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse

from halfpast.connections.zoom_app import origin

View: TypeAlias = Callable[[HttpRequest], HttpResponse]


def leads_to_zoom(view: View) -> View:
    @wraps(view)
    def allowed(request: HttpRequest) -> HttpResponse:
        return csp_update({"form-action": zoom_origins()})(view)(request)  # type: ignore[return-value]

    return allowed


def zoom_origins() -> list[str]:
    host = urlsplit(origin()).hostname or ""
    # Zoom sends people on to its sign-in and consent hosts.
    others = ["https://*.zoom.us"] if host == "zoom.us" or host.endswith(".zoom.us") else []
    return [origin(), *others]
