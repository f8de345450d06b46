"""Scopes that count as granted, and for want of which a call was refused: card and places believe the call."""

from django.db import transaction

from halfpast.connections.models import Connection
from halfpast.providers.errors import ProviderError, ScopeMissing
from halfpast.providers.zoom_scopes import without


def forget_missing(connection_id: int, trouble: ProviderError) -> None:
    """Until the next token answer or consent names them again."""
    if not isinstance(trouble, ScopeMissing) or not trouble.scopes:
        return
    with transaction.atomic():
        connection = Connection.objects.select_for_update(no_key=True).filter(pk=connection_id).first()
        if connection is not None:
            connection.scopes = sorted(without(frozenset(connection.scopes), frozenset(trouble.scopes)))
            connection.save(update_fields=["scopes"])
