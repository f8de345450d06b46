"""The way to Zoom's consent screen and back."""

from typing import cast

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from halfpast.accounts.models import User
from halfpast.connections import consent_pages
from halfpast.connections.cards import zoom_connection
from halfpast.connections.consent import (
    AccountLinkedElsewhere,
    AccountUnreadable,
    finish_consent,
    start_consent,
)
from halfpast.connections.consent_pages import Problem, show_problem
from halfpast.connections.consent_state import StateRefused
from halfpast.connections.models import Connection
from halfpast.connections.state_pages import STATE_PROBLEMS
from halfpast.connections.zoom_app import is_configured
from halfpast.connections.zoom_forms import leads_to_zoom
from halfpast.providers.errors import ProviderError
from halfpast.web.token_pages import token_page

# The page belongs to a room above this one: its address, not its name, is the contract.
INTEGRATIONS = "/app/integrations"

log = structlog.get_logger(__name__)


@login_required
@require_POST
def connect_zoom(request: HttpRequest) -> HttpResponse:
    if not is_configured():
        return HttpResponseRedirect(INTEGRATIONS)
    return HttpResponseRedirect(start_consent(_user(request), _session_key(request), timezone.now()))


# Not HEAD: it would consume the state.
@require_GET
@token_page
@leads_to_zoom
def zoom_callback(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        # Nothing is consumed: whoever signs in starts anew from the integrations page.
        messages.info(request, _("You were signed out while you were at Zoom. Sign in, then connect Zoom again."))
        return redirect_to_login(INTEGRATIONS)
    problem = _arrival_problem(request)
    if problem is not None:
        return show_problem(request, problem)
    former = zoom_connection(_user(request))
    try:
        connection = _finish(request)
    except StateRefused as refusal:
        log.info("consent_refused", user=request.user.pk, problem=refusal.problem.value)
        return show_problem(request, STATE_PROBLEMS[refusal.problem])
    except AccountUnreadable:
        return show_problem(request, consent_pages.account_unreadable())
    except AccountLinkedElsewhere as taken:
        return show_problem(request, consent_pages.linked_elsewhere(_user(request), taken))
    except ProviderError as trouble:
        log.warning("consent_failed", user=request.user.pk, trouble=type(trouble).__name__)
        return show_problem(request, consent_pages.provider_trouble(trouble))
    messages.success(request, _welcome(connection, former))
    return HttpResponseRedirect(INTEGRATIONS)


def _arrival_problem(request: HttpRequest) -> Problem | None:
    """What the address alone tells, before anything is consumed."""
    error = request.GET.get("error")
    if error is not None:
        return consent_pages.declined() if error == "access_denied" else consent_pages.refused_by_zoom(error)
    if not is_configured():
        return consent_pages.not_configured()
    if "state" not in request.GET:
        return consent_pages.came_without_state()
    return None if request.GET.get("code") else consent_pages.came_without_code()


def _finish(request: HttpRequest) -> Connection:
    state, code = request.GET["state"], request.GET["code"]
    return finish_consent(_user(request), _session_key(request), state=state, code=code, now=timezone.now())


def _welcome(connection: Connection, former: Connection | None) -> str:
    if former is None or former.account_id == connection.account_id:
        return _("Zoom is connected as %(email)s.") % {"email": connection.label}
    return _(
        "Zoom is connected as %(new)s, which takes the place of %(old)s. Meetings made with %(old)s stay there and "
        "keep their links; we can no longer move or delete them."
    ) % {"new": connection.label, "old": former.label}


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _session_key(request: HttpRequest) -> str:
    if not request.session.session_key:
        request.session.create()
    return str(request.session.session_key)
