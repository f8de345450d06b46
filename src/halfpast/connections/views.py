"""The integrations page, and the way to Zoom's consent screen and back."""

from collections.abc import Callable
from functools import wraps
from typing import TypeAlias, cast
from urllib.parse import urlsplit

import structlog
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from halfpast.accounts.models import User
from halfpast.connections import removal
from halfpast.connections.cards import event_types_with_zoom, zoom_card, zoom_connection
from halfpast.connections.consent import AccountLinkedElsewhere, StateRefused, finish_consent, start_consent
from halfpast.connections.zoom_app import is_configured
from halfpast.providers.errors import ProviderError, TryLater
from halfpast.web.token_pages import token_page

View: TypeAlias = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger(__name__)


def leads_to_zoom(view: View) -> View:
    """For a page whose Connect button ends at Zoom: browsers hold redirects of a form to `form-action` too."""

    @wraps(view)
    def allowed(request: HttpRequest) -> HttpResponse:
        return csp_update({"form-action": zoom_origins()})(view)(request)  # type: ignore[return-value]

    return allowed


def zoom_origins() -> list[str]:
    host = urlsplit(settings.ZOOM_BASE_URL).hostname or ""
    # Zoom sends people on to its sign-in and consent hosts.
    others = ["https://*.zoom.us"] if host == "zoom.us" or host.endswith(".zoom.us") else []
    return [settings.ZOOM_BASE_URL, *others]


@login_required
@require_safe
@leads_to_zoom
def integrations(request: HttpRequest) -> HttpResponse:
    context = {"zoom": zoom_card(_user(request)), "section": "integrations"}
    return render(request, "connections/integrations.html", context)


@login_required
@require_POST
def connect_zoom(request: HttpRequest) -> HttpResponse:
    if not is_configured():
        return redirect("integrations")
    return HttpResponseRedirect(start_consent(_user(request), _session_key(request), timezone.now()))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def disconnect_zoom(request: HttpRequest) -> HttpResponse:
    """GET shows what it touches, POST acts."""
    connection = zoom_connection(_user(request))
    if connection is None:
        return redirect("integrations")
    if request.method == "POST":
        removal.disconnect(connection.pk)
        messages.success(request, _("Zoom is disconnected. Its tokens and your Zoom e-mail are deleted here."))
        return redirect("integrations")
    count = event_types_with_zoom(_user(request))
    context = {"connection": connection, "zoom_types": count, "section": "integrations"}
    return render(request, "connections/disconnect.html", context)


# Not HEAD: it would consume the state.
@require_GET
@token_page
@leads_to_zoom
def zoom_callback(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        # Nothing is consumed: whoever signs in starts anew from the integrations page.
        return redirect_to_login(reverse("integrations"))
    if "error" in request.GET:
        return _declined(request)
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    try:
        if not state or not code or not is_configured():
            raise StateRefused
        connection = finish_consent(_user(request), _session_key(request), state=state, code=code, now=timezone.now())
    except StateRefused:
        return _show_foreign_arrival(request)
    except AccountLinkedElsewhere:
        return _show_linked_elsewhere(request)
    except ProviderError as trouble:
        return _show_trouble(request, trouble)
    messages.success(request, _("Zoom is connected as %(email)s.") % {"email": connection.label})
    return redirect("integrations")


def _declined(request: HttpRequest) -> HttpResponse:
    if request.GET["error"] == "access_denied":
        messages.info(request, _("You declined at Zoom, so nothing was connected."))
        return redirect("integrations")
    return _problem(
        request, 400, _("Zoom did not let us connect"), _("Zoom ended the sign-in with an error. Try it once more.")
    )


def _show_foreign_arrival(request: HttpRequest) -> HttpResponse:
    log.info("consent_refused", user=request.user.pk, has_state="state" in request.GET)
    if "state" not in request.GET:
        title = _("Start from here to connect Zoom")
        text = _("You came from Zoom without having started here. Press Connect Zoom, and Zoom will ask you once more.")
        return _problem(request, 400, title, text)
    text = _(
        "This sign-in was used already, took longer than ten minutes, or was started in another browser or by "
        "somebody else. Nothing was connected."
    )
    return _problem(request, 400, _("This Zoom sign-in is no longer valid"), text)


def _show_linked_elsewhere(request: HttpRequest) -> HttpResponse:
    text = _(
        "Another member here has connected this Zoom account, and Zoom allows one connection for each account. Sign in "
        "at Zoom with another account, or ask them to disconnect it first."
    )
    return _problem(request, 409, _("This Zoom account is already in use"), text)


def _show_trouble(request: HttpRequest, trouble: ProviderError) -> HttpResponse:
    log.warning("consent_failed", user=request.user.pk, trouble=type(trouble).__name__)
    return _problem(request, 503 if isinstance(trouble, TryLater) else 400, _("Zoom is not connected"), trouble.reason)


def _problem(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    context = {"title": title, "text": text, "section": "integrations"}
    return render(request, "connections/problem.html", context, status=status)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _session_key(request: HttpRequest) -> str:
    if not request.session.session_key:
        request.session.create()
    return str(request.session.session_key)
