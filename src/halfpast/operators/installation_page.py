"""Where people are pointed to, and the way to the Zoom app: what only whoever runs this installation can set."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from halfpast.accounts.installation import THE_ROW, installation_key
from halfpast.accounts.member_pages import MemberRequest
from halfpast.accounts.models import Installation
from halfpast.connections.vendor_apps import typed_in_app
from halfpast.connections.zoom_app import is_configured
from halfpast.operators.installation_forms import InstallationForm
from halfpast.operators.operator_page import SECTION, operator_page


@operator_page("GET", "POST")
def installation(request: MemberRequest) -> HttpResponse:
    installation_key()
    row = Installation.objects.get(pk=THE_ROW)
    form = InstallationForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        row.save(update_fields=list(form.fields))
        messages.success(request, _("The links are saved."))
        return HttpResponseRedirect(reverse("operator"), status=303)
    app = typed_in_app()
    context = {"section": SECTION, "form": form, "is_set_up": is_configured(), "trouble": app.trouble if app else ""}
    return render(request, "operators/installation.html", context, status=422 if form.errors else 200)
