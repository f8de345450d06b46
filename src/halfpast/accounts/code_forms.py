"""What is typed in for a second step: a code of the authenticator app, or a recovery code."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction

from halfpast.accounts.models import User
from halfpast.accounts.sealed_authenticators import open_for, seal_for
from halfpast.accounts.vault import CannotOpen

# The number of the last half minute whose code was used: no code counts twice, in whichever process.
LAST_USED = "last_counter"

log = structlog.get_logger(__name__)


class TurnOnForm(ActivateTOTPForm):  # type: ignore[misc]
    """The secret waits in the session until its first code is typed, and is sealed there too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session, user_id = context.request.session, kwargs["user"].pk
        if waiting := session.pop(SECRET_SESSION_KEY, ""):
            session[SECRET_SESSION_KEY] = _opened(user_id, waiting)
        # Takes what the session holds or makes a new one, in the open; it is sealed before the session is stored.
        super().__init__(*args, **kwargs)
        session[SECRET_SESSION_KEY] = seal_for(user_id, self.secret)


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]
    def clean_code(self) -> str:
        return typed_code(self)


class ConfirmByCodeForm(ReauthenticateForm):  # type: ignore[misc]
    def clean_code(self) -> str:
        return typed_code(self)


def typed_code(form: Any) -> str:
    """The code, once it proved to be right. Raises ValidationError, also after too many attempts."""
    forget_attempts = check_rate_limit(form.user)
    code = str(form.cleaned_data["code"])
    found = accepting(form.user, code)
    if found is None:
        raise get_adapter().validation_error("incorrect_code")
    form.authenticator = found
    forget_attempts()
    return code


def accepting(user: User, code: str) -> Authenticator | None:
    """The app or the recovery codes this code is one of; it is used up by that."""
    rows = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN)
    for row_id in list(rows.order_by("-type").values_list("pk", flat=True)):
        try:
            if found := _used_up(row_id, code):
                return found
        except CannotOpen:
            log.error("authenticator_does_not_open", authenticator=row_id)
    return None


@transaction.atomic
def _used_up(row_id: int, code: str) -> Authenticator | None:
    row = _locked(row_id)
    if row is None:
        return None
    is_right = _is_next_code(row, code) if row.type == Authenticator.Type.TOTP else row.wrap().validate_code(code)
    return Authenticator.objects.get(pk=row_id) if is_right else None


def _locked(row_id: int) -> Authenticator | None:
    return Authenticator.objects.select_for_update(no_key=True).filter(pk=row_id).first()


def _is_next_code(row: Authenticator, code: str) -> bool:
    secret = open_for(row.user_id, row.data["secret"])
    for counter in yield_hotp_counters_from_time():
        value = format_hotp_value(hotp_value(secret, counter))
        if counter > row.data.get(LAST_USED, 0) and compare_user_code(actual=code, expected=value):
            row.data[LAST_USED] = counter
            row.save(update_fields=["data"])
            return True
    return False


def _opened(user_id: int, envelope: str) -> str:
    try:
        return open_for(user_id, envelope)
    except CannotOpen:
        return ""
