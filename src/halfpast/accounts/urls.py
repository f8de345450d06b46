"""Sign-in and out, password reset and a member's own account: allauth's pages in our layout. Sign-up is closed."""

from django.urls import include, path, reverse_lazy
from django.views.generic.base import RedirectView

from halfpast.accounts import managed_pages as pages
from halfpast.accounts.account_page import account
from halfpast.accounts.session_page import end_others, end_session, sessions
from halfpast.accounts.views import sign_up_is_closed

# Under allauth's names, before allauth's own.
two_factor = [
    path("", pages.TwoFactorPage.as_view(), name="mfa_index"),
    path("authenticate/", pages.SecondStepPage.as_view(), name="mfa_authenticate"),
    path("reauthenticate/", pages.ConfirmByCodePage.as_view(), name="mfa_reauthenticate"),
    path("totp/activate/", pages.TurnOnPage.as_view(), name="mfa_activate_totp"),
    path("totp/deactivate/", pages.TurnOffPage.as_view(), name="mfa_deactivate_totp"),
    path("recovery-codes/", pages.RecoveryCodesPage.as_view(), name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", pages.NewRecoveryCodesPage.as_view(), name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", pages.RecoveryCodesFile.as_view(), name="mfa_download_recovery_codes"),
    path("webauthn/", RedirectView.as_view(url=reverse_lazy("mfa_index")), name="mfa_list_webauthn"),
    path("webauthn/add/", pages.AddPasskeyPage.as_view(), name="mfa_add_webauthn"),
    path("webauthn/keys/<int:pk>/edit/", pages.RenamePasskeyPage.as_view(), name="mfa_edit_webauthn"),
    path("webauthn/keys/<int:pk>/remove/", pages.RemovePasskeyPage.as_view(), name="mfa_remove_webauthn"),
    path("webauthn/login/", pages.SignInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("webauthn/reauthenticate/", pages.ConfirmByPasskeyPage.as_view(), name="mfa_reauthenticate_webauthn"),
]

urlpatterns = [
    path("app/account", account, name="account"),
    path("accounts/signup/", sign_up_is_closed),
    path("accounts/email/", pages.EmailPage.as_view(), name="account_email"),
    path("accounts/confirm-email/<str:key>/", pages.ConfirmEmailPage.as_view(), name="account_confirm_email"),
    path("accounts/password/change/", pages.PasswordPage.as_view(), name="account_change_password"),
    path("accounts/reauthenticate/", pages.ConfirmByPasswordPage.as_view(), name="account_reauthenticate"),
    path("accounts/sessions/", sessions, name="usersessions_list"),
    path("accounts/sessions/end-others", end_others, name="end-other-sessions"),
    path("accounts/sessions/<int:session_id>/end", end_session, name="end-session"),
    path("accounts/2fa/", include(two_factor)),
    path("accounts/", include("allauth.account.urls")),
]
