"""A member's own page: who they are, and how they sign in."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from halfpast.accounts.forms import ProfileForm
from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import User, Workspace


@dataclass(frozen=True)
class SignInState:
    """How somebody signs in, in short."""

    waiting_address: str
    has_codes: bool
    passkeys: int
    sessions: int

    @property
    def has_second_step(self) -> bool:
        return self.has_codes or self.passkeys > 0


@member_page("GET", "POST")
def account(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, ProfileForm(request.user))
    form = ProfileForm(request.user, request.POST)
    if not form.is_valid():
        return _shown(request, form, status=422)
    form.save()
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("account"), status=303)


def sign_in_state(user: User) -> SignInState:
    waiting = EmailAddress.objects.filter(user=user, verified=False).exclude(email__iexact=user.email).last()
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return SignInState(
        waiting_address=waiting.email if waiting else "",
        has_codes=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        sessions=UserSession.objects.filter(user=user).count(),
    )


def _shown(request: MemberRequest, form: ProfileForm, status: int = 200) -> HttpResponse:
    context = {"section": "account", "form": form, "state": sign_in_state(request.user)}
    return render(request, "account/account.html", context, status=status)
