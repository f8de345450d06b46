"""Random secrets that are shown once and kept as a digest."""

import hashlib
import secrets


def new_secret(purpose: str) -> str:
    """160 random bits, URL-safe, with a prefix that says what it is for."""
    return f"{purpose}_{secrets.token_urlsafe(20)}"


def digest(secret: str) -> str:
    """What is stored instead: enough to find the row, useless for getting in."""
    return hashlib.sha256(secret.encode()).hexdigest()
