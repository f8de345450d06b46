"""AES-256-GCM envelopes: `key id . base64(nonce + ciphertext)`, bound to the row and purpose they were made for."""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class CannotOpen(Exception):
    """The envelope is damaged, belongs to another row, or its key is not among ENCRYPTION_KEYS."""


def seal(plain: str, *, bound_to: str) -> str:
    """Encrypt with the first key; only the same `bound_to` opens it again."""
    key_id, key = next(iter(settings.ENCRYPTION_KEYS.items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, plain.encode(), bound_to.encode())
    return f"{key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(envelope: str, *, bound_to: str) -> str:
    """Decrypt with the key the envelope names. Raises CannotOpen."""
    key_id, _, encoded = envelope.partition(".")
    key = settings.ENCRYPTION_KEYS.get(key_id)
    if key is None:
        raise CannotOpen(f"no key called {key_id!r} in ENCRYPTION_KEYS")
    try:
        raw = base64.urlsafe_b64decode(encoded)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode()).decode()
    except (binascii.Error, ValueError, InvalidTag) as broken:
        raise CannotOpen("the envelope is damaged or belongs to another row") from broken


def sealed_with_first_key(envelope: str) -> bool:
    return envelope.partition(".")[0] == next(iter(settings.ENCRYPTION_KEYS))
