"""allauth's pages as they are here: inside the dashboard, uncached, and 422 for what was refused."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account.views import ConfirmEmailView, EmailView, PasswordChangeView, ReauthenticateView
from allauth.mfa import app_settings
from allauth.mfa.base import views as second_step
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as codes
from allauth.mfa.webauthn import views as passkeys
from allauth.mfa.webauthn.internal import auth as passkey_server
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from halfpast.accounts.code_forms import accepting
from halfpast.accounts.vault import CannotOpen

log = structlog.get_logger(__name__)

ACCOUNT, SECOND_STEP = reverse_lazy("account"), reverse_lazy("mfa_index")


class Managed:
    """Before one of allauth's views."""

    extra_context = {"section": "account"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = never_cache(super().dispatch)(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if answer.status_code == 200:
            answer.status_code = 422
        return answer


class EmailPage(Managed, EmailView):  # type: ignore[misc]
    def _action_send(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        answer: HttpResponse | None = super()._action_send(request, *args, **kwargs)
        if not self._did_send_verification_email:
            messages.info(request, _("A link went out less than three minutes ago. Look into the spam folder, too."))
        return answer


@method_decorator(login_required, name="dispatch")
class ConfirmEmailPage(Managed, ConfirmEmailView):  # type: ignore[misc]
    """For the account's owner alone: a mistyped address must not hand the account to whoever reads mail there."""

    def get_object(self, queryset: object = None) -> Any:
        confirmation = super().get_object(queryset)
        if confirmation.email_address.user_id != self.request.user.pk:
            raise Http404
        return confirmation

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(*args, **kwargs)  # type: ignore[no-any-return]
        except Http404:
            return self.get(*args, **kwargs)  # type: ignore[no-any-return]


class PasswordPage(Managed, PasswordChangeView):  # type: ignore[misc]
    success_url = ACCOUNT

    def get_default_success_url(self) -> str:
        return str(ACCOUNT)


class ConfirmByPasswordPage(Managed, ReauthenticateView):  # type: ignore[misc]
    pass


class SecondStepPage(Managed, second_step.AuthenticateView):  # type: ignore[misc]
    """The one a person has who is halfway signed in."""


class ConfirmByCodePage(Managed, second_step.ReauthenticateView):  # type: ignore[misc]
    pass


class TwoFactorPage(Managed, second_step.IndexView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = super().get_context_data(**kwargs)
        codes = shown["authenticators"].get(Authenticator.Type.RECOVERY_CODES)
        # Counted without opening them: a page of overview must stand when the key is gone.
        used = int(codes.instance.data.get("used_mask", 0)).bit_count() if codes else 0
        return {**shown, "codes_left": app_settings.RECOVERY_CODE_COUNT - used if codes else None}


class TurnOnPage(Managed, codes.ActivateTOTPView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        # The first code counts once, too.
        accepting(self.request.user, form.cleaned_data["code"])
        return answer


class TurnOffPage(Managed, codes.DeactivateTOTPView):  # type: ignore[misc]
    pass


class ShowsCodes(Managed):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except CannotOpen:
            log.error("recovery_codes_do_not_open", user=request.user.pk)
            messages.error(request, _("Your recovery codes can't be read any more. Make new ones."))
            return HttpResponseRedirect(reverse("mfa_generate_recovery_codes"))


class RecoveryCodesPage(ShowsCodes, recovery.ViewRecoveryCodesView):  # type: ignore[misc]
    pass


class RecoveryCodesFile(ShowsCodes, recovery.DownloadRecoveryCodesView):  # type: ignore[misc]
    pass


class NewRecoveryCodesPage(Managed, recovery.GenerateRecoveryCodesView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Past allauth's own, which opens the old codes to count them.
        return super(recovery.GenerateRecoveryCodesView, self).get_context_data(**kwargs)  # type: ignore[no-any-return]


class AddPasskeyPage(Managed, passkeys.AddWebAuthnView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # What is added is a passkey: it is found without a name, and asks for a finger, a face or a PIN.
        shown = super().get_context_data(**kwargs)
        options = passkey_server.begin_registration(self.request.user, True)
        return {**shown, **kwargs, "js_data": {"creation_options": options}}


class RenamePasskeyPage(Managed, passkeys.EditWebAuthnView):  # type: ignore[misc]
    success_url = SECOND_STEP


class RemovePasskeyPage(Managed, passkeys.RemoveWebAuthnView):  # type: ignore[misc]
    success_url = SECOND_STEP


class SignInByPasskey(Managed, passkeys.LoginWebAuthnView):  # type: ignore[misc]
    """Options as JSON for the sign-in page's script; its answer comes by POST."""


class ConfirmByPasskeyPage(Managed, passkeys.ReauthenticateWebAuthnView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response({**self.get_context_data(), "form": form}, status=422)  # type: ignore[no-any-return]
