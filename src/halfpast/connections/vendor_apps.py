"""The app at a vendor that the operator typed in: one row, whose secrets are sealed to their place in it."""

from halfpast.accounts.vault import CannotOpen, seal, unseal
from halfpast.connections.models import Provider, VendorApp
from halfpast.providers.errors import AppMisconfigured

# What each sealed column is bound to.
BOUND_TO = {"sealed_client_secret": "zoom app client secret", "sealed_secret_token": "zoom app secret token"}
KEY_LOST = (
    "The Zoom app's secrets cannot be opened with ENCRYPTION_KEYS. The operator must add the key they were sealed "
    "with, or type them in again."
)


def typed_in_app() -> VendorApp | None:
    return VendorApp.objects.filter(provider=Provider.ZOOM).first()


def the_row() -> VendorApp:
    """Made when it is first needed."""
    return VendorApp.objects.get_or_create(provider=Provider.ZOOM)[0]


def sealed(column: str, plain: str) -> str:
    return seal(plain, bound_to=BOUND_TO[column]) if plain else ""


def opened(row: VendorApp | None, column: str) -> str:
    """Empty when nothing was typed in. Raises AppMisconfigured when its key is gone."""
    envelope = getattr(row, column) if row else ""
    try:
        return unseal(envelope, bound_to=BOUND_TO[column]) if envelope else ""
    except CannotOpen as locked:
        raise AppMisconfigured(KEY_LOST) from locked
