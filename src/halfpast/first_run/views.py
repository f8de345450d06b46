"""The front door, and the page that makes the owner of a new installation."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from halfpast.accounts.models import User
from halfpast.first_run.forms import SetupForm
from halfpast.first_run.provisioning import CannotAddUser
from halfpast.first_run.setup import LinkUsedUp, opens, set_up
from halfpast.web.token_pages import token_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("/app/")
    return render(request, "first_run/home.html", {"is_empty": not User.objects.exists()})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@token_page
def first_run(request: HttpRequest, token: str) -> HttpResponse:
    if not opens(token):
        return _link_used_up(request)
    if request.method != "POST":
        # The page's script has found the browser's zone, where there is one.
        return _show(request, SetupForm(initial={"time_zone": request.COOKIES.get("tz", "UTC")}))
    form = SetupForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    try:
        owner = set_up(token, form.person, form.new_workspace, form.first_type)
    except LinkUsedUp:
        return _link_used_up(request)
    except CannotAddUser as refusal:
        form.add_error(None, str(refusal))
        return _show(request, form)
    login(request, owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    messages.success(request, _("Your workspace is ready. Connect Zoom next, and every booking gets its own link."))
    return redirect("integrations")


def _show(request: HttpRequest, form: SetupForm) -> HttpResponse:
    return render(request, "first_run/set_up.html", {"form": form}, status=422 if form.errors else 200)


def _link_used_up(request: HttpRequest) -> HttpResponse:
    is_set_up = User.objects.exists()
    return render(request, "first_run/link_used_up.html", {"is_set_up": is_set_up}, status=410 if is_set_up else 404)
