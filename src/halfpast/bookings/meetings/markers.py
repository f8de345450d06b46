"""The mark by which we know our own meetings at a provider; nobody else can make one."""

from django.utils.crypto import salted_hmac

from halfpast.accounts.installation import installation_key

LENGTH = 24


def marker_of(effect_id: int) -> str:
    """Names the effect that makes the meeting, the same over all its attempts; 40 characters at most."""
    return f"hp-{effect_id}-{_seal(effect_id)}"


def _seal(effect_id: int) -> str:
    # Marks at the provider hang on the salt: it keeps the name under which it was first used.
    return salted_hmac(
        "halfpast.bookings.markers", str(effect_id), secret=installation_key(), algorithm="sha256"
    ).hexdigest()[:LENGTH]
