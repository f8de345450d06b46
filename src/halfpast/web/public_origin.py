"""The address people use: `BASE_URL` alone makes links, whatever Host or scheme a request claims."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def absolute(path: str) -> str:
    """A full link to one of our pages, for mails, calendars and redirect addresses."""
    return f"{settings.BASE_URL}{path}"


class PublicScheme:
    """Treat every request as https when `BASE_URL` is: TLS ends at the operator's proxy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.IS_HTTPS:
            request.META["wsgi.url_scheme"] = request.environ["wsgi.url_scheme"] = "https"  # type: ignore[attr-defined]
        return self.get_response(request)
