"""The pair of tokens of a connection, sealed to its row."""

import json
from dataclasses import dataclass, field

from halfpast.accounts.vault import seal, unseal
from halfpast.connections.models import Connection


@dataclass(frozen=True)
class TokenPair:
    access: str = field(repr=False)
    refresh: str = field(repr=False)


def seal_tokens(connection: Connection, pair: TokenPair) -> None:
    """Put the pair into the row's field; the caller saves it."""
    plain = json.dumps({"access": pair.access, "refresh": pair.refresh})
    connection.sealed_tokens = seal(plain, bound_to=_purpose(connection))


def open_tokens(connection: Connection) -> TokenPair:
    """Raises CannotOpen."""
    return TokenPair(**json.loads(unseal(connection.sealed_tokens, bound_to=_purpose(connection))))


def _purpose(connection: Connection) -> str:
    return f"connection {connection.pk} tokens"
