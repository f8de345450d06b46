"""A key of this installation's own, made once: marks at providers must still be known after SECRET_KEY was changed."""

import secrets

from halfpast.accounts.models import Installation

THE_ROW = 1


def installation_key() -> str:
    row, _ = Installation.objects.get_or_create(pk=THE_ROW, defaults={"key": secrets.token_hex(32)})
    return row.key
