"""For a member who lost telephone, passkeys and recovery codes: whoever runs the installation lets them in again."""

import structlog
from allauth.mfa.models import Authenticator
from django.db import transaction

from halfpast.accounts.models import User

log = structlog.get_logger(__name__)


class NobodyOfThatName(Exception):
    """The text says what to look at."""


@transaction.atomic
def remove_second_steps(email: str) -> int:
    """From then on the password alone signs in. Answers how many there were. Raises NobodyOfThatName."""
    user = User.objects.select_for_update(no_key=True).filter(email__iexact=email.strip()).first()
    if user is None:
        raise NobodyOfThatName(f"Nobody here has the e-mail {email.strip()}.")
    removed, _ = Authenticator.objects.filter(user=user).delete()
    log.info("second_steps_removed", user=user.pk, removed=removed)
    return int(removed)
