"""The secrets of second steps at rest: sealed, and bound to the person whose row holds them."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from halfpast.accounts.vault import seal, sealed_with_first_key, unseal

# Of an authenticator app, and of recovery codes. A passkey's row holds a public key and nothing to hide.
SEALED_PARTS = frozenset({"secret", "seed"})


def seal_for(user_id: int, text: str) -> str:
    return seal(text, bound_to=_owner(user_id))


def open_for(user_id: int, envelope: str) -> str:
    """Raises CannotOpen, also for what was sealed for somebody else."""
    return unseal(envelope, bound_to=_owner(user_id))


@transaction.atomic
def reseal_authenticator(row_id: int) -> bool:
    """Whether there was something to seal anew with the first key. Locks the row. Raises CannotOpen."""
    row = Authenticator.objects.select_for_update(no_key=True).filter(pk=row_id).first()
    old = [part for part in SEALED_PARTS if row and part in row.data and not sealed_with_first_key(row.data[part])]
    if row is None or not old:
        return False
    for part in old:
        row.data[part] = seal_for(row.user_id, open_for(row.user_id, row.data[part]))
    row.save(update_fields=["data"])
    return True


def _owner(user_id: int) -> str:
    return f"second step of user {user_id}"
