"""The operator's Zoom app: entered, checked, taken out."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from halfpast.accounts.member_pages import MemberRequest
from halfpast.connections.scope_words import scopes_in_words
from halfpast.connections.vendor_apps import typed_in_app
from halfpast.connections.zoom_app import client_id, deauthorize_uri, is_configured, redirect_uri
from halfpast.operators.app_entry import (
    Judgement,
    connections_through_app,
    connections_through_other_apps,
    go_on,
    judge,
    save_app,
    take_out,
)
from halfpast.operators.findings import Finding
from halfpast.operators.operator_page import SECTION, operator_page
from halfpast.operators.self_check import self_check
from halfpast.operators.zoom_app_forms import ZoomAppForm


@sensitive_post_parameters("client_secret", "secret_token")
@operator_page("GET", "POST")
def zoom(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        return _show(request, _form(None))
    form = _form(request.POST)
    if not form.is_valid():
        return _show(request, form)
    judgement = None
    if form.has_new_pair:
        judgement = judge(form.entry.client_id, form.entry.client_secret)
        form.hear(judgement)
    if form.errors:
        return _show(request, form)
    save_app(form.entry)
    to_connect_again = connections_through_other_apps() if judgement else 0
    if judgement is Judgement.KNOWN:
        go_on()
    _tell(request, judgement, to_connect_again)
    return HttpResponseRedirect(reverse("operator-zoom"), status=303)


@operator_page("GET", "POST")
def check_zoom(request: MemberRequest) -> HttpResponse:
    """GET is somebody who reloads the results."""
    if request.method != "POST":
        return redirect("operator-zoom")
    return _show(request, _form(None), self_check())


@operator_page("GET", "POST")
def take_zoom_out(request: MemberRequest) -> HttpResponse:
    """GET says what it means, POST acts."""
    app = typed_in_app()
    if app is None or not (app.client_id or app.sealed_secret_token):
        return redirect("operator-zoom")
    if request.method == "POST":
        take_out()
        messages.success(request, _("The Zoom app is taken out. Its secrets are deleted here."))
        return HttpResponseRedirect(reverse("operator-zoom"), status=303)
    context = {
        "section": SECTION,
        "app": app,
        "count": connections_through_app(),
        "pair_is_used": not settings.ZOOM_CLIENT_ID,
        "token_is_used": not settings.ZOOM_DEAUTH_SECRET,
    }
    return render(request, "operators/take_zoom_app_out.html", context)


def _form(data: object) -> ZoomAppForm:
    return ZoomAppForm(data, stored=typed_in_app(), fixed=_fixed())


def _fixed() -> dict[str, str]:
    """Fields that the environment says, and its names for them."""
    pair = {"client_id": "ZOOM_CLIENT_ID", "client_secret": "ZOOM_CLIENT_SECRET"} if settings.ZOOM_CLIENT_ID else {}
    return {**pair, **({"secret_token": "ZOOM_DEAUTH_SECRET"} if settings.ZOOM_DEAUTH_SECRET else {})}


def _show(request: MemberRequest, form: ZoomAppForm, findings: Sequence[Finding] = ()) -> HttpResponse:
    app = typed_in_app()
    form.ask_again()
    context = {
        "section": SECTION,
        "form": form,
        "fixed": _fixed(),
        "client_id": client_id(),
        "is_set_up": is_configured(),
        "app": app,
        "has_typed_in": app is not None and bool(app.client_id or app.sealed_secret_token),
        "addresses": _addresses(),
        "scopes": scopes_in_words(()),
        "count": connections_through_app(),
        "zone": request.user.time_zone,
        "findings": findings,
    }
    return render(request, "operators/zoom_app.html", context, status=422 if form.errors else 200)


def _addresses() -> tuple[tuple[str, str, str], ...]:
    return (
        (_("Redirect URL"), redirect_uri(), _("At Zoom: Basic information, and once more in its OAuth allow list.")),
        (_("Deauthorization URL"), deauthorize_uri(), _("At Zoom: the endpoint URL for deauthorization notices.")),
    )


def _tell(request: MemberRequest, judgement: Judgement | None, to_connect_again: int) -> None:
    if judgement is Judgement.KNOWN:
        messages.success(request, _("Saved. Zoom knows this app."))
    elif judgement is Judgement.UNCHECKED:
        told = _("Saved, but not checked: Zoom cannot be reached, or did not answer clearly. Check again in a while.")
        messages.warning(request, told)
    else:
        messages.success(request, _("Saved."))
    if to_connect_again:
        again = ngettext(
            "%(n)d person was connected through the other app and has to connect again.",
            "%(n)d people were connected through the other app and have to connect again.",
            to_connect_again,
        ) % {"n": to_connect_again}
        is_told = _("They are told by mail.")
        will_be_told = _("They are told by mail once Zoom can be asked and knows this app.")
        told = is_told if judgement is Judgement.KNOWN else will_be_told
        messages.warning(request, f"{again} {told}")
